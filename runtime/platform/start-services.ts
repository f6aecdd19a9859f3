import { join } from 'node:path';
import { SlipwayError } from '../../core/errors/index.js';
import type { Clock } from '../clock.js';
import type { Host } from '../host.js';
import type { MetricStore } from '../observing/metric-store.js';
import { ServiceRecorder } from '../observing/service-recorder.js';
import type { CapturePlan, ContainerPlan, ServicePlan, VariantPlan } from '../plan.js';
import type { Random } from '../random.js';
import { CaptureWriter } from './capture-writer.js';
import { startCommand } from './command-container.js';
import type { Container } from './container.js';
import { startOwnServer } from './own-server.js';
import { RunningService } from './service.js';
import { StubContainer } from './stub-container.js';
import { RunningVariant } from './variant.js';

/** What services need of the platform around them. */
export interface Surroundings {
  readonly store: MetricStore;
  readonly clock: Clock;
  readonly random: Random;
  readonly host: Host;
  /** Folder that stands for S3, one folder a bucket. */
  readonly bucketsFolder: string;
  readonly signal: AbortSignal;
}

/** Starts every service; if one fails, those that started are stopped before the failure is passed on. */
export async function startServices(plans: readonly ServicePlan[], around: Surroundings): Promise<RunningService[]> {
  const failed = new AbortController();
  const signal = AbortSignal.any([around.signal, failed.signal]);
  const results = await Promise.allSettled(
    plans.map((plan) =>
      startService(plan, { ...around, signal }).catch((failure: unknown) => {
        failed.abort(failure);
        throw failure;
      }),
    ),
  );
  const running = results.flatMap((result) => (result.status === 'fulfilled' ? [result.value] : []));
  if (running.length === plans.length) return running;
  await Promise.all(running.map((service) => service.close()));
  around.signal.throwIfAborted();
  throw failed.signal.reason;
}

async function startService(plan: ServicePlan, around: Surroundings): Promise<RunningService> {
  const variants: RunningVariant[] = [];
  try {
    for (const variant of plan.variants) variants.push(await startVariant(plan, variant, around));
    const shadow = plan.shadow === undefined ? undefined : await startVariant(plan, plan.shadow, around);
    return new RunningService(plan, variants, shadow, around.random);
  } catch (failure) {
    await Promise.all(variants.map((variant) => variant.close()));
    throw failure;
  }
}

async function startVariant(service: ServicePlan, variant: VariantPlan, around: Surroundings): Promise<RunningVariant> {
  const { store, clock } = around;
  const containers: Container[] = [];
  try {
    for (const [index, container] of variant.containers.entries()) {
      around.host.say({ level: 'progress', stage: 'load', text: `${service.endpointName}, variant ${variant.name}` });
      containers.push(await startContainer(container, nameOf(container, index, variant.containers.length), service, around));
    }
  } catch (failure) {
    await Promise.all(containers.map((container) => container.close()));
    throw failure;
  }
  const recorder = new ServiceRecorder(store, clock, service.endpointName, variant.name, variant.instances);
  const capture = service.capture === undefined ? undefined : captureWriter(service, service.capture, variant.name, around);
  return new RunningVariant(variant, containers, recorder, capture);
}

function captureWriter(
  { endpointName }: ServicePlan,
  capture: CapturePlan,
  variantName: string,
  { bucketsFolder, clock, random, host }: Surroundings,
): CaptureWriter {
  const folder = join(bucketsFolder, ...capture.destination.replace('s3://', '').split('/'), endpointName, variantName);
  return new CaptureWriter(capture, folder, clock, random, (cause) => {
    const said = cause instanceof Error ? cause.message : String(cause);
    host.say({
      level: 'warn',
      stage: 'capture',
      text: `records of ${endpointName} can no longer be written, and capture has stopped: ${said}`,
    });
  });
}

/** `primary` for a single container; in a series the hostname, or the position. */
function nameOf({ hostname }: ContainerPlan, index: number, count: number): string {
  if (count === 1) return 'primary';
  return hostname ?? `container-${index + 1}`;
}

async function startContainer(
  { standIn, modelFolder, environment, image }: ContainerPlan,
  name: string,
  { path, place }: ServicePlan,
  { signal, random }: Surroundings,
): Promise<Container> {
  if (standIn === undefined && modelFolder !== undefined) return startOwnServer({ name, modelFolder, environment, signal });
  if (standIn === undefined)
    throw new SlipwayError('nothing-to-serve', `container ${image} has neither a model on this machine nor a stand-in; give it one`, {
      ...place,
      path,
    });
  if ('onnx' in standIn) return startOwnServer({ name, modelFolder: standIn.onnx, environment, signal });
  if ('command' in standIn) return startCommand({ name, argv: standIn.command, environment, signal });
  return new StubContainer(name, standIn.stub, random);
}
