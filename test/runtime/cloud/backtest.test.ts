import { App, Stack } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { delayed, evaluate, parseAlarm, SampleStore, type MetricAlarm, type RecordedValue } from '../../../core/alarms/index';
import { readPlan } from '../../../runtime/assembly/read-plan';
import { SteppingClock } from '../../../runtime/clock';
import { backtest } from '../../../runtime/cloud/backtest';
import type { Backtest, BacktestedAlarm } from '../../../runtime/cloud/backtest-report';
import { metricsCsv, readMetricsCsv } from '../../../runtime/cloud/metrics-csv';
import { SILENT } from '../../../runtime/host';
import type { Plan } from '../../../runtime/plan';
import { seeded } from '../../../runtime/random';
import { LoopbackCloudWatch } from './loopback';

const MINUTE = 60_000;
const DAY = 1440 * MINUTE;
const NOW = Date.UTC(2026, 10, 25, 18);
const DIMENSIONS = { EndpointName: 'fraud', VariantName: 'Blue' };
const LATENCY = { namespace: 'AWS/SageMaker', name: 'ModelLatency', dimensions: DIMENSIONS };
const ERRORS = { ...LATENCY, name: 'Invocation5XXErrors' };
const clock = new SteppingClock(NOW);

let folder: string;
beforeAll(() => (folder = mkdtempSync(join(tmpdir(), 'slipway-backtest-'))));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function planOf(name: string, declare: (stack: Stack) => void): Plan {
  const app = new App({ outdir: join(folder, name) });
  declare(new Stack(app, 'Fraud'));
  app.synth();
  return readPlan(join(folder, name));
}

function alarm(stack: Stack, id: string, props: Partial<cloudwatch.CfnAlarmProps> = {}): cloudwatch.CfnAlarm {
  return new cloudwatch.CfnAlarm(stack, id, {
    alarmName: id,
    namespace: 'AWS/SageMaker',
    metricName: 'ModelLatency',
    dimensions: Object.entries(DIMENSIONS).map(([key, value]) => ({ name: key, value })),
    statistic: 'Average',
    period: 60,
    evaluationPeriods: 1,
    threshold: 100,
    comparisonOperator: 'GreaterThanThreshold',
    ...props,
  });
}

/** One value a minute from the start of a day. */
function minutes(values: readonly number[], of: Partial<RecordedValue> = {}): RecordedValue[] {
  return values.map((value, index) => ({
    metric: LATENCY,
    statistic: 'Average',
    at: NOW + index * MINUTE,
    periodSeconds: 60,
    value,
    ...of,
  }));
}

function named(report: Backtest, name: string): BacktestedAlarm {
  const found = report.alarms.find((each) => each.name === name);
  if (found === undefined) throw new TypeError(`no ${name} among ${report.alarms.map((each) => each.name).join(', ')}`);
  return found;
}

const QUIET = { clock, host: SILENT };
// Four excursions above 100: to 120, 150, 180 and 210, two minutes each, ten minutes apart.
const EXCURSIONS = Array.from({ length: 60 }, (_, index) => (index % 15 < 2 ? 120 + 30 * Math.floor(index / 15) : 50));

test('an alarm is counted each time that it would have gone off, with when, how long, and what it saw', async () => {
  const plan = planOf('counted', (stack) => alarm(stack, 'Slow'));
  const { report } = await backtest(plan, { ...QUIET, metrics: minutes(EXCURSIONS) });
  expect(named(report, 'Slow')).toMatchObject({
    path: 'Fraud/Slow',
    times: 4,
    minutesInAlarm: 8,
    least: 50,
    greatest: 210,
    withoutData: false,
  });
  // A minute is over after sixty seconds, and can be seen a minute later.
  expect(named(report, 'Slow').at[0]).toBe(new Date(NOW + 2 * MINUTE).toISOString());
});

// One hour is a 720th of a month: once in it are 720 times in thirty days.
test.each([
  [4 * 720, null],
  [3 * 720, { threshold: 120, times: 3 }],
  [2 * 720, { threshold: 150, times: 2 }],
  [0, { threshold: 210, times: 0 }],
])('for at most %i times in thirty days it takes the threshold %j', async (atMost, quieter) => {
  const plan = planOf(`quieter-${atMost}`, (stack) => alarm(stack, 'Slow'));
  // The window is an hour and the minute after which the last value can be seen.
  const { report } = await backtest(plan, { ...QUIET, metrics: minutes(EXCURSIONS), atMost: (atMost * 60) / 61 + 0.001 });
  expect(named(report, 'Slow').quieter).toEqual(quieter);
  expect(named(report, 'Slow').tooOften).toBe(quieter !== null);
});

test('below a threshold the lower one is quieter', async () => {
  const plan = planOf('below', (stack) => alarm(stack, 'Low', { comparisonOperator: 'LessThanOrEqualToThreshold', threshold: 60 }));
  const values = EXCURSIONS.map((value) => 200 - value).map((value) => Math.min(value, 100));
  const { report } = await backtest(plan, { ...QUIET, metrics: minutes(values), atMost: 0 });
  const { quieter, times } = named(report, 'Low');
  expect(times).toBe(3);
  expect(quieter).toMatchObject({ times: 0 });
  expect((quieter as { threshold: number }).threshold).toBeLessThan(-10);
});

test('no threshold helps an alarm that missing data sets off', async () => {
  const plan = planOf('silence', (stack) => alarm(stack, 'Silent', { treatMissingData: 'breaching' }));
  const metrics = minutes(EXCURSIONS.map(() => 50)).filter((_, index) => index < 20 || index > 40);
  const { report } = await backtest(plan, { ...QUIET, metrics, atMost: 0 });
  expect(named(report, 'Silent')).toMatchObject({
    times: 1,
    quieter: { reason: 'no threshold does: it also goes off where data is missing' },
  });
});

test('how often depends on what CloudWatch does not publish where data is missing', async () => {
  const plan = planOf('depends', (stack) => alarm(stack, 'Gaps', { treatMissingData: 'notBreaching' }));
  const metrics = minutes(EXCURSIONS.map((_, index) => (index % 5 === 0 ? 200 : 50))).filter((_, index) => index % 5 === 0);
  const { report } = await backtest(plan, { ...QUIET, metrics });
  const { fewest, most, dependsOn } = named(report, 'Gaps');
  expect(dependsOn).toContain('evaluationRange');
  expect(most).toBeGreaterThan(fewest);
});

test('composites follow their alarms; what cannot be replayed is named, and what depends on it', async () => {
  const plan = planOf('composites', (stack) => {
    alarm(stack, 'Slow');
    alarm(stack, 'Failing', { metricName: 'Invocation5XXErrors', statistic: 'Sum', threshold: 0 });
    alarm(stack, 'Band', { threshold: undefined, thresholdMetricId: 'e1', comparisonOperator: 'GreaterThanUpperThreshold' });
    for (const [id, rule] of [
      ['Both', 'ALARM(Slow) AND ALARM(Failing)'],
      ['Lost', 'ALARM(Slow) OR ALARM(Band)'],
      ['Around', 'ALARM(Lost)'],
    ] as const)
      new cloudwatch.CfnCompositeAlarm(stack, id, { alarmName: id, alarmRule: rule });
  });
  const errors = minutes(
    EXCURSIONS.map((_, index) => (index >= 30 ? 1 : 0)),
    { metric: ERRORS, statistic: 'Sum' },
  );
  const { report } = await backtest(plan, { ...QUIET, metrics: [...minutes(EXCURSIONS), ...errors] });
  expect([named(report, 'Slow').times, named(report, 'Failing').times, named(report, 'Both').times]).toEqual([4, 1, 2]);
  expect(report.notReplayed.map(({ name, reason }) => [name, reason])).toEqual([
    ['Band', expect.stringContaining('anomaly detection band')],
    ['Lost', 'its rule asks for Band, which cannot be replayed here'],
    ['Around', 'its rule asks for Lost, which cannot be replayed here'],
  ]);
});

describe('asked of CloudWatch', () => {
  let account: LoopbackCloudWatch;
  beforeEach(async () => (account = await LoopbackCloudWatch.open()));
  afterEach(() => account.close());

  test('what it gives out replays as the samples behind it do', async () => {
    const plan = planOf('account', (stack) => {
      alarm(stack, 'Average', { threshold: 60, evaluationPeriods: 3, datapointsToAlarm: 2 });
      alarm(stack, 'Longer', { period: 300, threshold: 56 });
      alarm(stack, 'P99', { statistic: undefined, extendedStatistic: 'p99', threshold: 95 });
      alarm(stack, 'Sum', { metricName: 'Invocation5XXErrors', statistic: 'Sum', threshold: 1, evaluationPeriods: 2 });
      alarm(stack, 'Most', { statistic: 'Maximum', threshold: 99.9, unit: 'Microseconds' });
    });
    const random = seeded(7);
    const original = new SampleStore({ visibility: delayed(MINUTE) });
    for (let minute = -1440; minute < 2 * 1440; minute += 1) {
      for (let request = 0; request < 4; request += 1) {
        const at = NOW - 2 * DAY + (minute + random()) * MINUTE;
        const latency = 100 * random();
        const failed = random() < 0.2 ? 1 : 0;
        for (const store of [original, account.samples]) {
          store.series(LATENCY, { unit: 'Microseconds' }).add(at, latency);
          store.series(ERRORS).add(at, failed);
        }
      }
    }
    const { report, fetched } = await backtest(plan, { ...QUIET, days: 2 });
    const expected = plan.alarms.map((declared) => {
      const { transitions } = evaluate(parseAlarm(declared) as MetricAlarm, original, { from: NOW - 2 * DAY, to: NOW });
      return [declared.name, transitions.filter(({ to }) => to === 'ALARM').map(({ at }) => new Date(at).toISOString())];
    });
    expect(report.alarms.map(({ name, at }) => [name, at])).toEqual(expected);
    expect(report.alarms.every(({ times }) => times > 5)).toBe(true);
    expect(new Set(account.calls)).toEqual(new Set(['GetMetricData']));
    // Kept as a file, it says the same.
    const file = join(folder, 'saved.csv');
    writeFileSync(file, metricsCsv(fetched));
    expect(readMetricsCsv(file)).toEqual(fetched);
    const again = await backtest(plan, { ...QUIET, metrics: readMetricsCsv(file) });
    const within = (each: BacktestedAlarm): string[] => each.at.filter((at) => at >= report.from && at <= report.to);
    expect(again.report.alarms.map(within)).toEqual(report.alarms.map(within));
  });

  test('a region that holds nothing of them is said to be one', async () => {
    const plan = planOf('elsewhere', (stack) => alarm(stack, 'Slow'));
    await expect(backtest(plan, { ...QUIET, days: 1 })).rejects.toThrow(
      'CloudWatch in eu-central-1 holds nothing of ModelLatency under the dimensions',
    );
  });

  test('minutes are kept for fifteen days and seconds for hours: more is refused by name', async () => {
    const plan = planOf('kept', (stack) => {
      alarm(stack, 'Minutes');
      alarm(stack, 'Seconds', { period: 10 });
      alarm(stack, 'Hours', { period: 3600 });
    });
    account.samples.series(LATENCY).add(NOW - DAY, 200);
    const { report } = await backtest(plan, { ...QUIET, days: 30 });
    expect(report.alarms.map(({ name, times }) => [name, times])).toEqual([['Hours', 1]]);
    expect(report.notReplayed.map(({ name, reason }) => [name, reason])).toEqual([
      ['Minutes', 'its period is 60 s, of which CloudWatch keeps 15 days; ask for 14 or fewer'],
      ['Seconds', 'its period is 10 s, and CloudWatch keeps periods below a minute for three hours alone'],
    ]);
  });

  test.each([
    ['AccessDenied', 'User is not authorized', 403, 'the credentials do not allow cloudwatch:GetMetricData in eu-central-1'],
    ['ExpiredToken', 'The security token included in the request is expired', 403, 'the credentials are expired; log in again'],
    [
      'InvalidClientTokenId',
      'The security token included in the request is invalid.',
      403,
      'the credentials are not taken in eu-central-1',
    ],
    ['InternalServiceFault', 'Something broke', 400, 'GetMetricData in eu-central-1 failed: Something broke'],
  ])('%s says what to do', async (type, message, status, says) => {
    const plan = planOf(`failing-${type}`, (stack) => alarm(stack, 'Slow'));
    account.failure = { type, message, status };
    await expect(backtest(plan, { ...QUIET, days: 1 })).rejects.toThrow(says);
  });
});

test.each([
  ['no such column', 'time,metric,value\n', 'has no column namespace'],
  [
    'a time without a zone',
    'time,namespace,metric,value\n2026-11-25T18:00:00,A,b,1\n',
    "line 2: '2026-11-25T18:00:00' is no time; write it as",
  ],
  ['a word for a number', 'time,namespace,metric,value\n2026-11-25T18:00:00Z,A,b,many\n', "line 2: 'many' is no number"],
  ['no such statistic', 'time,namespace,metric,value,statistic\n2026-11-25T18:00:00Z,A,b,1,p101\n', "'p101' is no statistic of CloudWatch"],
  ['a period of seconds', 'time,namespace,metric,value,period\n2026-11-25T18:00:00Z,A,b,1,10\n', "a period of '10' is not accepted"],
  [
    'dimensions in another form',
    'time,namespace,metric,value,dimensions\n2026-11-25T18:00:00Z,A,b,1,fraud\n',
    "dimensions 'fraud' cannot be read",
  ],
  ['an open quotation mark', 'time,namespace,metric,value\n"2026\n', 'line 2: a quoted cell is not closed'],
  ['nothing', 'time,namespace,metric,value\n', 'holds no values'],
])('a file with %s is refused, with the line', (name, text, says) => {
  const file = join(folder, `${name}.csv`);
  writeFileSync(file, text);
  expect(() => readMetricsCsv(file)).toThrow(says);
});

test('a file of single samples has every statistic; times may be numbers', async () => {
  const file = join(folder, 'samples.csv');
  const lines = EXCURSIONS.map(
    (value, index) => `${NOW / 1000 + index * 60},AWS/SageMaker,ModelLatency,EndpointName=fraud;VariantName=Blue,${value}`,
  );
  writeFileSync(file, ['time,namespace,metric,dimensions,value', ...lines].join('\n'));
  const plan = planOf('samples', (stack) => {
    alarm(stack, 'Slow');
    alarm(stack, 'P90', { statistic: undefined, extendedStatistic: 'p90' });
  });
  const { report } = await backtest(plan, { ...QUIET, metrics: readMetricsCsv(file) });
  expect(report.alarms.map(({ times }) => times)).toEqual([4, 4]);
  expect(readFileSync(file, 'utf8')).toContain('ModelLatency');
});

test('what a file does not hold is not taken for missing', async () => {
  const plan = planOf('lacking', (stack) => {
    alarm(stack, 'Slow');
    alarm(stack, 'Silent', { metricName: 'Invocations', treatMissingData: 'breaching' });
  });
  const { report } = await backtest(plan, { ...QUIET, metrics: minutes(EXCURSIONS) });
  expect(report.alarms.map(({ name }) => name)).toEqual(['Slow']);
  expect(report.notReplayed.map(({ reason }) => reason)).toEqual([
    'the file holds no Invocations of AWS/SageMaker under EndpointName=fraud;VariantName=Blue',
  ]);
});

test('a threshold is a number that people write, never on the louder side', async () => {
  const plan = planOf('rounded', (stack) => alarm(stack, 'Slow'));
  const metrics = minutes(EXCURSIONS.map((value) => value * 1.23456));
  const { report } = await backtest(plan, { ...QUIET, metrics, atMost: 0 });
  expect(named(report, 'Slow').quieter).toEqual({ threshold: 260, times: 0 });
});

test('an alarm that is not there is refused, and those that are there are listed', async () => {
  const plan = planOf('unknown', (stack) => alarm(stack, 'Slow'));
  await expect(backtest(plan, { ...QUIET, metrics: minutes(EXCURSIONS), paths: ['Fraud/Fast'] })).rejects.toThrow(
    'there is no alarm at Fraud/Fast; there are Fraud/Slow',
  );
});
