import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openPlatform, seeded, SILENT, SYSTEM_CLOCK, type Plan } from '../../runtime/index.js';
import type { ContainerPlan, ServicePlan } from '../../runtime/plan.js';

// A platform for clients that are written in Python: prints its address as JSON, and closes at SIGTERM.

const ROOT = join(__dirname, '..', '..');
const OURS: ContainerPlan = { image: 'slipway', ours: true, environment: {}, modelFolder: join(ROOT, 'examples/spam-filter/model') };
const ODD: ContainerPlan = {
  image: 'odd',
  ours: false,
  environment: {},
  standIn: { command: [process.execPath, join(ROOT, 'test/runtime/platform/containers/odd.cjs')] },
};
/** So small that a test need not wait for SageMaker's own. */
const LIMITS = { payloadBytes: 200_000, responseMillis: 1000 };

function service(endpointName: string, rest: Pick<ServicePlan, 'variants' | 'capture'>): ServicePlan {
  return {
    path: `Stack/${endpointName}`,
    stack: 'Stack',
    stage: '',
    place: {},
    mode: 'real-time',
    endpointName,
    configName: `${endpointName}-config`,
    region: 'eu-central-1',
    account: '210987654321',
    covers: { troubles: [] },
    ...rest,
  };
}

async function main(): Promise<void> {
  const workDirectory = mkdtempSync(join(tmpdir(), 'slipway-clients-'));
  const one = { instances: 1, instanceType: 'ml.m5.large' };
  const services = [
    service('spam', {
      variants: [
        { ...one, name: 'Blue', weight: 1, containers: [OURS] },
        { ...one, name: 'Green', weight: 0, containers: [OURS] },
      ],
      capture: {
        sampling: 100,
        destination: 's3://records/capture',
        input: true,
        output: true,
        csvContentTypes: ['text/csv'],
        jsonContentTypes: ['application/json'],
      },
    }),
    service('odd', { variants: [{ ...one, name: 'AllTraffic', weight: 1, containers: [ODD] }] }),
  ];
  const plan: Plan = {
    directory: ROOT,
    stacks: [],
    services,
    unserved: [],
    batches: [],
    pipelines: [],
    alarms: [],
    refusals: [],
    allow: [],
    stateRules: [],
    updateRules: [],
  };
  const platform = await openPlatform(plan, {
    port: 0,
    clock: SYSTEM_CLOCK,
    random: seeded(1),
    host: SILENT,
    workDirectory,
    limits: LIMITS,
  });
  process.once('SIGTERM', () => void platform.close().then(() => rmSync(workDirectory, { recursive: true, force: true })));
  process.stdout.write(`${JSON.stringify({ url: platform.url })}\n`);
}

void main();
