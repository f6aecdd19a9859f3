import type * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import type { IModelService } from '../hosting/model-service.js';

/** What every alarm of a service needs to know. */
export interface AlarmOptions {
  /** What is watched: a deployment's service, or an endpoint that was made elsewhere. */
  readonly service: IModelService;

  /**
   * Variant that is watched.
   *
   * @default - the only one; required where the service has several
   */
  readonly variantName?: string;

  /**
   * What the alarm does when it goes off and when it is over.
   *
   * @default - nothing by itself: a composite alarm, or nobody, acts for it
   */
  readonly notify?: cloudwatch.IAlarmAction;

  /**
   * Who is responsible; stands in the alarm's text.
   *
   * @default - not said
   */
  readonly owner?: string;

  /**
   * Where it is written what to do; stands in the alarm's text.
   *
   * @default - not said
   */
  readonly runbook?: string;
}

/** What differs between one alarm and the next. */
export interface AlarmDefinition {
  /** What is watched: a metric of the variant, or an expression over several. */
  readonly metric: cloudwatch.IMetric;
  /** What it is compared with, in the metric's unit. */
  readonly threshold: number;
  /** How it is compared. */
  readonly comparison: cloudwatch.ComparisonOperator;
  /** Breaching periods that are needed. */
  readonly needed: number;
  /** Out of so many. */
  readonly of: number;
  /** What a period without data counts as. */
  readonly missing: cloudwatch.TreatMissingData;
  /** What broke, as it stands in the text of the alarm; without a full stop. */
  readonly broke: string;
  /** What to do about it; without a full stop. */
  readonly remedy: string;
}
