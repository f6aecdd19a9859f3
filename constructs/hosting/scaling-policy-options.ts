import type { Duration } from 'aws-cdk-lib';
import type { AdjustmentType, ScalingInterval } from 'aws-cdk-lib/aws-applicationautoscaling';

/** How quickly one change of a fleet may follow another. */
export interface TrackingPace {
  /**
   * After instances were added, until the same is looked at anew; more can be added meanwhile only as far as it goes beyond that.
   *
   * @default Duration.minutes(5) - Application Auto Scaling's own
   */
  readonly scaleOutCooldown?: Duration;

  /**
   * After instances were taken away, until more may go.
   *
   * @default Duration.minutes(5) - Application Auto Scaling's own
   */
  readonly scaleInCooldown?: Duration;
}

/** A metric that is kept near a target. */
export interface MetricTracking extends TrackingPace {
  /** Value to keep to, in the metric's own unit. */
  readonly target: number;

  /**
   * Statistic, one that CloudWatch holds of the metric.
   *
   * @default - Average, or Sum for what is counted
   */
  readonly statistic?: string;
}

/** Steps by which a fleet grows and shrinks. */
export interface StepScaling {
  /**
   * What happens in which range of the metric's values, as aws-cdk-lib has it: `lower` inclusive, `upper` exclusive, `change` in instances (or
   * percent, or the number itself). Two at least, and the ranges must not overlap.
   */
  readonly scalingSteps: ScalingInterval[];

  /**
   * How the changes are meant.
   *
   * @default AdjustmentType.CHANGE_IN_CAPACITY
   */
  readonly adjustmentType?: AdjustmentType;

  /**
   * Least number of instances by which a change in percent moves the fleet.
   *
   * @default - none
   */
  readonly minAdjustmentMagnitude?: number;

  /**
   * Statistic, one that CloudWatch holds of the metric.
   *
   * @default - Average, or Sum for what is counted
   */
  readonly statistic?: string;

  /**
   * Length of a period of the metric.
   *
   * @default Duration.minutes(1)
   */
  readonly period?: Duration;

  /**
   * Periods that are looked at.
   *
   * @default 1
   */
  readonly evaluationPeriods?: number;

  /**
   * How many of them have to be outside the range in which nothing changes.
   *
   * @default - all of them
   */
  readonly datapointsToAlarm?: number;

  /**
   * Time from one change to the next.
   *
   * @default Duration.minutes(5) - Application Auto Scaling's own
   */
  readonly cooldown?: Duration;
}
