import { Duration, Stack } from 'aws-cdk-lib';
import { join } from 'node:path';
import { AlarmPlan, Capacity, Hosting, InstanceType, Model, ModelDeployment, Traffic } from '../../../constructs/index';
import { readProfile } from '../../../runtime/measuring/profile';
import type { RehearsalReport } from '../../../runtime/report/rehearsal-report';
import { planOf } from '../assembly/apps';
import { rehearsed } from '../rehearsal/apps';

jest.setTimeout(120_000);

const MODEL = join(__dirname, '..', '..', '..', 'examples', 'spam-filter', 'model');
const PROFILE = join(__dirname, '..', 'rehearsal', 'fixtures', 'spam-filter.profile.json');

const plan = planOf((app) => {
  const stack = new Stack(app, 'Mail');
  const hosting = Hosting.realtime({
    instanceType: InstanceType.M5_LARGE,
    capacity: Capacity.autoscaled({ min: 2, max: 6, requestsPerInstancePerMinute: 600 }),
    latency: Duration.millis(100),
    traffic: Traffic.promised({ perMinute: 600, quietestPerMinute: 60 }),
  });
  const model = Model.fromDirectory(MODEL);
  new ModelDeployment(stack, 'Watched', { model, hosting });
  new ModelDeployment(stack, 'Unwatched', { model, hosting, alarms: AlarmPlan.none('to see what nobody is told then') });
});

// Forty milliseconds a row: ten times the traffic is more than two instances of one worker can take, until others have come.
const SLOW = { 'Mail/Watched/Endpoint': [40], 'Mail/Unwatched/Endpoint': [40] };

test.each([
  ['contract-change', {}, /ClientErrors/],
  ['no-capacity', SLOW, /Latency/],
])('%s is told by the alarms that every deployment has, and by nobody where there are none', async (fault, latencies, teller) => {
  const report = await rehearsed(plan, { profile: readProfile(PROFILE), faults: [fault], healthyDays: 1, latencies });
  expect(of(report, 'Watched', fault)).toMatchObject({
    status: 'seen',
    seenBy: expect.arrayContaining([expect.stringMatching(teller)]) as unknown,
  });
  expect(of(report, 'Unwatched', fault)).toMatchObject({ status: 'blind', minutes: null, seenBy: [] });
});

function of({ faults }: RehearsalReport, deployment: string, name: string): RehearsalReport['faults'][number] | undefined {
  return faults.find((fault) => fault.name === name && fault.deployment.includes(`/${deployment}/`));
}
