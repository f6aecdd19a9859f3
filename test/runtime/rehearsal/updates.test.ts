import type { Stack } from 'aws-cdk-lib';
import { CfnCompositeAlarm, type CfnAlarmProps } from 'aws-cdk-lib/aws-cloudwatch';
import * as sns from 'aws-cdk-lib/aws-sns';
import type { CfnRule } from 'aws-cdk-lib/aws-events';
import type { RehearsalReport } from '../../../runtime/report/rehearsal-report';
import { verdictOf } from '../../../runtime/report/verdict';
import { alarm, alarmIn, faultIn, notice, ON_BLUE, onNewFleet, rehearsed, RELEASES, theirs, updateIn, type Said } from './apps';

jest.setTimeout(120_000);

type Props = Partial<CfnAlarmProps>;
type Kind = keyof typeof RELEASES;

/** Three of ten minutes in which the new fleet fails more than one request in fifty. */
const ERRORS: Props = {
  metricName: 'Invocation5XXErrors',
  statistic: 'Average',
  threshold: 0.02,
  period: 60,
  evaluationPeriods: 10,
  datapointsToAlarm: 3,
  treatMissingData: 'notBreaching',
  alarmActions: undefined,
};
const BUSY: Said = { perMinute: 600, quietestPerMinute: 120 };
const UPDATES = ['model-does-not-load', 'slow-start', 'bad-candidate', 'silent-rollback'];
const KINDS = Object.keys(RELEASES) as Kind[];

/** The alarm that stops the update, on the new fleet unless told otherwise. */
function stops(props: Props = {}): (stack: Stack) => void {
  return (stack) => void alarm(stack, 'Stops', { ...ERRORS, dimensions: onNewFleet(stack), ...props });
}

function told(declare: (stack: Stack) => void, rule?: (stack: Stack) => unknown): (stack: Stack) => void {
  return (stack) => {
    declare(stack);
    (rule ?? notice)(stack);
  };
}

function played(declare: (stack: Stack) => void, said: Said, faults: readonly string[] = UPDATES): Promise<RehearsalReport> {
  return rehearsed(theirs(declare, { ...BUSY, ...said }), { faults, healthyDays: 1 });
}

// Six minutes for instances to start (a constant of the simulation), and the waits in the order of the guide's pages:
// all at once start, shift, wait; canary start, part, wait, rest, wait; linear start, (step, wait) twice, wait; rolling (start, wait) twice.
const LASTS: Readonly<Record<Kind, number>> = { 'all at once': 16, canary: 26, linear: 36, rolling: 32 };

describe.each(KINDS)('an update %s', (kind) => {
  let report: RehearsalReport;
  beforeAll(async () => {
    report = await played(told(stops()), { deployment: RELEASES[kind] });
  });

  test('to a good version is completed after its waits, and nobody is told of anything', () => {
    expect(updateIn(report, 'good')).toMatchObject({
      outcome: 'completed',
      asItShould: true,
      reason: null,
      stoppedBy: [],
      toldBy: [],
      failed: 0,
    });
    expect(updateIn(report, 'good').minutes).toBe(LASTS[kind]);
  });

  test('to a version that mends what the old one breaks is completed too: the alarm sees the new fleet alone', () => {
    expect(updateIn(report, 'mending')).toMatchObject({ outcome: 'completed', asItShould: true });
    expect(updateIn(report, 'mending').failed).toBeGreaterThan(0);
  });

  test('to a bad version is rolled back in its first bake, and the rule tells of it', () => {
    const bad = updateIn(report, 'bad-candidate');
    expect(bad).toMatchObject({ outcome: 'rolled back', asItShould: true, stoppedBy: ['Stops'], toldBy: ['rule Notice'] });
    // Three minutes that breach, and one until the last can be seen.
    expect(bad.toldAfter).toBe(4);
    expect(faultIn(report, 'bad-candidate')).toMatchObject({ status: 'seen', minutes: 4, seenBy: ['rule Notice'] });
    // Until the traffic is back: a minute, or until old instances have started again.
    expect(bad.minutes).toBe(6 + 4 + (kind === 'rolling' ? 6 : 1));
  });

  test('harms the share of the traffic that had moved: a fifth of it fails', () => {
    const { toNew, failed, requests } = updateIn(report, 'bad-candidate');
    expect(failed / toNew).toBeGreaterThan(0.18);
    expect(failed / toNew).toBeLessThan(0.22);
    const minutes = kind === 'rolling' ? 10 : 5;
    const share = kind === 'all at once' ? 1 : 0.5;
    expect(toNew / requests).toBeCloseTo((share * minutes) / updateIn(report, 'bad-candidate').minutes, 1);
  });

  test('whose instances never come up is rolled back before it served: nobody but the rule notices', () => {
    expect(updateIn(report, 'slow-start')).toMatchObject({
      outcome: 'rolled back',
      servedAfter: null,
      toNew: 0,
      failed: 0,
      // Six minutes until they start, and eight that SageMaker waits (container contract).
      minutes: 14,
      reason: expect.stringContaining('not healthy in the time'),
    });
    expect(faultIn(report, 'slow-start')).toMatchObject({
      status: 'seen',
      seenBy: ['rule Notice'],
      text: 'what serves is not what was declared',
    });
  });

  test('has an alarm that fires, with the weakest fault that it sees', () => {
    const found = alarmIn(report, 'Stops');
    expect(found).toMatchObject({ verdict: 'fires', stopsUpdates: true, reason: null, delivers: false });
    expect(found.firesOn).toContainEqual({ fault: 'bad-candidate', minutes: 4 });
    const weakest = found.weakest.find(({ fault }) => fault === 'bad-candidate')?.strength ?? 1;
    // Two requests in a hundred are its threshold; three minutes of ten come above it by chance at half of that.
    expect(weakest).toBeGreaterThan(0.008);
    expect(weakest).toBeLessThan(0.03);
    expect(verdictOf(report).passed).toBe(true);
  });

  test('is drawn minute by minute: who answered, what went on, what the alarm said', () => {
    const { picture } = updateIn(report, 'bad-candidate');
    expect(picture?.phases.map(({ what }) => what)).toEqual([
      'new instances start',
      kind === 'all at once' ? 'last bake' : 'bake',
      'rollback',
    ]);
    expect(picture?.alarms).toEqual([{ alarm: 'Stops', states: expect.arrayContaining([{ minute: 10, state: 'ALARM' }]) as unknown }]);
    const at = (minute: number, side: readonly number[] = []): number => side[minute - (picture?.from ?? 0)] ?? Number.NaN;
    expect(at(2, picture?.new)).toBe(0);
    expect(at(8, picture?.new)).toBeGreaterThan(100);
    expect(at(8, picture?.newFailed)).toBeGreaterThan(20);
    expect(at(20, picture?.new)).toBe(0);
    expect(at(20, picture?.old)).toBeGreaterThan(400);
  });
});

// A deployment that sees the fault, and one that does not.
test.each(UPDATES)('%s is seen where a rule tells of rollbacks, and is a blind spot where none does', async (fault) => {
  const seeing = await played(told(stops()), { deployment: RELEASES.canary }, [fault]);
  const blind = await played(stops(), { deployment: RELEASES.canary }, [fault]);
  expect(faultIn(seeing, fault)).toMatchObject({ status: 'seen', seenBy: ['rule Notice'] });
  expect(faultIn(blind, fault)).toMatchObject({ status: 'blind', seenBy: [], minutes: null });
  expect(faultIn(blind, fault).text).toContain('what serves is not what was declared');
  expect(blind.blindSpots.map((spot) => spot.fault)).toEqual([fault]);
});

test('a rule on another endpoint, on another state, switched off, or with a topic that shuts EventBridge out tells nobody', async () => {
  const rules: readonly ((stack: Stack) => CfnRule)[] = [
    (stack) => notice(stack, ['ROLLING_BACK'], 'other'),
    (stack) => notice(stack, ['IN_SERVICE']),
    (stack) => Object.assign(notice(stack), { state: 'DISABLED' }),
    (stack) => {
      const topic = new sns.CfnTopic(stack, 'Topic');
      return Object.assign(notice(stack), { targets: [{ arn: topic.ref, id: 'T' }] });
    },
  ];
  for (const rule of rules) {
    const report = await played(told(stops(), rule), { deployment: RELEASES['all at once'] }, ['silent-rollback']);
    expect(faultIn(report, 'silent-rollback').status).toBe('blind');
  }
});

test('an alarm that stops the update and has an action of its own tells of the rollback as well', async () => {
  const report = await played(stops({ alarmActions: ['arn:aws:sns:us-east-1:123456789012:oncall'] }), { deployment: RELEASES.canary }, [
    'silent-rollback',
  ]);
  expect(faultIn(report, 'silent-rollback')).toMatchObject({ status: 'seen', seenBy: ['Stops'], minutes: 0 });
});

describe('an update that nothing guards', () => {
  test('is over when the new instances are there, and a bad version stays: who is told is up to the other alarms', async () => {
    const everyday: Props = { ...ERRORS, alarmActions: ['arn:aws:sns:us-east-1:123456789012:oncall'] };
    const report = await played((stack) => void alarm(stack, 'Errors', everyday), {}, ['bad-candidate', 'silent-rollback']);
    expect(updateIn(report, 'good')).toMatchObject({
      outcome: 'completed',
      minutes: 6,
      how: 'all at once, without a bake: nothing is declared',
    });
    expect(updateIn(report, 'bad-candidate')).toMatchObject({
      outcome: 'completed',
      asItShould: false,
      reason: 'no alarm can stop it',
      toldBy: ['Errors'],
    });
    expect(faultIn(report, 'bad-candidate')).toMatchObject({ status: 'seen', seenBy: ['Errors'] });
    expect(faultIn(report, 'silent-rollback')).toMatchObject({
      status: 'not-runnable',
      text: 'no alarm can stop an update of it: nothing comes back by itself',
    });
  });

  test('is a blind spot where there is no alarm at all', async () => {
    const report = await played(() => undefined, {}, ['bad-candidate']);
    expect(faultIn(report, 'bad-candidate')).toMatchObject({ status: 'blind' });
  });
});

describe('an alarm that is to stop an update', () => {
  const verdict = async (declare: (stack: Stack) => void, said: Said = {}): Promise<ReturnType<typeof alarmIn>> =>
    alarmIn(await rehearsed(theirs(declare, { ...BUSY, deployment: RELEASES.canary, ...said }), { healthyDays: 1 }), 'Stops');

  test('and needs longer than the update bakes never fires, with how long it takes and how long there is', async () => {
    const late = await verdict(stops({ period: 600, evaluationPeriods: 3, datapointsToAlarm: 3 }));
    expect(late).toMatchObject({
      verdict: 'never-fires',
      reason: expect.stringMatching(/goes off 2\d min after the new version serves, and the update has waited its 20 min by then/),
    });
  });

  // The example of AWS's own guide, deployment-guardrails-configuration: no average of zeros and ones is above 1.
  test("and is AWS's own example never fires: the average of zeros and ones is at most 1", async () => {
    const example = await verdict(
      stops({ metricName: 'Invocation4XXErrors', threshold: 1, period: 600, evaluationPeriods: 2, datapointsToAlarm: undefined }),
    );
    expect(example).toMatchObject({ verdict: 'never-fires', reason: expect.stringContaining('is never reached') });
  });

  test('and names a configuration that is not the new one never fires: it looks at a fleet that is gone', async () => {
    const stale = await verdict(stops({ dimensions: [...ON_BLUE, { name: 'EndpointConfigName', value: 'fraud-2023' }] }));
    expect(stale).toMatchObject({
      verdict: 'never-fires',
      reason: expect.stringContaining("dimension 'EndpointConfigName' is 'fraud-2023', and the new fleet's configuration is"),
    });
  });

  test('and sees both fleets undoes the update that mends the old one', async () => {
    const report = await rehearsed(theirs(stops({ dimensions: ON_BLUE }), { ...BUSY, deployment: RELEASES.canary }), { healthyDays: 1 });
    expect(alarmIn(report, 'Stops')).toMatchObject({
      verdict: 'noisy',
      reason: expect.stringContaining('it sees the old fleet too, and undoes an update that mends it; add dimension EndpointConfigName'),
    });
    expect(updateIn(report, 'mending')).toMatchObject({ outcome: 'rolled back', asItShould: false, stoppedBy: ['Stops'] });
    expect(verdictOf(report)).toMatchObject({ passed: false, updates: [expect.objectContaining({ version: 'mending' })] });
  });

  test('and goes off at every failure is noisy: it stops good updates', async () => {
    const jumpy = await verdict(stops({ statistic: 'Sum', threshold: 0, evaluationPeriods: 1, datapointsToAlarm: 1 }));
    expect(jumpy).toMatchObject({
      verdict: 'noisy',
      reason: expect.stringMatching(/^it stops \d+ of 26 updates to a version that is as good as the one before/),
    });
  });

  test('of an update that does not bake never fires', async () => {
    const deployment = {
      ...RELEASES['all at once'],
      blueGreenUpdatePolicy: { trafficRoutingConfiguration: { type: 'ALL_AT_ONCE', waitIntervalInSeconds: 0 } },
    };
    expect(await verdict(stops(), { deployment })).toMatchObject({
      verdict: 'never-fires',
      reason: 'the update does not bake, so that no alarm can stop it; give TerminationWaitInSeconds, 600 for example',
    });
  });

  // Developer Guide, deployment-guardrails-exclusions: updated all at once and without a bake, whatever is declared.
  test('of Inf1 instances never fires, since SageMaker passes the guardrails over', async () => {
    const report = await rehearsed(theirs(stops(), { ...BUSY, deployment: RELEASES.canary, instanceType: 'ml.inf1.xlarge' }), {
      healthyDays: 1,
    });
    expect(alarmIn(report, 'Stops')).toMatchObject({ verdict: 'never-fires', reason: expect.stringContaining('Inf1') });
    expect(updateIn(report, 'bad-candidate')).toMatchObject({ outcome: 'completed', reason: expect.stringContaining('Inf1') });
  });

  test('and watches how long the new version takes fires on one that is slow', async () => {
    const slow = await verdict(
      stops({ metricName: 'ModelLatency', statistic: 'Average', threshold: 60_000, evaluationPeriods: 3, datapointsToAlarm: 3 }),
    );
    expect(slow.verdict).toBe('fires');
    expect(slow.firesOn).toContainEqual({ fault: 'slow-model', minutes: 4 });
  });

  test('is judged at both ends of what nobody publishes', async () => {
    // Ten minutes of bake: three of ten minutes are found whatever the delay, eight of eight are not where metrics come three minutes late.
    const ends = { faults: ['bad-candidate'], healthyDays: 1, bands: true };
    const report = await rehearsed(theirs(stops(), { ...BUSY, deployment: RELEASES['all at once'] }), ends);
    expect(alarmIn(report, 'Stops')).toMatchObject({ verdict: 'fires', depends: [] });
    const tight = await rehearsed(
      theirs(stops({ evaluationPeriods: 8, datapointsToAlarm: 8 }), { ...BUSY, deployment: RELEASES['all at once'] }),
      ends,
    );
    expect(alarmIn(tight, 'Stops').verdict).toBe('depends');
    expect(alarmIn(tight, 'Stops').depends).toEqual(
      expect.arrayContaining([
        { constant: 'metricDelayMinutes', at: '1 min', outcome: 'fires' },
        { constant: 'metricDelayMinutes', at: '3 min', outcome: 'never fires' },
      ]),
    );
  });
});

test('a canary that gets too few requests to show an error lets a bad version pass, and the report shows how few', async () => {
  const enough: Props = { statistic: 'Sum', threshold: 3, evaluationPeriods: 3, datapointsToAlarm: 3 };
  const report = await played(told(stops(enough)), { deployment: RELEASES.canary, perMinute: 10, quietestPerMinute: 5 }, ['bad-candidate']);
  const bad = updateIn(report, 'bad-candidate');
  expect(bad).toMatchObject({ outcome: 'completed', asItShould: false, reason: 'none of its alarms goes off while it bakes', toldBy: [] });
  expect(faultIn(report, 'bad-candidate').status).toBe('blind');
});

test('a version that answers wrongly stays, whatever the alarms: no metric shows it, and nobody is told', async () => {
  const report = await played(told(stops()), { deployment: RELEASES.canary }, ['bad-candidate']);
  const wrong = updateIn(report, 'wrong-answers');
  expect(wrong).toMatchObject({
    outcome: 'completed',
    asItShould: false,
    counts: false,
    toldBy: [],
    reason: expect.stringContaining('golden rows'),
  });
  expect(wrong.failed).toBe(wrong.toNew);
  expect(wrong.failed).toBeGreaterThan(0);
});

describe('an update that cannot hold', () => {
  test('is refused where SageMaker refuses it: a canary of one instance', async () => {
    const report = await played(stops(), { deployment: RELEASES.canary, instances: 1 });
    expect(report.updates).toEqual([
      expect.objectContaining({
        version: 'good',
        outcome: 'refused',
        reason: expect.stringContaining('has 1 instance, and its update moves traffic in parts'),
      }),
    ]);
    expect(alarmIn(report, 'Stops')).toMatchObject({
      verdict: 'not-reproducible',
      reason: expect.stringContaining('SageMaker refuses its updates'),
    });
    expect(faultIn(report, 'bad-candidate').status).toBe('not-runnable');
    expect(verdictOf(report)).toMatchObject({ passed: false, updates: [{ outcome: 'refused' }] });
  });

  const hurried = {
    rollingUpdatePolicy: {
      maximumBatchSize: { type: 'INSTANCE_COUNT', value: 1 },
      waitIntervalInSeconds: 120,
      // More than the waits, as SageMaker asks; ten instances that start one after the other need more.
      maximumExecutionTimeoutInSeconds: 1800,
    },
    autoRollbackConfiguration: { alarms: [{ alarmName: 'Stops' }] },
  };

  test('is rolled back by its own timeout, which counts however good the version is', async () => {
    const report = await played(told(stops()), { deployment: hurried, instances: 10 });
    expect(updateIn(report, 'good')).toMatchObject({
      outcome: 'rolled back',
      turnedAfter: 30,
      reason: expect.stringContaining('MaximumExecutionTimeoutInSeconds, 1800'),
    });
    expect(verdictOf(report).passed).toBe(false);
  });

  test('is accepted by name, with the reason', async () => {
    const allow = [{ id: 'good-update', reason: 'we roll by hand' }];
    const report = await played(told(stops()), { deployment: hurried, instances: 10, allow });
    expect(updateIn(report, 'good').accepted).toBe('we roll by hand');
    expect(verdictOf(report).updates).toEqual([]);
  });
});

test('how long SageMaker waits for the containers is what the variant says', async () => {
  const report = await played(told(stops()), { deployment: RELEASES['all at once'], startTimeoutSeconds: 1800 }, ['slow-start']);
  expect(updateIn(report, 'slow-start').minutes).toBe(36);
});

test('two rehearsals of updates are the same byte for byte', async () => {
  const plan = theirs(told(stops()), { ...BUSY, deployment: RELEASES.linear });
  const [one, two] = [
    await rehearsed(plan, { faults: UPDATES, healthyDays: 1 }),
    await rehearsed(plan, { faults: UPDATES, healthyDays: 1 }),
  ];
  expect(JSON.stringify(two)).toBe(JSON.stringify(one));
});

test('a composite can stop an update: it is judged by the alarms below it, which see the new fleet alone', async () => {
  const composed = (stack: Stack): void => {
    const child = alarm(stack, 'Failing', { ...ERRORS, dimensions: onNewFleet(stack) });
    new CfnCompositeAlarm(stack, 'Both', { alarmName: 'Stops', alarmRule: `ALARM("${child.attrArn}")` });
  };
  const report = await played(told(composed), { deployment: RELEASES.canary });
  expect(updateIn(report, 'bad-candidate')).toMatchObject({ outcome: 'rolled back', stoppedBy: ['Stops'] });
  expect(updateIn(report, 'good')).toMatchObject({ outcome: 'completed', toldBy: [] });
  expect(alarmIn(report, 'Stops')).toMatchObject({ verdict: 'fires', kind: 'composite', stopsUpdates: true });
  expect(verdictOf(report).passed).toBe(true);
});

test('an alarm that is declared elsewhere is said to be one that cannot be played, and stops nothing here', async () => {
  const elsewhere = { ...RELEASES.canary, autoRollbackConfiguration: { alarms: [{ alarmName: 'of-another-app' }] } };
  const report = await played(told(stops()), { deployment: elsewhere });
  expect(updateIn(report, 'good').how).toBe(
    'canary of 50 %, bakes 10 min, then 10 min; 1 alarm can stop it, 1 of them cannot be played: they are declared elsewhere, or watch something else',
  );
  expect(updateIn(report, 'bad-candidate')).toMatchObject({ outcome: 'completed', asItShould: false });
  // On the new fleet all the same, so that updates say what it sees; it is just not asked.
  expect(alarmIn(report, 'Stops')).toMatchObject({ verdict: 'fires', stopsUpdates: false });
});
