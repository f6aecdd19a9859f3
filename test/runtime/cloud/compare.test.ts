import {
  DEFAULT_CONSTANTS,
  delayed,
  evaluateAll,
  parseAlarm,
  AlarmProblem,
  SampleStore,
  type AlarmConstants,
  type AlarmDefinition,
  type Transition,
} from '../../../core/alarms/index';
import { SteppingClock } from '../../../runtime/clock';
import { compare, type CompareOptions } from '../../../runtime/cloud/compare';
import { differing, type ComparedAlarm, type Comparison } from '../../../runtime/cloud/comparison';
import { differencesOf } from '../../../runtime/cloud/differences';
import { SILENT } from '../../../runtime/host';
import { seeded } from '../../../runtime/random';
import { LoopbackCloudWatch } from './loopback';

const MINUTE = 60_000;
const DAY = 1440 * MINUTE;
const NOW = Date.UTC(2026, 10, 25, 18);
const FROM = NOW - DAY;
const DIMENSIONS = { EndpointName: 'fraud', VariantName: 'Blue' };
const LATENCY = { namespace: 'AWS/SageMaker', name: 'ModelLatency', dimensions: DIMENSIONS };
const ERRORS = { ...LATENCY, name: 'Invocation5XXErrors' };
const OPTIONS: CompareOptions = { clock: new SteppingClock(NOW), host: SILENT, days: 1, attempts: 1 };

let account: LoopbackCloudWatch;
beforeEach(async () => (account = await LoopbackCloudWatch.open()));
afterEach(() => account.close());

/** An alarm as PutMetricAlarm takes it, there for a month. */
function metricAlarm(name: string, more: object = {}): LoopbackCloudWatch['metricAlarms'][number] {
  return {
    AlarmName: name,
    AlarmConfigurationUpdatedTimestamp: new Date(NOW - 30 * DAY),
    StateValue: 'OK',
    ActionsEnabled: true,
    Namespace: 'AWS/SageMaker',
    MetricName: 'ModelLatency',
    Dimensions: Object.entries(DIMENSIONS).map(([Name, Value]) => ({ Name, Value })),
    Statistic: 'Average',
    Period: 60,
    EvaluationPeriods: 3,
    DatapointsToAlarm: 2,
    Threshold: 60,
    ComparisonOperator: 'GreaterThanThreshold',
    TreatMissingData: 'missing',
    ...more,
  };
}

/** Two days of requests, with minutes in which nobody calls. */
function sendSamples(quietShare = 0.1): void {
  const random = seeded(11);
  for (let minute = -2 * 1440; minute < 0; minute += 1) {
    const requests = random() < quietShare ? 0 : 4;
    for (let request = 0; request < requests; request += 1) {
      const at = NOW + (minute + random()) * MINUTE;
      account.samples.series(LATENCY, { unit: 'Microseconds' }).add(at, 100 * random());
      account.samples.series(ERRORS).add(at, random() < 0.1 ? 1 : 0);
    }
  }
}

/** Writes the history as CloudWatch would if it evaluated so, from samples that it sees a minute late. */
function liveThrough(constants: Partial<AlarmConstants> = {}): void {
  const store = new SampleStore({ visibility: delayed(MINUTE) });
  for (const series of account.samples.list()) {
    for (let at = NOW - 2 * DAY; at < NOW; at += MINUTE) copyMinute(series, store, at);
  }
  for (const { alarm, timeline } of evaluateAll(
    definitions(),
    store,
    { from: FROM - DAY / 2, to: NOW },
    { ...DEFAULT_CONSTANTS, ...constants },
  )) {
    for (const change of timeline.transitions) remember(alarm.name, change);
    setState(alarm.name, timeline.transitions.at(-1)?.to ?? 'INSUFFICIENT_DATA');
  }
}

function copyMinute(series: ReturnType<SampleStore['list']>[number], store: SampleStore, at: number): void {
  const value = (text: string, family: 'Sum' | 'SampleCount' | 'Minimum' | 'Maximum'): number =>
    series.statistic({ family, text }, at, at + MINUTE);
  const count = value('SampleCount', 'SampleCount');
  if (Number.isNaN(count)) return;
  store
    .series(series.id, { unit: series.unit })
    .addSummary(at, { count, sum: value('Sum', 'Sum'), min: value('Minimum', 'Minimum'), max: value('Maximum', 'Maximum') });
}

function definitions(): AlarmDefinition[] {
  const kinds = [
    ...account.metricAlarms.map((alarm) => ['metric', alarm] as const),
    ...account.compositeAlarms.map((alarm) => ['composite', alarm] as const),
  ];
  return kinds.map(([kind, properties]) => {
    const name = properties.AlarmName ?? '';
    const alarm = parseAlarm({ path: name, name, kind, properties: { ...properties } });
    if (alarm instanceof AlarmProblem) throw new TypeError(alarm.reason);
    return alarm;
  });
}

function remember(alarm: string, { at, from, to, reason }: Transition): void {
  account.histories.push({
    AlarmName: alarm,
    // CloudWatch evaluates at some second of each minute.
    Timestamp: new Date(at + 17_000),
    HistoryItemType: 'StateUpdate',
    HistorySummary: `Alarm updated from ${from} to ${to}`,
    HistoryData: JSON.stringify({ version: '1.0', oldState: { stateValue: from }, newState: { stateValue: to, stateReason: reason } }),
  });
}

function setState(name: string, state: 'OK' | 'ALARM' | 'INSUFFICIENT_DATA'): void {
  for (const alarm of [...account.metricAlarms, ...account.compositeAlarms]) if (alarm.AlarmName === name) alarm.StateValue = state;
}

function named({ alarms }: Comparison, name: string): ComparedAlarm {
  const found = alarms.find((alarm) => alarm.name === name);
  if (found === undefined) throw new TypeError(`no ${name} among ${alarms.map((alarm) => alarm.name).join(', ')}`);
  return found;
}

test('an account that evaluates as we do agrees with us, composites too', async () => {
  account.metricAlarms.push(
    metricAlarm('slow'),
    metricAlarm('errors', { MetricName: 'Invocation5XXErrors', Statistic: 'Sum', Threshold: 0, EvaluationPeriods: 2 }),
    metricAlarm('five', { Period: 300, Threshold: 55, EvaluationPeriods: 1, DatapointsToAlarm: 1 }),
  );
  account.compositeAlarms.push({
    AlarmName: 'both',
    AlarmRule: 'ALARM("slow") AND ALARM("errors")',
    AlarmConfigurationUpdatedTimestamp: new Date(NOW - 30 * DAY),
    StateValue: 'OK',
  });
  sendSamples();
  liveThrough();
  const comparison = await compare(OPTIONS);
  expect(differing(comparison)).toEqual([]);
  expect(comparison.alarms.map(({ name, minutes, minutesDiffering }) => [name, minutes, minutesDiffering])).toEqual([
    ['slow', 1440, 0],
    ['errors', 1440, 0],
    ['five', 1440, 0],
    ['both', 1440, 0],
  ]);
  // They did change, and often.
  for (const { theirs, ours } of comparison.alarms) expect(Math.min(theirs, ours)).toBeGreaterThan(5);
  expect(new Set(account.calls)).toEqual(new Set(['DescribeAlarms', 'DescribeAlarmHistory', 'GetMetricData']));
});

test('a state that the account held for longer is listed, with both reasons', async () => {
  account.metricAlarms.push(metricAlarm('slow', { Threshold: 200 }));
  sendSamples(0);
  remember('slow', { at: FROM + 600 * MINUTE, from: 'OK', to: 'ALARM', reason: 'Threshold Crossed: 2 out of the last 3 datapoints' });
  remember('slow', { at: FROM + 640 * MINUTE, from: 'ALARM', to: 'OK', reason: 'Threshold Crossed: no' });
  const { differences, minutesDiffering } = named(await compare(OPTIONS), 'slow');
  expect(minutesDiffering).toBe(40);
  expect(differences).toEqual([
    {
      from: new Date(FROM + 600 * MINUTE + 17_000).toISOString(),
      minutes: 40,
      ours: 'OK',
      theirs: 'ALARM',
      ourReason: null,
      theirReason: 'Threshold Crossed: 2 out of the last 3 datapoints',
      byHand: false,
    },
  ]);
});

test('a state that somebody set by hand is told as such, and speaks against nobody', async () => {
  account.metricAlarms.push(metricAlarm('slow', { Threshold: 200 }));
  sendSamples(0);
  remember('slow', { at: FROM + 600 * MINUTE, from: 'OK', to: 'ALARM', reason: 'testing the pager' });
  remember('slow', { at: FROM + 640 * MINUTE, from: 'ALARM', to: 'OK', reason: 'Threshold Crossed: no' });
  const comparison = await compare(OPTIONS);
  expect(named(comparison, 'slow').differences).toMatchObject([{ theirs: 'ALARM', theirReason: 'testing the pager', byHand: true }]);
  expect(differing(comparison)).toEqual([]);
});

test('of what CloudWatch does not publish the comparison shows which value it has', async () => {
  account.metricAlarms.push(
    metricAlarm('sparse', { EvaluationPeriods: 1, DatapointsToAlarm: 1, TreatMissingData: 'notBreaching', Threshold: 45 }),
  );
  sendSamples(0.8);
  liveThrough({ evaluationRange: { extra: 0, atLeast: 10 } });
  const comparison = await compare(OPTIONS);
  expect(differing(comparison).map(({ name }) => name)).toEqual(['sparse']);
  const [usual] = comparison.settings;
  const right = comparison.settings.find(({ constant, value }) => constant === 'evaluationRange' && value === 'at least 10 periods');
  expect(usual?.minutes).toBeGreaterThan(30);
  expect(right).toMatchObject({ alarms: 0, minutes: 0 });
});

test('an alarm is compared since it was last changed', async () => {
  const changed = FROM + 700 * MINUTE;
  account.metricAlarms.push(metricAlarm('slow', { AlarmConfigurationUpdatedTimestamp: new Date(changed) }));
  sendSamples();
  liveThrough();
  // What it did before, as another alarm, would differ.
  account.histories.push(...account.histories.splice(0).filter(({ Timestamp }) => Timestamp.getTime() >= changed));
  const comparison = await compare(OPTIONS);
  expect(named(comparison, 'slow')).toMatchObject({ minutes: 740, minutesDiffering: 0 });
});

test('asked for a composite, its alarms are replayed too; what cannot be is named', async () => {
  account.metricAlarms.push(metricAlarm('slow'), metricAlarm('other'), metricAlarm('fast', { Period: 10 }));
  account.compositeAlarms.push(
    { AlarmName: 'any', AlarmRule: 'ALARM(slow)', StateValue: 'OK', AlarmConfigurationUpdatedTimestamp: new Date(0) },
    { AlarmName: 'more', AlarmRule: 'ALARM(fast) OR ALARM(any)', StateValue: 'OK', AlarmConfigurationUpdatedTimestamp: new Date(0) },
  );
  sendSamples();
  const comparison = await compare({ ...OPTIONS, names: ['more'] });
  expect(comparison.alarms.map(({ name }) => name).toSorted()).toEqual(['any', 'slow']);
  expect(comparison.notReplayed.map(({ name, reason }) => [name, reason])).toEqual([
    ['fast', 'its period is 10 s, and CloudWatch keeps periods below a minute for three hours alone'],
    ['more', 'its rule asks for fast, which cannot be replayed here'],
  ]);
});

test.each([
  ['Throttling', 'Rate exceeded', 'CloudWatch in eu-central-1 was asked for DescribeAlarms 1 time and held back each time'],
  ['AccessDenied', 'not authorized', 'the credentials do not allow cloudwatch:DescribeAlarms in eu-central-1'],
  ['ExpiredTokenException', 'expired', 'the credentials are expired; log in again'],
])('%s says what to do', async (type, message, says) => {
  account.failure = { type, message };
  await expect(compare(OPTIONS)).rejects.toThrow(says);
});

test('a permission that is missing later is named too', async () => {
  account.metricAlarms.push(metricAlarm('slow'));
  account.refuse('DescribeAlarmHistory', { type: 'AccessDenied', message: 'not authorized' });
  await expect(compare(OPTIONS)).rejects.toThrow('the credentials do not allow cloudwatch:DescribeAlarmHistory in eu-central-1');
});

test('without a region, without credentials, without such an alarm it says so', async () => {
  await expect(compare({ ...OPTIONS, names: ['slow'] })).rejects.toThrow('CloudWatch in eu-central-1 has no alarm called slow; give names');
  await expect(compare(OPTIONS)).rejects.toThrow('CloudWatch in eu-central-1 has no alarm; give names');
  delete process.env['AWS_ACCESS_KEY_ID'];
  await expect(compare(OPTIONS)).rejects.toThrow('there are no credentials for an account; log in, or name a profile in AWS_PROFILE');
  delete process.env['AWS_REGION'];
  await expect(compare(OPTIONS)).rejects.toThrow('no region is given; give one with --region, or set AWS_REGION');
});

describe('two timelines', () => {
  const change = (at: number, from: 'OK' | 'ALARM', to: 'OK' | 'ALARM'): Transition => ({ at, from, to, reason: `at ${at}` });
  const ours = { initial: 'OK' as const, transitions: [change(10, 'OK', 'ALARM'), change(50, 'ALARM', 'OK')], values: undefined };

  test('that change a little apart do not differ', () => {
    const theirs = { ...ours, transitions: [change(12, 'OK', 'ALARM'), change(47, 'ALARM', 'OK')] };
    expect(differencesOf(ours, theirs, { from: 0, to: 100 }, 3)).toEqual([]);
    expect(differencesOf(ours, theirs, { from: 0, to: 100 }, 2)).toMatchObject([{ from: 47, to: 50, ours: 'ALARM', theirs: 'OK' }]);
  });

  test('differ to the end where one of them stays', () => {
    const theirs = { ...ours, transitions: [change(10, 'OK', 'ALARM')] };
    expect(differencesOf(ours, theirs, { from: 20, to: 100 }, 3)).toMatchObject([
      { from: 50, to: 100, ours: 'OK', theirs: 'ALARM', ourReason: 'at 50' },
    ]);
  });
});
