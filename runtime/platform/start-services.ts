import { join } from 'node:path';
import type { Clock } from '../clock.js';
import type { Host } from '../host.js';
import type { MetricStore } from '../observing/metric-store.js';
import { ServiceRecorder } from '../observing/service-recorder.js';
import type { CapturePlan, ServicePlan, VariantPlan } from '../plan.js';
import type { Random } from '../random.js';
import { CaptureWriter } from './capture-writer.js';
import { RunningService } from './service.js';
import { startContainers } from './start-container.js';
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
  around.host.say({ level: 'progress', stage: 'load', text: `${service.endpointName}, variant ${variant.name}` });
  const containers = await startContainers(service, variant, around);
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
