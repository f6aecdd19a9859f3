import { App, Duration, Stack } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Hosting, InstanceType, Model, ModelDeployment, Traffic } from '../../constructs/index';
import { alarmOf, evaluate } from '../../testing/alarm';
import { matchers } from '../../testing/index';
import { everyMinute, repeat } from '../../testing/series';

expect.extend(matchers);

const folder = mkdtempSync(join(tmpdir(), 'slipway-testing-'));
let stack: Stack;
beforeAll(() => {
  stack = new Stack(new App({ outdir: folder }), 'Spam');
  new ModelDeployment(stack, 'Filter', {
    model: Model.fromDirectory(join(__dirname, '..', '..', 'examples', 'spam-filter', 'model')),
    hosting: Hosting.realtime({
      instanceType: InstanceType.M5_LARGE,
      latency: Duration.millis(100),
      traffic: Traffic.promised({ perMinute: 600, quietestPerMinute: 2 }),
    }),
  });
  const depth = new cloudwatch.Metric({ namespace: 'Mail', metricName: 'Depth', period: Duration.minutes(1), statistic: 'Maximum' });
  const deep = depth.createAlarm(stack, 'Deep', { threshold: 100, evaluationPeriods: 5, datapointsToAlarm: 3 });
  new cloudwatch.CompositeAlarm(stack, 'Trouble', { alarmRule: cloudwatch.AlarmRule.fromAlarm(deep, cloudwatch.AlarmState.ALARM) });
  new cloudwatch.CfnAnomalyDetector(stack, 'Detector', { namespace: 'Mail', metricName: 'Depth', stat: 'Average' });
  new cloudwatch.CfnAlarm(stack, 'Strange', {
    comparisonOperator: 'GreaterThanUpperThreshold',
    evaluationPeriods: 1,
    thresholdMetricId: 'band',
    metrics: [{ id: 'band', expression: 'ANOMALY_DETECTION_BAND(m, 2)' }],
  });
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test('an alarm of a stack goes off when CloudWatch would: 3 of 5 one-minute points from minute 10 on', () => {
  const outcome = evaluate(alarmOf(stack, 'Deep'), everyMinute([...repeat(10, 20), ...repeat(10, 200), ...repeat(20, 20)]));
  // Minutes 10, 11 and 12 breach; the third is over at minute 13.
  expect(outcome.alarmAtMinute).toBe(13);
  expect(outcome).toAlarm({ within: Duration.minutes(13) });
  expect(outcome).not.toAlarm({ within: Duration.minutes(12) });
  expect([9, 15, 39].map(outcome.stateAtMinute)).toEqual(['OK', 'ALARM', 'OK']);
});

test("our own latency alarm sees a model that takes five times as long, by the promise's own traffic", () => {
  const latency = alarmOf(stack, 'Filter/Alarms/Latency');
  const slow = everyMinute([...repeat(60, 40_000), ...repeat(60, 200_000)], { requests: 600 });
  expect(evaluate(latency, slow)).toAlarm({ within: Duration.minutes(60 + 20) });
  expect(evaluate(latency, everyMinute(repeat(120, 40_000), { requests: 600 }))).not.toAlarm();
});

test('a composite goes off with the alarms under it', () => {
  const outcome = evaluate(alarmOf(stack, 'Trouble'), everyMinute(repeat(10, 200)));
  expect(outcome).toAlarm({ within: Duration.minutes(5) });
});

test('minutes without data are minutes without data', () => {
  const outcome = evaluate(alarmOf(stack, 'Deep'), everyMinute(repeat(30, null)));
  expect(outcome.states.map(({ state }) => state)).toEqual(['INSUFFICIENT_DATA']);
});

test('what goes wrong in a test says what the alarm did, minute by minute', () => {
  const outcome = evaluate(alarmOf(stack, 'Deep'), everyMinute(repeat(10, 20)));
  expect(() => expect(outcome).toAlarm({ within: Duration.minutes(5) })).toThrow(
    /expected Spam\/Deep to go to ALARM within 5 min\n {2}minute 0: INSUFFICIENT_DATA, as CloudWatch creates it\n {2}minute \d+: OK, /,
  );
});

test.each<[string, () => unknown, RegExp]>([
  ['an alarm that is not there', () => alarmOf(stack, 'Shallow'), /'Shallow' is no alarm of the stack; give one of .*Deep/],
  [
    'one of several',
    () => evaluate(alarmOf(stack, 'Deep'), { Width: everyMinute([1]) }),
    /the alarm watches Depth; give \{ Depth: everyMinute\(\[…\]\) \}/,
  ],
  ['one that nobody can evaluate here', () => alarmOf(stack, 'Strange'), /cannot be evaluated here: anomaly detection band/],
])('%s is an error that says what there is', (_what, act, message) => expect(act).toThrow(message));
