import {
  AlarmProblem,
  AlarmWatch,
  DEFAULT_CONSTANTS,
  delayed,
  evaluate,
  evaluateAll,
  evaluationMillis,
  fewSamples,
  millisIn,
  parseAlarm,
  SampleStore,
  stateAt,
  type MetricAlarm,
  type Timeline,
} from '../../../core/alarms/index';
import { Periods } from '../../../core/alarms/schedule';
import { startOfClockPeriod } from '../../../core/alarms/wall-clock';
import { alarmOn, METRIC } from './alarms';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const NOTHING: Timeline = { initial: 'OK', transitions: [], values: undefined };

// CloudWatch user guide, alarm-evaluation.
test.each([
  [60, 1, MINUTE],
  [300, 3, MINUTE],
  [86_400, 1, MINUTE],
  [3600, 25, HOUR],
  [86_400, 2, HOUR],
  [10, 3, 10_000],
  [30, 1, 10_000],
])('an alarm of %i s and %i periods is evaluated every %i ms', (periodSeconds, evaluationPeriods, expected) => {
  expect(evaluationMillis({ ...alarmOn(METRIC), periodSeconds, evaluationPeriods })).toBe(expected);
});

// The guide's example: after the sixth minute a period of five minutes holds minutes 2 to 6.
test('periods slide by a minute', () => {
  const alarm = { ...alarmOn(METRIC), periodSeconds: 300 };
  expect(periodsAt(alarm, 2, 6 * MINUTE)).toEqual([
    { from: MINUTE, to: 6 * MINUTE },
    { from: -4 * MINUTE, to: MINUTE },
  ]);
});

test('an alarm that looks back over more than a day uses data up to the full hour', () => {
  const alarm = { ...alarmOn(METRIC), periodSeconds: 86_400, evaluationPeriods: 2 };
  expect(periodsAt(alarm, 1, 30 * HOUR + 20 * MINUTE)).toEqual([{ from: 6 * HOUR, to: 30 * HOUR }]);
});

// Middle Europe leaves summer time on 25 October 2026 at 01:00 UTC and enters it on 29 March 2026: those days have 25 and 23 hours.
test('days of the wall clock follow the changes of the clock', () => {
  const alarm: MetricAlarm = { ...alarmOn(METRIC), periodSeconds: 86_400, wallClock: { timeZone: 'Europe/Berlin' } };
  const lengths = (at: number, count: number): number[] => periodsAt(alarm, count, at).map(({ from, to }) => (to - from) / HOUR);
  expect(lengths(Date.UTC(2026, 9, 27, 12), 3)).toEqual([24, 25, 24]);
  expect(lengths(Date.UTC(2026, 2, 31, 12), 3)).toEqual([24, 23, 24]);
  expect(new Date(periodsAt(alarm, 1, Date.UTC(2026, 6, 2, 12))[0]?.to ?? 0).toISOString()).toBe('2026-07-01T22:00:00.000Z');
});

function periodsAt(alarm: MetricAlarm, count: number, at: number): { readonly from: number; readonly to: number }[] {
  const periods = new Periods(alarm, count);
  periods.moveTo(at);
  return [...periods.from].map((from, index) => ({ from, to: periods.to[index] ?? Number.NaN }));
}

test.each([
  ['UTC', 604_800, '2026-11-25T18:00:00Z', '2026-11-23T00:00:00.000Z'],
  ['+05:30', 86_400, '2026-11-25T18:29:00Z', '2026-11-24T18:30:00.000Z'],
  ['UTC+05:30', 3600, '2026-11-25T18:29:00Z', '2026-11-25T17:30:00.000Z'],
  ['America/New_York', 86_400, '2026-11-25T04:00:00Z', '2026-11-24T05:00:00.000Z'],
  ['Europe/Berlin', 300, '2026-11-25T04:03:00Z', '2026-11-25T04:00:00.000Z'],
  // The second 02:30 of the night on which summer time ends.
  ['Europe/Berlin', 3600, '2026-10-25T01:30:00Z', '2026-10-25T01:00:00.000Z'],
])('in %s the period of %i s that holds %s starts at %s', (timeZone, seconds, at, expected) => {
  expect(new Date(startOfClockPeriod(timeZone, seconds * 1000, Date.parse(at))).toISOString()).toBe(expected);
});

test('a new alarm may use data from before its creation', () => {
  const store = storeOf([2, 2, 2]);
  const { transitions } = evaluate({ ...alarmOn(METRIC), evaluationPeriods: 3, datapointsToAlarm: 3 }, store, {
    from: 3 * MINUTE,
    to: 3 * MINUTE,
  });
  expect(transitions).toMatchObject([{ at: 3 * MINUTE, from: 'INSUFFICIENT_DATA', to: 'ALARM' }]);
});

test('data that appear late are seen late', () => {
  const [late, prompt] = [3 * MINUTE, 0].map((delay) => {
    const store = new SampleStore({ visibility: delayed(delay) });
    store.series(METRIC).add(0, 2);
    return evaluate(alarmOn(METRIC), store, { from: 0, to: 10 * MINUTE, initial: 'OK' }).transitions.find(({ to }) => to === 'ALARM')?.at;
  });
  expect([prompt, late]).toEqual([MINUTE, undefined]);
  const wide = { ...DEFAULT_CONSTANTS, evaluationRange: { extra: 0, atLeast: 10 } };
  const store = new SampleStore({ visibility: delayed(3 * MINUTE) });
  store.series(METRIC).add(0, 2);
  expect(evaluate(alarmOn(METRIC), store, { from: 0, to: 10 * MINUTE, initial: 'OK' }, wide).transitions[0]?.to).toBe('INSUFFICIENT_DATA');
  expect(evaluate(alarmOn(METRIC), store, { from: 4 * MINUTE, to: 4 * MINUTE, initial: 'OK' }, wide).transitions[0]).toMatchObject({
    to: 'ALARM',
  });
});

// One alarm on a sparse metric was seen to clear 5 to 9 minutes late, which is what the band of the constant comes from.
test('how long a single point holds an alarm follows from the evaluation range', () => {
  const alarm: MetricAlarm = { ...alarmOn(METRIC), missingData: 'notBreaching' };
  const cleared = (evaluationRange: typeof DEFAULT_CONSTANTS.evaluationRange): number | undefined =>
    evaluate(alarm, storeOf([2]), { from: 0, to: 30 * MINUTE }, { ...DEFAULT_CONSTANTS, evaluationRange }).transitions.at(-1)?.at;
  expect([cleared({ extra: 0, atLeast: 0 }), cleared({ extra: 2, atLeast: 0 }), cleared({ extra: 0, atLeast: 10 })]).toEqual([
    2 * MINUTE,
    4 * MINUTE,
    11 * MINUTE,
  ]);
});

test('a unit filters: data in another unit are no data', () => {
  const store = new SampleStore();
  for (let minute = 0; minute < 3; minute += 1) store.series(METRIC, { unit: 'Microseconds' }).add(minute * MINUTE, 2);
  const watched = alarmOn(METRIC).watched;
  const stateWith = (unit: string): string | undefined =>
    evaluate({ ...alarmOn(METRIC), watched: { ...watched, unit } as MetricAlarm['watched'] }, store, {
      from: 0,
      to: 3 * MINUTE,
    }).transitions.at(-1)?.to;
  expect([stateWith('Microseconds'), stateWith('Milliseconds')]).toEqual(['ALARM', undefined]);
});

test('an alarm of 10 s on a metric of standard resolution mostly has no data; on one of high resolution it is fast', () => {
  const alarm: MetricAlarm = { ...alarmOn(METRIC), periodSeconds: 10 };
  const [standard, fine] = [60, 1].map((resolutionSeconds) => {
    const store = new SampleStore();
    for (let second = 0; second < 300; second += 1)
      store.series(METRIC, { resolutionSeconds }).add(second * 1000, second === 125 ? 100 : 0);
    return evaluate(alarm, store, { from: 0, to: 5 * MINUTE });
  });
  expect(millisIn(standard ?? NOTHING, 'INSUFFICIENT_DATA', 0, 5 * MINUTE)).toBeGreaterThan(2 * MINUTE);
  expect(fine?.transitions.map(({ at, to }) => [at / 1000, to])).toEqual([
    [10, 'OK'],
    [130, 'ALARM'],
    [140, 'OK'],
  ]);
});

// CloudWatch user guide, percentiles-with-low-samples: p99 needs 1,000.
test.each([
  [99, 1000],
  [90, 100],
  [50, 20],
  [10, 100],
  [99.9, 10_000],
])('p%p has few samples below %i', (percentile, expected) => {
  expect(fewSamples(percentile)).toBe(expected);
});

test('a percentile that ignores few samples keeps its state, one that evaluates them does not', () => {
  const states = (['evaluate', 'ignore'] as const).map((lowSamples) => {
    const store = new SampleStore();
    // Ten samples a minute, a hundred in the last: p90 needs a hundred.
    for (let minute = 0; minute < 3; minute += 1) store.series(METRIC).add(minute * MINUTE, 5, minute === 2 ? 100 : 10);
    const alarm: MetricAlarm = {
      ...alarmOn(METRIC),
      lowSamples,
      watched: { kind: 'statistic', metric: METRIC, statistic: { family: 'Percentiles', text: 'p90', percentile: 90 } },
    };
    return evaluate(alarm, store, { from: 0, to: 3 * MINUTE, initial: 'OK' }).transitions.find(({ to }) => to === 'ALARM')?.at;
  });
  expect(states).toEqual([MINUTE, 3 * MINUTE]);
});

// botocore 1.43.107, WarmUpConfiguration.
test('warm-up holds an alarm in INSUFFICIENT_DATA until its window is full, or for its whole time', () => {
  const startOf = (whole: boolean): number | undefined =>
    evaluate(
      { ...alarmOn(METRIC), evaluationPeriods: 2, datapointsToAlarm: 1, warmUp: { minutes: 5, whole } },
      storeOf([2, 2, 2, 2, 2, 2, 2]),
      { from: 0, to: 7 * MINUTE },
    ).transitions[0]?.at;
  expect([startOf(false), startOf(true)]).toEqual([2 * MINUTE, 5 * MINUTE]);
  const silent = { ...alarmOn(METRIC), missingData: 'breaching', warmUp: { minutes: 5, whole: false } } as const;
  expect(evaluate(silent, new SampleStore(), { from: 0, to: 7 * MINUTE }).transitions).toMatchObject([{ at: 5 * MINUTE, to: 'ALARM' }]);
});

// User guide, metric math: FILL makes the newest minute the fill value while data are late; M of N is the way round.
test('FILL on late data hides the breach from an alarm of one point', () => {
  const store = new SampleStore({ visibility: delayed(MINUTE) });
  for (let minute = 0; minute < 10; minute += 1) store.series(METRIC).add(minute * MINUTE, 5);
  const metric = { kind: 'statistic', metric: METRIC, statistic: { family: 'Average', text: 'Average' } } as const;
  const watched: MetricAlarm['watched'] = {
    kind: 'math',
    metrics: { m: metric },
    expression: {
      kind: 'call',
      name: 'FILL',
      args: [
        { kind: 'metric', id: 'm' },
        { kind: 'number', value: 0 },
      ],
    },
  };
  const statesOf = (datapointsToAlarm: number, evaluationPeriods: number): string[] =>
    evaluate({ ...alarmOn(METRIC), watched, datapointsToAlarm, evaluationPeriods }, store, {
      from: 5 * MINUTE,
      to: 9 * MINUTE,
    }).transitions.map(({ to }) => to);
  expect([statesOf(1, 1), statesOf(2, 3)]).toEqual([['OK'], ['ALARM']]);
});

test('an alarm can be watched step by step, with what evaluate says', () => {
  const [alarm, store] = [alarmOn(METRIC), storeOf([0, 2, 2, 0])];
  const watch = new AlarmWatch(alarm, store, { from: 0 });
  const steps = [0, 1, 2, 3, 4].flatMap((minute) => watch.evaluate(minute * MINUTE) ?? []);
  const timeline = evaluate(alarm, store, { from: 0, to: 4 * MINUTE });
  expect(steps).toEqual(timeline.transitions);
  expect(stateAt(timeline, 2 * MINUTE)).toBe('ALARM');
  expect(millisIn(timeline, 'ALARM', 0, 4 * MINUTE)).toBe(2 * MINUTE);
  expect([...(timeline.values?.points ?? [])]).toEqual([Number.NaN, 0, 2, 2, 0]);
});

// What evaluate reads ahead, a watch reads when it is there; later on data come later. Of n there are none.
test.each([
  [60, 3, 'FILL(m, 0)'],
  [60, 5, 'IF(m > 1, m)'],
  [300, 2, 'm + 1'],
  [300, 2, 'RUNNING_SUM(m)'],
  [60, 2, 'm - n'],
])('over %i s and %i periods %s is the same whether it is read ahead or step by step', (periodSeconds, evaluationPeriods, expression) => {
  const minutes = 700;
  const store = new SampleStore({ visibility: (start, length) => start + length + (start > 300 * MINUTE ? 5 : 1) * MINUTE });
  for (let minute = 0; minute < minutes; minute += 1) if (minute % 7 < 6) store.series(METRIC).add(minute * MINUTE, minute % 5);
  const of = (id: string, dimension: string): object => ({
    Id: id,
    MetricStat: {
      Metric: { Namespace: 'Test', MetricName: 'Value', Dimensions: [{ Name: 'Of', Value: dimension }] },
      Period: periodSeconds,
      Stat: 'Average',
    },
    ReturnData: false,
  });
  const alarm = parseAlarm({
    path: 'A',
    name: 'A',
    kind: 'metric',
    properties: {
      Metrics: [of('m', 'it'), of('n', 'another'), { Id: 'e', Expression: expression }],
      EvaluationPeriods: evaluationPeriods,
      DatapointsToAlarm: 1,
      Threshold: 2,
      ComparisonOperator: 'GreaterThanThreshold',
    },
  });
  if (alarm instanceof AlarmProblem || alarm.kind !== 'metric') throw new Error('the alarm of this test is wrong');
  const watch = new AlarmWatch(alarm, store, { from: 0 });
  const steps = Array.from({ length: minutes }, (_, minute) => ({ change: watch.evaluate(minute * MINUTE), newest: watch.newest }));
  const timeline = evaluate(alarm, store, { from: 0, to: (minutes - 1) * MINUTE });
  expect(timeline.transitions).toEqual(steps.flatMap(({ change }) => change ?? []));
  expect([...(timeline.values?.points ?? [])]).toEqual(steps.map(({ newest }) => newest));
  expect(timeline.transitions.length).toBeGreaterThan(1);
});

// The guide's figure for three of three: in ALARM after the third breach in a row, OK at the first good point; one breach later changes nothing.
test('three of three alarms at the third breach and clears at the first good point', () => {
  const alarm = { ...alarmOn(METRIC), evaluationPeriods: 3, datapointsToAlarm: 3 };
  const [run] = evaluateAll([alarm], storeOf([0, 0, 2, 2, 2, 0, 0, 0, 2, 0]), { from: 3 * MINUTE, to: 10 * MINUTE });
  expect(run?.timeline.transitions.map(({ at, to }) => [at / MINUTE, to])).toEqual([
    [3, 'OK'],
    [5, 'ALARM'],
    [6, 'OK'],
  ]);
  expect(run?.actions).toMatchObject([{ at: 5 * MINUTE, state: 'ALARM' }]);
});

function storeOf(values: readonly number[]): SampleStore {
  const store = new SampleStore();
  values.forEach((value, minute) => store.series(METRIC).add(minute * MINUTE, value));
  return store;
}
