import { AlarmProblem, parseAlarm, type AlarmDefinition } from '../../../core/alarms/index';

const PLAIN = {
  Namespace: 'AWS/SageMaker',
  MetricName: 'ModelLatency',
  Dimensions: [{ Name: 'EndpointName', Value: 'spam' }],
  Statistic: 'Average',
  Period: 300,
  EvaluationPeriods: 5,
  Threshold: 1,
  ComparisonOperator: 'GreaterThanThreshold',
};
const LATENCY = { Namespace: 'AWS/SageMaker', MetricName: 'ModelLatency' };

test('what is left out has the default of CloudWatch', () => {
  expect(parsed(PLAIN)).toMatchObject({
    kind: 'metric',
    datapointsToAlarm: 5,
    missingData: 'missing',
    lowSamples: 'evaluate',
    actions: { enabled: true, onState: { ALARM: [], OK: [], INSUFFICIENT_DATA: [] } },
    watched: {
      kind: 'statistic',
      metric: { name: 'ModelLatency', dimensions: { EndpointName: 'spam' } },
      statistic: { family: 'Average' },
    },
  });
});

test('numbers and booleans may be spelled as texts', () => {
  const spelled = { ...PLAIN, Period: '60', EvaluationPeriods: '3', DatapointsToAlarm: '2', Threshold: '1.5', ActionsEnabled: 'false' };
  expect(parsed(spelled)).toMatchObject({
    periodSeconds: 60,
    evaluationPeriods: 3,
    datapointsToAlarm: 2,
    threshold: 1.5,
    actions: { enabled: false },
  });
});

test('a labelled single metric comes as Metrics and is the plain alarm that it means', () => {
  const { Namespace, MetricName, Dimensions, ...rest } = PLAIN;
  const Metrics = [
    { Id: 'm1', Label: 'Latency', MetricStat: { Metric: { Namespace, MetricName, Dimensions }, Period: 300, Stat: 'Average' } },
  ];
  expect(parsed({ ...rest, Period: undefined, Statistic: undefined, Metrics })).toEqual(parsed(PLAIN));
});

test('expressions are put in one another, and the period is that of the metrics', () => {
  const alarm = parsed(
    math('IF(rate > limit, 1, 0)', { rate: '100 * errors / n', limit: 'TIME_SERIES(5)' }, { errors: 'Sum', n: 'SampleCount' }),
  );
  expect(alarm).toMatchObject({ periodSeconds: 60, watched: { kind: 'math', metrics: { errors: { statistic: { family: 'Sum' } } } } });
});

test("an alarm on DynamoDB's metrics keeps its state without data, whatever it says", () => {
  expect(parsed({ ...PLAIN, Namespace: 'AWS/DynamoDB', TreatMissingData: 'breaching' })).toMatchObject({ missingData: 'ignore' });
});

test('warm-up, a wall-clock window and low samples are read', () => {
  const alarm = parsed({
    ...PLAIN,
    Statistic: undefined,
    ExtendedStatistic: 'p99',
    EvaluateLowSampleCountPercentile: 'ignore',
    WarmUpConfiguration: { WarmUpPeriodDurationInMinutes: '30', OnlyStartEvaluatingAfterWarmUpPeriodEnds: true },
    EvaluationWindow: { WallClockWindow: { Timezone: 'Europe/Berlin' } },
  });
  expect(alarm).toMatchObject({ lowSamples: 'ignore', warmUp: { minutes: 30, whole: true }, wallClock: { timeZone: 'Europe/Berlin' } });
  expect(parsed({ ...PLAIN, EvaluationWindow: { SlidingWindow: {} } })).not.toHaveProperty('wallClock');
});

test.each<[string, Record<string, unknown>, string, RegExp]>([
  [
    'an anomaly band',
    { ComparisonOperator: 'GreaterThanUpperThreshold', ThresholdMetricId: 'b', Threshold: undefined },
    'anomaly detection band',
    /trains/,
  ],
  ['PromQL', { EvaluationCriteria: { PromQLCriteria: { Query: 'up' } } }, 'PromQL', /only an account holds/],
  [
    'Metrics Insights',
    { ...math('SELECT AVG(x) FROM SCHEMA("AWS/EC2")'), MetricName: undefined },
    'Metrics Insights',
    /only an account holds/,
  ],
  [
    'a metric of another account',
    { MetricName: undefined, Metrics: [{ Id: 'm', AccountId: '2', MetricStat: { Metric: LATENCY, Period: 60, Stat: 'Sum' } }] },
    'AccountId',
    /another account/,
  ],
  ['SEARCH', { ...math(`SUM(SEARCH('{x}', 'Sum'))`), MetricName: undefined }, 'SEARCH', /refuses it in alarms too/],
  ['an unknown statistic', { Statistic: undefined, ExtendedStatistic: 'p101' }, "statistic 'p101'", /p99/],
  ['a value that waits', { Threshold: '<unknown: an SSM parameter>' }, 'Threshold', /not known before the deployment: an SSM parameter/],
  ['no threshold', { Threshold: undefined }, 'Threshold', /Threshold is missing; a number is needed/],
  ['more datapoints than periods', { DatapointsToAlarm: 6 }, 'DatapointsToAlarm', /6 of 5/],
  ['a period of 45 s', { Period: 45 }, 'Period', /10, 20, 30 or a multiple of 60/],
  ['an invented way of missing data', { TreatMissingData: 'good' }, 'TreatMissingData', /missing, ignore, breaching, notBreaching/],
  ['an unknown time zone', { EvaluationWindow: { WallClockWindow: { Timezone: 'Mars/Olympus' } } }, 'EvaluationWindow', /Europe\/Berlin/],
  ['a wall clock with a period of two minutes', { Period: 120, EvaluationWindow: { WallClockWindow: {} } }, 'EvaluationWindow', /not 120/],
  ['a warm-up of three days', { WarmUpConfiguration: { WarmUpPeriodDurationInMinutes: 4320 } }, 'WarmUpConfiguration', /at most 2880/],
  [
    'two watched items',
    { ...math('m1 + 1', { e9: 'm1' }, { m1: 'Sum' }, true), MetricName: undefined },
    'Metrics',
    /exactly one is watched/,
  ],
  [
    'metrics of different periods',
    { ...math('a + b', {}, { a: 'Sum', b: 'Sum' }, false, [60, 300]), MetricName: undefined },
    'Metrics',
    /periods of 60 and 300/,
  ],
  ['a scalar', { ...math('AVG(a)', {}, { a: 'Sum' }), MetricName: undefined }, 'metric math', /single number/],
  ['several series', { ...math('[a, b]', {}, { a: 'Sum', b: 'Sum' }), MetricName: undefined }, 'metric math', /exactly one series/],
  ['a circle', { ...math('e2', { e2: 'e0' }, {}), MetricName: undefined }, 'metric math', /in a circle: e0 -> e2 -> e0/],
  ['both forms', { ...math('a', {}, { a: 'Sum' }), MetricName: 'x' }, 'Metrics', /both/],
])('fails on %s, by name', (_name, properties, what, reason) => {
  const problem = parseAlarm({ path: 'S/A', name: 'a', kind: 'metric', properties: { ...PLAIN, ...properties } });
  expect(problem).toMatchObject({ what, reason: expect.stringMatching(reason) as string });
});

test('a composite has its rule and what suppresses it', () => {
  const properties = {
    AlarmRule: 'ALARM(a)',
    ActionsSuppressor: 'arn:s',
    ActionsSuppressorWaitPeriod: '60',
    ActionsSuppressorExtensionPeriod: 30,
  };
  expect(parseAlarm({ path: 'S/C', name: 'c', kind: 'composite', properties })).toMatchObject({
    rule: 'ALARM(a)',
    suppressor: { alarm: 'arn:s', waitSeconds: 60, extensionSeconds: 30 },
  });
  expect(
    parseAlarm({ path: 'S/C', name: 'c', kind: 'composite', properties: { ...properties, ActionsSuppressorWaitPeriod: undefined } }),
  ).toMatchObject({
    what: 'ActionsSuppressorWaitPeriod',
  });
});

function parsed(properties: Readonly<Record<string, unknown>>): AlarmDefinition {
  const alarm = parseAlarm({ path: 'S/A', name: 'a', kind: 'metric', properties });
  if (alarm instanceof AlarmProblem) throw new Error(`${alarm.what}: ${alarm.reason}`);
  return alarm;
}

/** `e0` is watched; `expressions` and `metrics` are by id. */
function math(
  expression: string,
  expressions: Readonly<Record<string, string>> = {},
  metrics: Readonly<Record<string, string>> = {},
  allReturn = false,
  periods: readonly number[] = [60],
): Record<string, unknown> {
  const { Threshold, EvaluationPeriods, ComparisonOperator } = PLAIN;
  const Metrics = [
    { Id: 'e0', Expression: expression },
    ...Object.entries(expressions).map(([Id, Expression]) => ({ Id, Expression, ReturnData: allReturn })),
    ...Object.entries(metrics).map(([Id, Stat], index) => ({
      Id,
      ReturnData: false,
      MetricStat: { Metric: LATENCY, Period: periods[index] ?? periods[0], Stat },
    })),
  ];
  return { Metrics, Threshold, EvaluationPeriods, ComparisonOperator };
}
