import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import type { Duration } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import type { AlarmOptions } from '../alarm-options.js';
import { ServiceAlarm } from '../service-alarm.js';
import type { MonitorCheck } from './monitor-check.js';

/** An alarm on what a drift monitor publishes. */
export interface MonitorAlarmProps extends AlarmOptions {
  /** What it looks at. */
  readonly check: MonitorCheck;

  /** Value of the metrics' dimension `Deployment`. */
  readonly deployment: string;

  /** How often the monitor reads integrity. */
  readonly every: Duration;

  /**
   * Days that one verdict on distributions rests on.
   *
   * @default 1
   */
  readonly days?: number;

  /**
   * Whether rows come all at once, with a batch run.
   *
   * @default false
   */
  readonly perRun?: boolean;
}

/** CloudWatch takes warm-ups up to two days. */
const LONGEST_WARM_UP_MINUTES = 2880;

/** One check of a drift monitor as an alarm. */
export class MonitorAlarm extends ServiceAlarm {
  constructor(scope: Construct, id: string, props: MonitorAlarmProps) {
    const { check, deployment, every, days = 1, perRun = false } = props;
    const context = { deployment, every, days, perRun };
    const { threshold, below = false, atLeast = false, broke, remedy } = check._definition();
    super(scope, id, props, {
      metric: check._metric(context),
      threshold,
      comparison: below
        ? cloudwatch.ComparisonOperator.LESS_THAN_THRESHOLD
        : atLeast
          ? cloudwatch.ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD
          : cloudwatch.ComparisonOperator.GREATER_THAN_THRESHOLD,
      ...check._times(context),
      missing: below ? cloudwatch.TreatMissingData.BREACHING : cloudwatch.TreatMissingData.NOT_BREACHING,
      broke,
      remedy,
    });
    // Before the first tick nobody can be heard.
    if (below) {
      const minutes = Math.min(LONGEST_WARM_UP_MINUTES, check._period(context).toMinutes());
      (this.alarm.node.defaultChild as cloudwatch.CfnAlarm).addPropertyOverride('WarmUpConfiguration', {
        WarmUpPeriodDurationInMinutes: minutes,
        OnlyStartEvaluatingAfterWarmUpPeriodEnds: false,
      });
    }
  }
}
