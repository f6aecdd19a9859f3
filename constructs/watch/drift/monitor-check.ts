import { Duration } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import type { MonitorMetricName } from '../../../core/metrics/index.js';
import { VERDICT_LIMITS } from '../../../core/drift/verdict/limits.js';
import { monitorMetric } from './monitor-metric.js';

/** What a check looks at. */
export interface MonitorCheckContext {
  /** Value of the metrics' dimension. */
  readonly deployment: string;
  /** How often integrity is read. */
  readonly every: Duration;
  /** Days that one verdict rests on. */
  readonly days: number;

  /**
   * Whether rows come all at once, with a batch run: a window that has any says as much as several of an endpoint.
   *
   * @default false
   */
  readonly perRun?: boolean;
}

/** Share of invalid answers that wakes somebody, and how many there have to be. */
const INVALID = { share: 0.001, least: 3 } as const;
const VIOLATIONS = 0.01;
const CAPTURE = { least: 0.5, most: 1.2 } as const;
/** Periods within which the monitor has to be heard. */
const SILENT_PERIODS = 2;

/**
 * One thing that a drift monitor's metrics can say, with its threshold and how much it is worth. Every metric is read by its maximum, so that a
 * window that is delivered twice says nothing new.
 */
export class MonitorCheck {
  /** Missing values or zeros changed in features that together hold 30 % of the importance. */
  static readonly CHANGED_VALUES: MonitorCheck = new MonitorCheck('ChangedValues', true, 'integrity', 2, 3, {
    metric: 'ChangedImportance',
    threshold: VERDICT_LIMITS.pageImportance,
    broke: 'missing values or zeros changed in features that hold 30 % of the importance',
    remedy: 'read the newest window in the results: it names them; then find the caller or the source that stopped filling them',
  });
  /** Answers that no caller can use. */
  static readonly INVALID_OUTPUTS: MonitorCheck = new MonitorCheck('InvalidOutputs', true, 'integrity', 1, 1, {
    expression: { formula: `IF(bad >= ${INVALID.least}, bad / n, 0)`, metrics: { bad: 'InvalidOutputs', n: 'RowsSeen' } },
    threshold: INVALID.share,
    broke: 'more than 0.1 % of the answers are missing, no finite number, or out of range',
    remedy: 'go back to the model before; then run the rows of the window through the model on a laptop',
  });
  /** All answers are the same. */
  static readonly CONSTANT_OUTPUTS: MonitorCheck = new MonitorCheck('ConstantOutputs', true, 'integrity', 1, 1, {
    metric: 'ConstantOutputs',
    threshold: 0,
    broke: 'the model gave one answer to every request of a window',
    remedy: 'go back to the model before; a constant input gives constant answers too, so look at stuck features',
  });
  /** The endpoint answers golden rows otherwise than recorded. */
  static readonly GOLDEN_ROWS: MonitorCheck = new MonitorCheck('GoldenRows', true, 'integrity', 2, 3, {
    metric: 'GoldenRowsWrong',
    threshold: 0,
    broke: 'golden rows are answered otherwise than recorded: another model, other columns, or another build',
    remedy: 'compare what is served with what was deployed (ServedDiffers, the endpoint configuration); go back to the version before',
  });
  /** Nobody hears of the monitor. */
  static readonly SILENT: MonitorCheck = new MonitorCheck('MonitorSilent', true, 'integrity', 1, 1, {
    metric: 'RowsSeen',
    statistic: 'SampleCount',
    periods: SILENT_PERIODS,
    threshold: 1,
    below: true,
    broke: 'the drift monitor has not been heard of for twice its cadence: nothing else of it can go off',
    remedy: 'read the log group of its function, and whether its schedules are on',
  });
  /** Days are judged by nobody, where an engine elsewhere counts them. */
  static readonly DISTRIBUTION_SILENT: MonitorCheck = new MonitorCheck('DistributionSilent', true, 'distribution', 1, 1, {
    metric: 'RowsJudged',
    statistic: 'SampleCount',
    periods: SILENT_PERIODS,
    threshold: 1,
    below: true,
    broke: 'no day has been judged for two days: nothing that drifts would be told',
    remedy: 'read the last executions of its state machine, which say what failed; start one to judge what was left',
  });
  /** The distribution of the answers changed. */
  static readonly PREDICTION_DRIFT: MonitorCheck = new MonitorCheck('PredictionDrift', true, 'distribution', 2, 3, {
    metric: 'PredictionDrift',
    threshold: VERDICT_LIMITS.predictionPsi,
    broke: 'the distribution of the answers changed (PSI above 0.2)',
    remedy: 'read the days in the results; whether the answers are wrong, only labels tell',
  });
  /** Drifted features hold 30 % of the importance; only where thresholds come of 28 healthy windows. */
  static readonly FEATURE_DRIFT_PAGE: MonitorCheck = new MonitorCheck('ImportantFeatureDrift', true, 'distribution', 2, 3, {
    expression: {
      formula: `IF(w >= ${VERDICT_LIMITS.healthyWindows}, share, 0)`,
      metrics: { w: 'HealthyWindows', share: 'DriftedImportance' },
    },
    threshold: VERDICT_LIMITS.pageImportance,
    atLeast: true,
    broke: 'features that hold 30 % of the importance drifted',
    remedy: 'read the days in the results: they name the features; feature drift is not concept drift, look at quality before retraining',
  });
  /** A feature drifted. */
  static readonly FEATURE_DRIFT: MonitorCheck = new MonitorCheck('FeatureDrift', false, 'distribution', 2, 3, {
    metric: 'DriftedFeatures',
    threshold: 0,
    broke: 'the distribution of a feature changed',
    remedy: 'read the days in the results: they name the features; feature drift is not concept drift, look at quality before retraining',
  });
  /** A feature drifted in one declared segment. */
  static readonly SEGMENT_DRIFT: MonitorCheck = new MonitorCheck('SegmentDrift', false, 'distribution', 2, 3, {
    metric: 'DriftedSegments',
    threshold: 0,
    broke: 'the distribution of a feature changed within a declared segment',
    remedy: 'read the days in the results: they name the segment and the feature',
  });
  /** Records break the schema. */
  static readonly VIOLATIONS: MonitorCheck = new MonitorCheck('Violations', false, 'integrity', 2, 3, {
    metric: 'ViolationRate',
    threshold: VIOLATIONS,
    broke: 'more than 1 % of the records cannot be read, or break the schema',
    remedy: 'read the newest window in the results: it names the first of them by object and line',
  });
  /** Missing values changed. */
  static readonly MISSING: MonitorCheck = new MonitorCheck('Missing', false, 'integrity', 2, 3, {
    metric: 'MissingChange',
    threshold: 1,
    broke: 'the share of missing values of a feature changed',
    remedy: 'read the newest window in the results: it names the feature',
  });
  /** Zeros changed. */
  static readonly ZEROS: MonitorCheck = new MonitorCheck('Zeros', false, 'integrity', 2, 3, {
    metric: 'ZeroChange',
    threshold: 1,
    broke: 'the share of zeros of a feature changed: missing values that somebody writes as 0 look so',
    remedy: 'read the newest window in the results: it names the feature',
  });
  /** Values came that training never saw. */
  static readonly NEW_CATEGORIES: MonitorCheck = new MonitorCheck('NewCategories', false, 'integrity', 2, 3, {
    metric: 'NewCategoryChange',
    threshold: 1,
    broke: 'a feature has values that training never saw',
    remedy: 'read the newest window in the results: it names the feature and the first values; another spelling is the usual reason',
  });
  /** A feature has one value only. */
  static readonly STUCK_FEATURES: MonitorCheck = new MonitorCheck('StuckFeatures', false, 'integrity', 2, 3, {
    metric: 'StuckFeatures',
    threshold: 0,
    broke: 'a feature has had one value only for a whole window',
    remedy: 'read the newest window in the results: it names the feature; a source that stands still looks so',
  });
  /** What the endpoint tells of itself is not what was declared. */
  static readonly SERVED_DIFFERS: MonitorCheck = new MonitorCheck('ServedDiffers', false, 'integrity', 2, 3, {
    metric: 'ServedDiffers',
    threshold: 0,
    broke: 'the endpoint serves another model, or another order of columns, than was declared',
    remedy: 'look at the last deployment: a rollback, or a model that was replaced by hand',
  });
  /** Capture keeps too little or too much. */
  static readonly CAPTURE: MonitorCheck = new MonitorCheck('Capture', false, 'integrity', 2, 3, {
    expression: {
      formula: `IF(ratio < ${CAPTURE.least}, 1, IF(ratio > ${CAPTURE.most}, 1, 0))`,
      metrics: { ratio: 'CaptureRatio' },
    },
    threshold: 0,
    broke: 'fewer than half of the requests that should be captured are, or a fifth more than there were',
    remedy: 'look at DiskUtilization, at the permissions of the endpoint on the bucket and its key, and at the capture configuration',
  });

  /** Labels show that the model is not good enough any more. */
  static readonly QUALITY: MonitorCheck = new MonitorCheck('Quality', true, 'quality', 1, 1, {
    metric: 'QualityFailing',
    threshold: 0,
    broke: 'labels show a metric surely below its bar, in the last two days that could be judged',
    remedy:
      'read quality/ in the results: it names the metric, segments and groups; only labels see concept drift, so compare with the estimate and with what drifted before retraining',
  });
  /** Labels do not come any more. */
  static readonly LABELS_STOPPED: MonitorCheck = new MonitorCheck('LabelsStopped', false, 'quality', 1, 1, {
    metric: 'LabelsStopped',
    threshold: 0,
    broke: 'less than 80 % of the labels of a day are in, a day after they were due: its quality is not known',
    remedy: 'ask whoever writes the labels; quality/index.json in the results has the days',
  });

  /** Every check, pages first. */
  static all(): MonitorCheck[] {
    return [
      MonitorCheck.CHANGED_VALUES,
      MonitorCheck.INVALID_OUTPUTS,
      MonitorCheck.CONSTANT_OUTPUTS,
      MonitorCheck.GOLDEN_ROWS,
      MonitorCheck.SILENT,
      MonitorCheck.DISTRIBUTION_SILENT,
      MonitorCheck.PREDICTION_DRIFT,
      MonitorCheck.FEATURE_DRIFT_PAGE,
      MonitorCheck.QUALITY,
      MonitorCheck.FEATURE_DRIFT,
      MonitorCheck.SEGMENT_DRIFT,
      MonitorCheck.VIOLATIONS,
      MonitorCheck.MISSING,
      MonitorCheck.ZEROS,
      MonitorCheck.NEW_CATEGORIES,
      MonitorCheck.STUCK_FEATURES,
      MonitorCheck.SERVED_DIFFERS,
      MonitorCheck.CAPTURE,
      MonitorCheck.LABELS_STOPPED,
    ];
  }

  private constructor(
    /** Id of its alarm. */
    readonly name: string,
    /** Whether it wakes somebody; else it waits until morning. */
    readonly pages: boolean,
    /** Which of the monitor's readings publishes what it looks at: `integrity`, `distribution` or `quality`. */
    readonly reading: string,
    /** Breaching periods that are needed. */
    readonly needed: number,
    /** Out of so many. */
    readonly of: number,
    private readonly definition: Definition,
  ) {}

  /** @internal */
  _metric(context: MonitorCheckContext): cloudwatch.IMetric {
    const { metric, expression, statistic } = this.definition;
    const read = (name: MonitorMetricName): cloudwatch.Metric => monitorMetric(name, context, this._period(context), statistic);
    if (expression === undefined) return read(metric ?? 'RowsSeen');
    return new cloudwatch.MathExpression({
      expression: expression.formula,
      usingMetrics: Object.fromEntries(Object.entries(expression.metrics).map(([id, name]) => [id, read(name)])),
      period: this._period(context),
      label: this.name,
    });
  }

  /** @internal */
  _period({ every, days }: MonitorCheckContext): Duration {
    const { periods = 1 } = this.definition;
    if (this.reading === 'quality') return Duration.days(1);
    return this.reading === 'distribution' ? Duration.days(days * periods) : Duration.minutes(every.toMinutes() * periods);
  }

  /**
   * Two of three days; of weeks one, since CloudWatch looks back seven days at most. Of a batch run one window, since the next one is a day away.
   *
   * @internal
   */
  _times({ days, perRun = false }: MonitorCheckContext): { readonly needed: number; readonly of: number } {
    if (perRun && this.reading === 'integrity') return { needed: 1, of: 1 };
    return this.reading === 'distribution' && days > 1 ? { needed: 1, of: 1 } : { needed: this.needed, of: this.of };
  }

  /** @internal */
  _definition(): Definition {
    return this.definition;
  }
}

interface Definition {
  readonly metric?: MonitorMetricName;
  readonly expression?: { readonly formula: string; readonly metrics: Readonly<Record<string, MonitorMetricName>> };
  /** Default: Maximum. */
  readonly statistic?: string;
  /** Length of a period in cadences; default 1. */
  readonly periods?: number;
  readonly threshold: number;
  /** Whether being below is what is wrong; default false. */
  readonly below?: boolean;
  /** Whether reaching the threshold is enough; default false. */
  readonly atLeast?: boolean;
  readonly broke: string;
  readonly remedy: string;
}
