import {
  evaluate,
  parseAlarm,
  AlarmProblem,
  SampleStore,
  type AlarmState,
  type MetricAlarm,
  type MetricId,
  type SampleSeries,
  type Timeline,
} from '../../../core/alarms/index';
import { evaluateComposite } from '../../../core/alarms/composite';
import { parseRule } from '../../../core/alarms/rule';
import { parseStatistic } from '../../../core/metrics/index';
import { at, valuesIn, type Recording } from './recordings';

/** A minute that is full, milliseconds. */
const NOW = Date.UTC(2026, 1, 26, 10, 14);
const MINUTE = 60_000;
const METRIC: MetricId = { namespace: 'test', name: 'metric1', dimensions: {} };
/** Ten values of which only the summary was sent. */
const SUMMARY = { count: 10, sum: 55, min: 1, max: 10 };

/** Recordings that can judge us: each plays what the test of the same name sent to AWS (tests/aws/services/cloudwatch in localstack). */
export const USES: Readonly<Record<string, (recording: Recording) => void>> = {
  test_put_metric_data_values_list: ({ answers }) => {
    const { series, statistic } = newSeries();
    series.add(NOW, 1, 2);
    series.add(NOW, 10, 4);
    expect({ SampleCount: statistic('SampleCount'), Sum: statistic('Sum'), Maximum: statistic('Maximum') }).toEqual(
      only(at(answers, 'get_metric_statistics', 'Datapoints', 0) as Readonly<Record<string, unknown>>, ['SampleCount', 'Sum', 'Maximum']),
    );
  },
  test_get_metric_data_stats: ({ answers, given }) => {
    const { series, statistic } = newSeries();
    series.add(NOW, 11);
    series.addSummary(NOW, SUMMARY);
    expect([[statistic(given.split('-').at(-1) ?? '')]]).toEqual(valuesIn(at(answers, 'get_metric_data')));
  },
  test_get_metric_data_with_zero_and_labels: ({ answers }) => {
    const { series, statistic } = newSeries();
    for (const value of [0, 2, 4, 3.5, 7, 100]) series.add(NOW, value);
    expect(['Average', 'Sum', 'Minimum', 'Maximum'].map((name) => [statistic(name)])).toEqual(
      valuesIn(at(answers, 'get_metric_data_with_zero_and_labels')),
    );
  },
  test_get_metric_statistics: ({ answers }) => {
    const { series, statistic } = newSeries();
    for (let value = 0; value < 10; value += 1) series.add(NOW + 1000, value);
    const names = ['Average', 'Maximum', 'Minimum', 'SampleCount', 'Sum'];
    expect(Object.fromEntries(names.map((name) => [name, statistic(name)]))).toEqual(
      only(at(answers, 'get_metric_statistics', 'Datapoints', 0) as Readonly<Record<string, unknown>>, names),
    );
  },
  test_get_metric_data_for_multiple_metrics: ({ answers }) => {
    const store = new SampleStore();
    store.series({ ...METRIC, name: 'metric1' }).add(NOW, 50);
    store.series({ ...METRIC, name: 'metric2' }).add(NOW, 25);
    store.series({ ...METRIC, name: 'metric3' }).addSummary(NOW, SUMMARY);
    expect(['metric1', 'metric2', 'metric3'].map((name) => [sumOf(store, { ...METRIC, name })])).toEqual(
      valuesIn(at(answers, 'get_metric_data')),
    );
  },
  test_basic_operations_multiple_protocols: ({ answers }) => {
    const store = new SampleStore();
    for (const value of [23, 18]) store.series({ ...METRIC, name: 'someMetric' }).add(NOW, value);
    store.series({ ...METRIC, name: 'ug' }).add(NOW, 23);
    expect(['someMetric', 'ug'].map((name) => [sumOf(store, { ...METRIC, name })])).toEqual(valuesIn(at(answers, 'get-metric-data')));
  },
  // Other dimensions are another metric, and so are none.
  test_get_metric_data_with_dimensions: ({ answers }) => {
    const store = new SampleStore();
    for (const id of ['one', 'two']) store.series({ ...METRIC, dimensions: { InstanceId: id } }).add(NOW, 11);
    store.series(METRIC).addSummary(NOW, SUMMARY);
    expect([[sumOf(store, { ...METRIC, dimensions: { InstanceId: 'one' } })]]).toEqual(valuesIn(at(answers, 'get_metric_data')));
  },
  test_get_metric_with_no_results: ({ answers }) => {
    const store = new SampleStore();
    store.series(METRIC).add(NOW, 1);
    const found = store.find({ ...METRIC, dimensions: { foo: 'bar' } });
    expect([found === undefined ? [] : ['data']]).toEqual(valuesIn(at(answers, 'result')));
  },
  test_get_metric_with_null_dimensions: ({ answers }) => {
    const store = new SampleStore();
    store.series({ ...METRIC, dimensions: { foo: 'bar' } }).add(NOW, 1);
    expect([store.find(METRIC) === undefined ? [] : ['data']]).toEqual(valuesIn(at(answers, 'get_metric_with_null_dimensions')));
  },
  test_multiple_dimensions_statistics: ({ answers }) => {
    const dimensions = { error: 'none', exception: 'none', method: 'GET', outcome: 'SUCCESS', uri: '/greetings', status: '200' };
    const store = new SampleStore();
    const id = { ...METRIC, dimensions };
    for (const value of [0, 5]) store.series(id, { unit: 'Count', resolutionSeconds: 1 }).add(NOW, value);
    const asked = { ...METRIC, dimensions: Object.fromEntries(Object.entries(dimensions).toReversed()) };
    const value = store.find(asked, 'Count')?.statistic(statisticOf('Maximum'), NOW, NOW + 10_000);
    expect([[value]]).toEqual(valuesIn(at(answers, 'get-metric-stats-max')));
  },
  test_handle_different_units: ({ answers }) => {
    const store = inUnits([
      [1, 'Seconds'],
      [5, 'Count'],
      [10, undefined],
    ]);
    const recorded = at(answers, 'get_metric_statistics_with_different_units', 'Datapoints') as readonly {
      Average: number;
      Unit: string;
    }[];
    expect(recorded.map(({ Unit }) => store.find(METRIC, Unit)?.statistic(statisticOf('Average'), NOW, NOW + MINUTE))).toEqual(
      recorded.map(({ Average }) => Average),
    );
    expect(store.list().length).toBe(recorded.length);
  },
  test_get_metric_data_with_different_units: ({ answers }) => {
    const store = inUnits([
      [1, 'Seconds'],
      [1, 'Count'],
    ]);
    expect([[sumOf(store, METRIC, 'Seconds')]]).toEqual(valuesIn(at(answers, 'get_metric_data_with_different_units')));
  },
  // Which of several units an alarm sees that names none.
  test_get_metric_data_different_units_no_unit_in_query: ({ answers, given }) => {
    const both = [
      [60_000, 'Milliseconds'],
      [60, 'Seconds'],
    ] as const;
    const sent = { metric_data0: both, metric_data1: [...both, ...both], metric_data2: [...both, ...both, [5, 'Count'] as const] };
    const store = inUnits(sent[(given.split('-').at(-1) ?? '') as keyof typeof sent]);
    expect([[sumOf(store, METRIC)]]).toEqual(valuesIn(at(answers, 'get_metric_data_with_no_unit_specified')));
  },
  // One value of 21 and one of 22, readable at once, under an alarm of ten seconds that ignores missing data.
  test_put_metric_alarm: ({ answers }) => {
    const declared = at(answers, 'describe-alarm', 'MetricAlarms', 0) as Described;
    const alarm = alarmOf(declared);
    const sent = NOW + 2000;
    const store = new SampleStore({ visibility: () => sent });
    const series = store.series(metricOf(alarm), { unit: 'Seconds' });
    for (const value of [21, 22]) series.add(sent, value);
    const timeline = evaluate(alarm, store, { from: NOW - MINUTE, to: NOW + 20_000 });
    const [changed] = timeline.transitions;
    expect(timeline.initial).toBe(declared.StateValue);
    expect(changesOf(timeline)).toEqual([
      [at(answers, 'alarm-triggered-sqs-msg', 'OldStateValue'), at(answers, 'alarm-triggered-sqs-msg', 'NewStateValue')],
    ]);
    expect(undated(changed?.reason)).toBe(at(answers, 'alarm-triggered-sqs-msg', 'NewStateReason'));
    const seen = at(
      answers,
      'describe-alarm-history',
      'AlarmHistoryItems',
      0,
      'HistoryData',
      'newState',
      'stateReasonData',
      'evaluatedDatapoints',
      0,
    ) as { readonly sampleCount: number; readonly value: number };
    expect([series.statistic(statisticOf('SampleCount'), NOW, NOW + 10_000), seen.value]).toEqual([
      seen.sampleCount,
      series.statistic(statisticOf('Average'), NOW, NOW + 10_000),
    ]);
  },
  test_alarm_number_of_messages_sent: ({ answers }) => {
    const declared = at(answers, 'NumberOfMessagesSent-describe', 'MetricAlarms', 0) as Described;
    const alarm = alarmOf(declared);
    const store = new SampleStore();
    store.series(metricOf(alarm)).add(NOW + 1000, 1);
    const { transitions } = evaluate(alarm, store, { from: NOW, to: NOW + MINUTE });
    const message = at(answers, 'NumberOfMessagesSent-sqs-msg') as Message;
    expect(transitions.map(({ from, to, reason }) => [from, to, undated(reason)])).toEqual([
      [message.OldStateValue, message.NewStateValue, message.NewStateReason],
    ]);
  },
  // Nobody ever sent its metric, and missing data breach.
  test_breaching_alarm_actions: ({ answers }) => {
    const alarm = alarmOf(at(answers, 'alarm-1-describe', 'MetricAlarms', 0) as Described);
    const { transitions } = evaluate(alarm, new SampleStore(), { from: NOW, to: NOW + 5 * MINUTE });
    const message = at(answers, 'alarm-1-sqs-msg') as Message;
    expect(transitions.map(({ from, to, reason }) => [from, to, reason])).toEqual([
      [message.OldStateValue, message.NewStateValue, message.NewStateReason],
    ]);
  },
  // The alarms in its rule are set by hand, in this order; that it is OK before the first is what they change it from.
  test_trigger_composite_alarm: ({ answers }) => {
    const [one, two] = ['simple-alarm-1-name', 'simple-alarm-2-name'].map(
      (name) => `arn:<partition>:cloudwatch:<region>:111111111111:alarm:<${name}>`,
    );
    const set: readonly (readonly [string | undefined, AlarmState, string?])[] = [
      [one, 'ALARM', 'composite-alarm-in-alarm-when-alarm-1-is-in-alarm'],
      [one, 'OK', 'composite-alarm-in-ok-when-alarm-1-is-back-to-ok'],
      [two, 'ALARM', 'composite-alarm-in-alarm-when-alarm-2-is-in-alarm'],
      [two, 'OK', 'composite-alarm-in-ok-when-alarm-2-is-back-to-ok'],
      [one, 'ALARM'],
      [two, 'ALARM', 'composite-alarm-is-triggered-by-alarm-1-and-then-unchanged-by-alarm-2'],
    ];
    const steps = set.map(([alarm, to, answer], index) => ({ alarm, to, answer, at: NOW + index * MINUTE }));
    const timelineOf = (alarm: string): Timeline => ({
      initial: 'INSUFFICIENT_DATA',
      transitions: steps.filter((step) => step.alarm === alarm).map((step) => ({ ...step, from: 'OK', reason: 'set by hand' })),
      values: undefined,
    });
    const rule = parseRule(at(answers, set[0]?.[2] ?? '', 'AlarmRule') as string);
    if (rule instanceof AlarmProblem) throw new TypeError(rule.reason);
    const { transitions } = evaluateComposite(rule, timelineOf, NOW - MINUTE);
    const changed = steps.map((step) => transitions.findLast((each) => each.at <= step.at));
    const recorded = steps.flatMap((step, index) =>
      step.answer === undefined ? [] : [{ state: at(answers, step.answer, 'StateValue'), index }],
    );
    expect(recorded.map(({ index }) => changed[index]?.to)).toEqual(recorded.map(({ state }) => state));
    const by = at(answers, set.at(-1)?.[2] ?? '', 'StateReasonData', 'triggeringAlarms', 0, 'arn') as string;
    expect([transitions.length, transitions.at(-1)?.reason]).toEqual([6, `${by} changed to ALARM`]);
  },
  test_describe_minimal_metric_alarm: ({ answers }) =>
    startsAs(at(answers, 'describe_minimal_metric_alarm', 'MetricAlarms', 0) as Described),
  test_describe_alarms_converts_date_format_correctly: ({ answers }) =>
    startsAs(at(answers, 'describe-alarms', 'MetricAlarms', 0) as Described),
  test_put_metric_alarm_escape_character: ({ answers }) =>
    startsAs(at(answers, 'describe-alarms-escaped-character', 'MetricAlarms', 0) as Described),
  test_store_tags: ({ answers }) => startsAs(at(answers, 'describe_alarms', 'MetricAlarms', 0) as Described),
  test_delete_alarm: ({ answers }) => startsAs(at(answers, 'describe-alarm', 'MetricAlarms', 0) as Described),
  test_enable_disable_alarm_actions: ({ answers }) => startsAs(at(answers, 'describe_alarm', 'MetricAlarms', 0) as Described),
};

interface Described {
  readonly AlarmName: string;
  readonly StateValue: AlarmState;
}

interface Message {
  readonly OldStateValue: AlarmState;
  readonly NewStateValue: AlarmState;
  readonly NewStateReason: string;
}

/** An alarm that nobody sends data for stays in the state in which CloudWatch made it. */
function startsAs(declared: Described): void {
  const timeline = evaluate(alarmOf(declared), new SampleStore(), { from: NOW, to: NOW + 5 * MINUTE });
  expect([timeline.initial, ...timeline.transitions]).toEqual([declared.StateValue]);
}

/** DescribeAlarms answers with the properties that a template has. */
function alarmOf(declared: Described): MetricAlarm {
  const properties = { ...declared } as Record<string, unknown>;
  const alarm = parseAlarm({ path: 'recorded', name: declared.AlarmName, kind: 'metric', properties });
  if (alarm instanceof AlarmProblem) throw new TypeError(alarm.reason);
  if (alarm.kind !== 'metric') throw new TypeError('a metric alarm was recorded');
  return alarm;
}

function metricOf({ watched }: MetricAlarm): MetricId {
  if (watched.kind !== 'statistic') throw new TypeError('an alarm on one metric was recorded');
  return watched.metric;
}

function newSeries(): { readonly series: SampleSeries; readonly statistic: (name: string) => number } {
  const series = new SampleStore().series(METRIC);
  return { series, statistic: (name) => series.statistic(statisticOf(name), NOW, NOW + MINUTE) };
}

function inUnits(sent: readonly (readonly [value: number, unit: string | undefined])[]): SampleStore {
  const store = new SampleStore();
  for (const [value, unit] of sent) store.series(METRIC, unit === undefined ? {} : { unit }).add(NOW, value);
  return store;
}

function sumOf(store: SampleStore, id: MetricId, unit?: string): number | undefined {
  return store.find(id, unit)?.statistic(statisticOf('Sum'), NOW, NOW + MINUTE);
}

function statisticOf(name: string): NonNullable<ReturnType<typeof parseStatistic>> {
  const statistic = parseStatistic(name);
  if (statistic === undefined) throw new TypeError(`${name} is no statistic`);
  return statistic;
}

function changesOf({ transitions }: Timeline): [AlarmState, AlarmState][] {
  return transitions.map(({ from, to }) => [from, to]);
}

/** The recordings hide times so. */
function undated(reason: string | undefined): string | undefined {
  return reason?.replaceAll(/\(\d\d\/\d\d\/\d\d \d\d:\d\d:\d\d\)/g, '(MM/DD/YY HH:MM:SS)');
}

function only(value: Readonly<Record<string, unknown>>, names: readonly string[]): Record<string, unknown> {
  return Object.fromEntries(names.map((name) => [name, value[name]]));
}
