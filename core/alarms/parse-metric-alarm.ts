import type { AlarmActions, MetricAlarm, Watched } from './definition.js';
import { parseMath } from './parse-math.js';
import { readPeriod, readStatistic } from './parse-statistic.js';
import { booleanOf, recordOf, recordsOf, type Reader } from './properties.js';
import { CLOCK_PERIOD_SECONDS, isTimeZone } from './wall-clock.js';

const COMPARISONS = ['GreaterThanThreshold', 'GreaterThanOrEqualToThreshold', 'LessThanThreshold', 'LessThanOrEqualToThreshold'] as const;
const BAND_COMPARISONS: readonly unknown[] = [
  'LessThanLowerOrGreaterThanUpperThreshold',
  'LessThanLowerThreshold',
  'GreaterThanUpperThreshold',
];
/** DynamoDB's alarms keep their state without data, whatever they say: user guide, alarms-and-missing-data. */
const ALWAYS_IGNORES = 'AWS/DynamoDB';
const WARM_UP_MINUTES = { min: 1, max: 2880 };

/** Common parts, read already. */
export interface Common {
  readonly id: string;
  readonly name: string;
  readonly actions: AlarmActions;
}

export function parseMetricAlarm(reader: Reader, common: Common): MetricAlarm {
  refuseWhatIsNotReproduced(reader);
  const { watched, periodSeconds } = readWatched(reader);
  const evaluationPeriods = reader.whole('EvaluationPeriods', 1) ?? 1;
  const datapointsToAlarm = reader.has('DatapointsToAlarm') ? (reader.whole('DatapointsToAlarm', 1) ?? 1) : evaluationPeriods;
  if (datapointsToAlarm > evaluationPeriods)
    reader.fail(
      'DatapointsToAlarm',
      `${datapointsToAlarm} of ${evaluationPeriods} periods are to breach; give DatapointsToAlarm up to EvaluationPeriods`,
    );
  const ignores = watched.kind === 'statistic' && watched.metric.namespace === ALWAYS_IGNORES;
  return {
    kind: 'metric',
    ...common,
    watched,
    periodSeconds,
    evaluationPeriods,
    datapointsToAlarm,
    comparison: reader.oneOf('ComparisonOperator', COMPARISONS) ?? 'GreaterThanThreshold',
    threshold: reader.number('Threshold') ?? Number.NaN,
    missingData: ignores
      ? 'ignore'
      : (reader.oneOf('TreatMissingData', ['missing', 'ignore', 'breaching', 'notBreaching'], 'missing') ?? 'missing'),
    lowSamples: reader.oneOf('EvaluateLowSampleCountPercentile', ['evaluate', 'ignore'], 'evaluate') ?? 'evaluate',
    ...readWarmUp(reader),
    ...readWindow(reader, periodSeconds),
  };
}

function refuseWhatIsNotReproduced(reader: Reader): void {
  const { properties } = reader;
  if (reader.has('EvaluationCriteria'))
    reader.fail('PromQL', 'EvaluationCriteria is a PromQL query over metrics that only an account holds');
  if (reader.has('ThresholdMetricId') || BAND_COMPARISONS.includes(properties['ComparisonOperator']))
    reader.fail(
      'anomaly detection band',
      'the threshold is an anomaly detection band: a model that CloudWatch trains and does not publish',
    );
}

function readWatched(reader: Reader): { readonly watched: Watched; readonly periodSeconds: number } {
  if (!reader.has('Metrics')) {
    const periodSeconds = readPeriod(reader) ?? 60;
    return { watched: readStatistic(reader, reader), periodSeconds };
  }
  if (reader.has('MetricName')) reader.fail('Metrics', 'both MetricName and Metrics are given; CloudWatch takes one of them');
  const { watched, periodSeconds } = parseMath(reader, recordsOf(reader.properties['Metrics']));
  return { watched, periodSeconds: periodSeconds ?? readPeriod(reader) ?? 60 };
}

function readWarmUp(reader: Reader): Pick<MetricAlarm, 'warmUp'> {
  const properties = recordOf(reader.properties['WarmUpConfiguration']);
  if (properties === undefined) return {};
  const inside = reader.within('WarmUpConfiguration', properties);
  const minutes = inside.whole('WarmUpPeriodDurationInMinutes', WARM_UP_MINUTES.min) ?? WARM_UP_MINUTES.min;
  if (minutes > WARM_UP_MINUTES.max)
    inside.fail('WarmUpConfiguration', `a warm-up of ${minutes} minutes is given; at most ${WARM_UP_MINUTES.max} are accepted`);
  return { warmUp: { minutes, whole: booleanOf(properties['OnlyStartEvaluatingAfterWarmUpPeriodEnds']) ?? false } };
}

function readWindow(reader: Reader, periodSeconds: number): Pick<MetricAlarm, 'wallClock'> {
  const window = recordOf(reader.properties['EvaluationWindow']);
  const clock = recordOf(window?.['WallClockWindow']);
  if (window === undefined || clock === undefined) return {};
  const timeZone = reader.within('EvaluationWindow.WallClockWindow', clock).optionalText('Timezone') ?? 'UTC';
  if (!isTimeZone(timeZone))
    reader.fail('EvaluationWindow', `'${timeZone}' is no time zone; give a name such as Europe/Berlin, or an offset such as +05:30`);
  if (!CLOCK_PERIOD_SECONDS.includes(periodSeconds))
    reader.fail('EvaluationWindow', `a wall-clock window takes periods of ${CLOCK_PERIOD_SECONDS.join(', ')} s, not ${periodSeconds}`);
  return { wallClock: { timeZone } };
}
