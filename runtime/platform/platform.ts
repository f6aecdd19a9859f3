import { once } from 'node:events';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { SlipwayError } from '../../core/errors/index.js';
import type { ModelSchema } from '../../core/schema/schema.js';
import type { Clock } from '../clock.js';
import type { Host } from '../host.js';
import { MetricStore } from '../observing/metric-store.js';
import type { Plan, ServicePlan } from '../plan.js';
import type { Random } from '../random.js';
import { createFront } from './front.js';
import { DEFAULT_LIMITS, type Limits } from './limits.js';
import type { RunningService } from './service.js';
import { startServices } from './start-services.js';

export interface PlatformOptions {
  /** On 127.0.0.1; 0 takes any free one. */
  readonly port: number;
  readonly clock: Clock;
  readonly random: Random;
  readonly host: Host;
  /** Folder for what AWS would keep in S3; whoever gives it takes it away. */
  readonly workDirectory: string;
  readonly signal?: AbortSignal;
  /** SageMaker Runtime's own where absent. */
  readonly limits?: Partial<Limits>;
}

/** SageMaker as far as it answers calls, on this machine. */
export interface Platform {
  /** For the SDK's `endpoint`, the CLI's `--endpoint-url`, curl. */
  readonly url: string;
  readonly services: readonly ServicePlan[];
  readonly metrics: MetricStore;
  /** Folder that stands for S3, one folder a bucket. */
  readonly captureDirectory: string;
  /** What an endpoint's first variant takes and gives, where its model says so. */
  schemaOf(endpointName: string): ModelSchema | undefined;
  /** Resolves when captured records are written and idle minutes are filled. */
  flush(): Promise<void>;
  /** Ends every process and connection; may be called again. */
  close(): Promise<void>;
}

/** Starts a model server per container of the plan, and SageMaker Runtime's wire format in front of them. Nothing is left behind if it fails. */
export async function openPlatform(plan: Plan, options: PlatformOptions): Promise<Platform> {
  const { clock, random, host, workDirectory, signal = new AbortController().signal } = options;
  refuseSameNames(plan.services);
  const metrics = new MetricStore(clock);
  const captureDirectory = join(workDirectory, 's3');
  const running = new Map<string, RunningService>();
  const front = createFront(running, { ...DEFAULT_LIMITS, ...options.limits }, random, clock.now());
  try {
    // The port first: that it is taken should be known before minutes of loading.
    await listen(front, options.port);
    for (const service of await startServices(plan.services, {
      store: metrics,
      clock,
      random,
      host,
      bucketsFolder: captureDirectory,
      signal,
    })) {
      running.set(service.plan.endpointName, service);
    }
  } catch (failure) {
    await closeFront(front);
    throw failure;
  }
  let closing: Promise<void> | undefined;
  return {
    url: `http://127.0.0.1:${(front.address() as AddressInfo).port}`,
    services: plan.services,
    metrics,
    captureDirectory,
    schemaOf: (endpointName) => running.get(endpointName)?.variants[0]?.schema,
    flush: async () => {
      for (const service of running.values()) await service.settle();
    },
    close: () => (closing ??= close(front, running)),
  };
}

/** An endpoint's name is unique in an account and region; here several environments may lie side by side. */
function refuseSameNames(services: readonly ServicePlan[]): void {
  const seen = new Map<string, ServicePlan>();
  for (const service of services) {
    const other = seen.get(service.endpointName);
    if (other !== undefined) {
      throw new SlipwayError(
        'endpoint-twice',
        `endpoint '${service.endpointName}' is declared by ${other.path} and by ${service.path}; choose one environment with -c, or open the assembly of one stage with --app`,
        service.place,
      );
    }
    seen.set(service.endpointName, service);
  }
}

async function listen(front: Server, port: number): Promise<void> {
  try {
    front.listen(port, '127.0.0.1');
    await once(front, 'listening');
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code !== 'EADDRINUSE') throw cause;
    throw new SlipwayError(
      'port-in-use',
      `port ${port} on 127.0.0.1 is taken; give another with --port, or 0 for any free one`,
      {},
      { cause },
    );
  }
}

async function close(front: Server, running: ReadonlyMap<string, RunningService>): Promise<void> {
  await closeFront(front);
  await Promise.all([...running.values()].map((service) => service.close()));
}

async function closeFront(front: Server): Promise<void> {
  if (!front.listening) return;
  const closed = once(front, 'close');
  front.close();
  front.closeAllConnections();
  await closed;
}
