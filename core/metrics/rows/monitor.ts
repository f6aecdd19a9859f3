import type { MetricEntry, Unit, ValueRange } from '../entry.js';
import { ANY_NUMBER, NOT_NEGATIVE, PLAIN, ZERO_OR_ONE } from './row.js';

/** Namespace of what this package's own monitor publishes. */
export const MONITOR_NAMESPACE = 'Slipway';
/** The one dimension set: CloudWatch rolls nothing up, so a second one would be a second price for the same figure. */
export const MONITOR_DIMENSION = 'Deployment';

/** A metric of the monitor, whatever the hosting mode. */
export interface MonitorMetricEntry extends Omit<MetricEntry, 'mode'> {
  /** What one datapoint says. */
  readonly what: string;
  /** Which of the monitor's readings publishes it. */
  readonly cadence: 'integrity' | 'distribution' | 'quality';
}

interface MonitorRow {
  readonly name: string;
  readonly what: string;
  readonly unit?: Unit;
  readonly range?: ValueRange;
}

function monitorRows<N extends string>(
  cadence: MonitorMetricEntry['cadence'],
  entries: readonly (MonitorRow & { readonly name: N })[],
): readonly (MonitorMetricEntry & { readonly name: N })[] {
  return entries.map(({ unit = 'None', range = NOT_NEGATIVE, ...row }) => ({
    ...row,
    cadence,
    unit,
    range,
    namespace: MONITOR_NAMESPACE,
    dimensions: [[MONITOR_DIMENSION]],
    statistics: PLAIN,
    idle: 'missing' as const,
    publishDelaySeconds: 0,
    source: 'docs/drift.md',
    basis: 'documented' as const,
  }));
}

/** Every gauge is read by its maximum, so that a window that is delivered twice says nothing new. */
export const MONITOR_METRICS = [
  ...monitorRows('integrity', [
    {
      name: 'RowsSeen',
      unit: 'Count',
      what: 'rows of the window; 0 where there was none, so that its being there says that the monitor lives',
    },
    { name: 'RecordAge', unit: 'Seconds', what: 'age of the newest record when the monitor looked' },
    { name: 'CaptureRatio', what: 'captured requests over those that capture should have kept; only where 200 or more should be there' },
    {
      name: 'ViolationRate',
      range: ZERO_OR_ONE,
      what: 'share of records that cannot be read or break the schema, above that of the baseline',
    },
    { name: 'MissingRate', range: ZERO_OR_ONE, what: 'share of missing values in the feature that misses most' },
    { name: 'ZeroRate', range: ZERO_OR_ONE, what: 'share of zeros in the feature whose zeros changed most' },
    { name: 'NewCategoryRate', range: ZERO_OR_ONE, what: 'share of values that the baseline does not list, in the feature with most' },
    { name: 'MissingChange', what: 'largest change of a share of missing values over what is too much: 1 is just as much' },
    { name: 'ZeroChange', what: 'the same of zeros' },
    { name: 'NewCategoryChange', what: 'the same of values that the baseline does not list' },
    {
      name: 'ChangedImportance',
      range: ZERO_OR_ONE,
      what: 'importance of the features whose missing values or zeros changed too much, together',
    },
    { name: 'StuckFeatures', unit: 'Count', what: 'features with one value in the whole window, where chance cannot be the reason' },
    { name: 'InvalidOutputs', unit: 'Count', what: 'answers that are missing, no finite number, or out of range' },
    {
      name: 'ConstantOutputs',
      unit: 'Count',
      what: 'values of the answer that are the same in the whole window, where chance cannot be the reason',
    },
    { name: 'GoldenRowsWrong', unit: 'Count', what: 'golden rows that the endpoint answers otherwise than recorded' },
    {
      name: 'ServedDiffers',
      unit: 'Count',
      what: 'digests (model, column order) that the endpoint tells and that are not the declared ones',
    },
  ]),
  ...monitorRows('distribution', [
    { name: 'RowsJudged', unit: 'Count', what: 'rows that the verdict rests on' },
    { name: 'LargestDistance', what: 'largest PSI of a feature' },
    { name: 'DriftedFeatures', unit: 'Count', what: 'features that drifted' },
    { name: 'DriftedImportance', range: ZERO_OR_ONE, what: 'importance that the drifted features hold' },
    { name: 'DriftedSegments', unit: 'Count', what: 'declared segments in which a feature drifted; only where segments are declared' },
    { name: 'PredictionDrift', what: 'largest PSI of an answer; only from 500 rows' },
    { name: 'HealthyWindows', unit: 'Count', what: 'stored healthy windows that thresholds come of' },
  ]),
  ...monitorRows('quality', [
    { name: 'AnswersJudged', unit: 'Count', what: 'labelled answers of the newest day that could be judged' },
    { name: 'QualityFailing', unit: 'Count', what: 'metrics that are surely below their bar, in that day and the judged one before' },
    {
      name: 'QualityMargin',
      range: ANY_NUMBER,
      what: 'least distance of the upper end of an interval above its bar, in that day; below 0 the metric surely misses it',
    },
    { name: 'LabelCoverage', what: 'labels that are in of those expected, of the newest day whose labels are due' },
    { name: 'LabelsStopped', unit: 'Count', what: 'days of which too few labels are in, a day after they were due' },
  ]),
] as const satisfies readonly MonitorMetricEntry[];

export type MonitorMetricName = (typeof MONITOR_METRICS)[number]['name'];

/** A metric of the monitor by name. */
export function findMonitorMetric(name: string): MonitorMetricEntry | undefined {
  return MONITOR_METRICS.find((entry) => entry.name === name);
}
