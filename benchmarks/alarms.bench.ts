/** A simulated day of fifty alarms of one minute as CloudWatch would evaluate them, and whether the time grows with the alarms and no faster. */
import {
  delayed,
  evaluateAll,
  parseAlarm,
  AlarmProblem,
  SampleStore,
  type AlarmDefinition,
  type DeclaredAlarm,
  type MetricId,
} from '../core/alarms/index.js';
import { seeded } from '../runtime/index.js';

const MINUTE_MILLIS = 60_000;
const DAY_MILLIS = 1440 * MINUTE_MILLIS;
const REQUESTS_A_MINUTE = 20;
const ALARMS = 50;
const ROUNDS = 7;
const DIMENSIONS = { EndpointName: 'spam', VariantName: 'AllTraffic' };
const NAMESPACE = 'AWS/SageMaker';

/** The forms that a deployment's own alarms have, one minute each. */
const FORMS: readonly Readonly<Record<string, unknown>>[] = [
  { ...plain('ModelLatency', 'p99', 300_000), EvaluationPeriods: 5, DatapointsToAlarm: 3, TreatMissingData: 'notBreaching' },
  { ...plain('Invocation5XXErrors', 'Average', 0.01), EvaluationPeriods: 3, DatapointsToAlarm: 2 },
  { ...plain('Invocations', 'Sum', 1), EvaluationPeriods: 15, ComparisonOperator: 'LessThanThreshold', TreatMissingData: 'breaching' },
  { ...plain('ModelLatency', 'tm95', 200_000), EvaluationPeriods: 3 },
  {
    Metrics: [
      { Id: 'e1', Expression: 'IF(errors >= 3, errors / n, 0)' },
      metric('errors', 'Invocation5XXErrors', 'Sum'),
      metric('n', 'Invocations', 'Sum'),
    ],
    Threshold: 0.01,
    EvaluationPeriods: 3,
    DatapointsToAlarm: 2,
    ComparisonOperator: 'GreaterThanThreshold',
  },
];

function plain(name: string, statistic: string, threshold: number): Readonly<Record<string, unknown>> {
  const extended = /^[a-z]/.test(statistic);
  return {
    Namespace: NAMESPACE,
    MetricName: name,
    Dimensions: Object.entries(DIMENSIONS).map(([Name, Value]) => ({ Name, Value })),
    [extended ? 'ExtendedStatistic' : 'Statistic']: statistic,
    Period: 60,
    Threshold: threshold,
    ComparisonOperator: 'GreaterThanThreshold',
  };
}

function metric(id: string, name: string, stat: string): Readonly<Record<string, unknown>> {
  const { Namespace, MetricName, Dimensions } = plain(name, stat, 0);
  return { Id: id, ReturnData: false, MetricStat: { Metric: { Namespace, MetricName, Dimensions }, Period: 60, Stat: stat } };
}

function alarmsOf(count: number): AlarmDefinition[] {
  return Array.from({ length: count }, (_, index) => {
    const declared: DeclaredAlarm = {
      path: `Bench/${index}`,
      name: `alarm-${index}`,
      kind: 'metric',
      properties: FORMS[index % FORMS.length] ?? {},
    };
    const alarm = parseAlarm(declared);
    if (alarm instanceof AlarmProblem) throw new Error(alarm.reason);
    return alarm;
  });
}

function dayOfSamples(): SampleStore {
  const random = seeded(1);
  const store = new SampleStore({ visibility: delayed(MINUTE_MILLIS) });
  const series = (name: string): ReturnType<SampleStore['series']> => store.series(idOf(name));
  for (let minute = 0; minute < 1440; minute += 1) {
    for (let request = 0; request < REQUESTS_A_MINUTE; request += 1) {
      const at = (minute + random()) * MINUTE_MILLIS;
      series('ModelLatency').add(at, 50_000 * (1 + random() ** 8 * 10));
      series('Invocations').add(at, 1);
      series('Invocation5XXErrors').add(at, random() < 0.005 ? 1 : 0);
    }
  }
  return store;
}

function idOf(name: string): MetricId {
  return { namespace: NAMESPACE, name, dimensions: DIMENSIONS };
}

function seconds(work: () => void): number {
  const started = performance.now();
  work();
  return (performance.now() - started) / 1000;
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}

function main(): void {
  const window = { from: 0, to: DAY_MILLIS };
  const once: number[] = [];
  const fourTimes: number[] = [];
  const store = dayOfSamples();
  evaluateAll(alarmsOf(ALARMS), store, window);
  for (let round = 0; round < ROUNDS; round += 1) {
    once.push(seconds(() => evaluateAll(alarmsOf(ALARMS), store, window)));
    fourTimes.push(seconds(() => evaluateAll(alarmsOf(4 * ALARMS), store, window)));
  }
  process.stdout.write(
    `${ALARMS} alarms of one minute over a day of ${REQUESTS_A_MINUTE} requests a minute, ${ROUNDS} interleaved rounds; Node ${process.version}\n`,
  );
  process.stdout.write(`figure day_of_50_alarms_seconds ${median(once).toFixed(3)} goal <=1\n`);
  process.stdout.write(`figure alarms_linearity ${(median(fourTimes) / (4 * median(once))).toFixed(2)} goal <=1.15\n`);
}

main();
