import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SageMakerRuntimeClient } from '@aws-sdk/client-sagemaker-runtime';
import { SILENT } from '../../../runtime/host';
import type { ContainerPlan, Plan, ServicePlan, VariantPlan } from '../../../runtime/plan';
import { openPlatform, type Platform, type PlatformOptions } from '../../../runtime/platform/platform';
import { seeded } from '../../../runtime/random';
import { SteppingClock } from '../../../runtime/clock';

export const MODEL_FOLDER = join(__dirname, '..', '..', '..', 'examples', 'spam-filter', 'model');
/** A moment whose parts cannot be confused. */
export const NOW = Date.UTC(2026, 10, 24, 9, 5, 7, 42);

export const OURS: ContainerPlan = { image: 'slipway', ours: true, environment: {}, modelFolder: MODEL_FOLDER };

export function odd(step: string = ''): ContainerPlan {
  return {
    image: 'odd',
    ours: false,
    environment: { STEP: step },
    standIn: { command: [process.execPath, join(__dirname, 'containers', 'odd.cjs')] },
  };
}

export function stub(answer: string): ContainerPlan {
  return { image: 'stub', ours: false, environment: {}, standIn: { stub: { answer, latencyMillis: 0 } } };
}

export function variant(name: string, container: ContainerPlan, rest: Partial<VariantPlan> = {}): VariantPlan {
  return { name, weight: 1, instances: 1, containers: [container], ...rest };
}

export function service(rest: Partial<ServicePlan>): ServicePlan {
  return {
    path: 'Stack/Endpoint',
    stack: 'Stack',
    stage: '',
    place: { path: 'Stack/Endpoint', source: 'bin/app.ts:14' },
    mode: 'real-time',
    endpointName: 'spam',
    region: 'eu-central-1',
    account: '210987654321',
    variants: [variant('AllTraffic', OURS)],
    covers: { troubles: [] },
    ...rest,
  };
}

export function planWith(...services: readonly ServicePlan[]): Plan {
  return {
    directory: '/nowhere',
    stacks: [],
    services,
    unserved: [],
    batches: [],
    pipelines: [],
    alarms: [],
    stateRules: [],
    updateRules: [],
    refusals: [],
    allow: [],
  };
}

const opened: Platform[] = [];
const folders: string[] = [];
afterAll(async () => {
  await Promise.all(opened.map((platform) => platform.close()));
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

/** A platform on a free port, with a clock that stands still; closed after the tests of the file. */
export async function opens(plan: Plan, options: Partial<PlatformOptions> = {}): Promise<Platform> {
  const workDirectory = mkdtempSync(join(tmpdir(), 'slipway-platform-'));
  folders.push(workDirectory);
  const platform = await openPlatform(plan, {
    port: 0,
    clock: new SteppingClock(NOW),
    random: seeded(1),
    host: SILENT,
    workDirectory,
    ...options,
  });
  opened.push(platform);
  return platform;
}

/** AWS's own client, pointed at the platform. */
export function clientOf({ url }: Platform): SageMakerRuntimeClient {
  return new SageMakerRuntimeClient({
    endpoint: url,
    region: 'eu-central-1',
    credentials: { accessKeyId: 'a', secretAccessKey: 'b' },
    maxAttempts: 1,
  });
}
