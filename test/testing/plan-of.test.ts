import { App, Duration, Stack } from 'aws-cdk-lib';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Hosting, InstanceType, Model, ModelDeployment } from '../../constructs/index';
import { planOf } from '../../testing/plan-of';

test('a stack in a test says which endpoints it declares and which alarms watch them', () => {
  const outdir = mkdtempSync(join(tmpdir(), 'slipway-testing-'));
  try {
    const stack = new Stack(new App({ outdir }), 'Spam');
    new ModelDeployment(stack, 'Filter', {
      model: Model.fromDirectory(join(__dirname, '..', '..', 'examples', 'spam-filter', 'model')),
      hosting: Hosting.realtime({ instanceType: InstanceType.M5_LARGE, latency: Duration.millis(100) }),
    });
    const plan = planOf(stack);
    expect(plan.services.map(({ endpointName, latencyMillis }) => [endpointName, latencyMillis])).toEqual([['Spam-Filter', 100]]);
    expect(plan.alarms.map(({ path }) => path)).toContain('Spam/Filter/Alarms/Latency/Alarm');
  } finally {
    rmSync(outdir, { recursive: true, force: true });
  }
});
