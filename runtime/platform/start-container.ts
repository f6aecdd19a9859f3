import { SlipwayError } from '../../core/errors/index.js';
import type { ContainerPlan, ServicePlan, VariantPlan } from '../plan.js';
import type { Random } from '../random.js';
import { startCommand } from './command-container.js';
import type { Container } from './container.js';
import { startOwnServer } from './own-server.js';
import { StubContainer } from './stub-container.js';

/** What containers need of the platform around them. */
export interface ContainerSurroundings {
  readonly random: Random;
  readonly signal: AbortSignal;
}

/** Starts the containers of a variant in order; if one fails, those that started are stopped before the failure is passed on. */
export async function startContainers(service: ServicePlan, variant: VariantPlan, around: ContainerSurroundings): Promise<Container[]> {
  const containers: Container[] = [];
  try {
    for (const [index, container] of variant.containers.entries())
      containers.push(await startContainer(container, nameOf(container, index, variant.containers.length), service, around));
    return containers;
  } catch (failure) {
    await Promise.all(containers.map((container) => container.close()));
    throw failure;
  }
}

/** `primary` for a single container; in a series the hostname, or the position. */
function nameOf({ hostname }: ContainerPlan, index: number, count: number): string {
  if (count === 1) return 'primary';
  return hostname ?? `container-${index + 1}`;
}

/** Starts one container: our own server over the model's folder, or what stands in for another image. */
export async function startContainer(
  { standIn, modelFolder, environment, image }: ContainerPlan,
  name: string,
  { path, place }: Pick<ServicePlan, 'path' | 'place'>,
  { signal, random }: ContainerSurroundings,
): Promise<Container> {
  if (standIn === undefined && modelFolder !== undefined) return startOwnServer({ name, modelFolder, environment, signal });
  if (standIn === undefined)
    throw new SlipwayError('nothing-to-serve', `container ${image} has neither a model on this machine nor a stand-in; give it one`, {
      ...place,
      path,
    });
  if ('onnx' in standIn) return startOwnServer({ name, modelFolder: standIn.onnx, environment, signal });
  if ('command' in standIn) return startCommand({ name, argv: standIn.command, folder: standIn.folder, environment, signal });
  return new StubContainer(name, standIn.stub, random);
}
