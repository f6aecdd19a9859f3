import type { Duration, RemovalPolicy } from 'aws-cdk-lib';
import type * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import type * as kms from 'aws-cdk-lib/aws-kms';
import type * as lambda from 'aws-cdk-lib/aws-lambda';
import type * as s3 from 'aws-cdk-lib/aws-s3';
import type { CapturedRecords } from '../../hosting/captured-records.js';
import type { IModelService } from '../../hosting/model-service.js';
import type { DriftEngine } from './engine/drift-engine.js';

/** Where labels come from, when they are due, and what they have to show. */
export interface QualityOptions {
  /** Bucket that labels are written to: ground truth records, or tables with the columns `id` and `label` (docs/quality.md). */
  readonly labels: s3.IBucket;

  /**
   * Key prefix below which they lie, ending in a slash.
   *
   * @default '' - the whole bucket
   */
  readonly labelsPrefix?: string;

  /**
   * Key that encrypts them, where the bucket does not know it.
   *
   * @default - the bucket's own, if it has one
   */
  readonly labelsKey?: kms.IKey;

  /** How long after an answer its label is due, in whole hours: a day is judged this long after its end. */
  readonly delay: Duration;

  /**
   * Share of the answers that ever get a label, above 0 and at most 1.
   *
   * @default 1
   */
  readonly labelledShare?: number;

  /** Least value by metric, named as in the model card: `{ roc_auc: 0.9 }`. All grow as the model gets better. */
  readonly atLeast: { [metric: string]: number };

  /**
   * Features by whose values results are kept apart.
   *
   * @default - those that schema.json declares as segments
   */
  readonly segments?: string[];

  /**
   * Features whose values are groups to hold against each other.
   *
   * @default - none
   */
  readonly groups?: string[];
}

/** What can be chosen of a monitor. */
export interface DriftOptions {
  /**
   * Folder that `slipway baseline` wrote: what windows are compared with.
   *
   * @default - `baseline/` in the folder of the model
   */
  readonly baseline?: string;

  /**
   * What counts the rows of a day.
   *
   * @default DriftEngine.lambda()
   */
  readonly engine?: DriftEngine;

  /**
   * Whether one verdict on distributions rests on seven days and not on one: for traffic of fewer than 500 captured rows a day.
   *
   * @default - as the promised traffic says; a day where none is promised
   */
  readonly weekly?: boolean;

  /**
   * Features whose distance is a metric each. Every one costs as much as a metric of one's own does, each month (docs/drift.md).
   *
   * @default - none; the results in S3 hold every feature
   */
  readonly featureMetrics?: string[];

  /**
   * What labels have to show; only they see concept drift. Of a batch, rows need a `uniqueKey` of one column.
   *
   * @default - labels are not looked at
   */
  readonly quality?: QualityOptions;

  /**
   * Bucket for results; its lifecycle rules are then its owner's. Keep `monitor/healthy/`: thresholds come of it.
   *
   * @default - one is made: private, encrypted, TLS only, results expire after `retention`
   */
  readonly results?: s3.IBucket;

  /**
   * After this the results in the bucket that is made are deleted; the healthy days that thresholds come of stay.
   *
   * @default Duration.days(400)
   */
  readonly retention?: Duration;

  /**
   * What happens to the bucket that is made when the stack goes; DESTROY empties it first.
   *
   * @default RemovalPolicy.RETAIN
   */
  readonly removalPolicy?: RemovalPolicy;

  /**
   * Runtime of the function; a version of Node.js from 20 on.
   *
   * @default lambda.Runtime.NODEJS_24_X
   */
  readonly runtime?: lambda.Runtime;

  /**
   * Memory of the function, MB.
   *
   * @default 1024
   */
  readonly memorySize?: number;
}

/** A monitor of one service. */
export interface DriftMonitorProps extends DriftOptions {
  /** What is watched: a deployment's service, or an endpoint that was made elsewhere. */
  readonly service: IModelService;

  /**
   * How often integrity is read: missing values, zeros, broken records, what the endpoint answers to golden rows. 5 to 60 minutes, a part of an
   * hour. Distributions are judged daily in any case.
   *
   * @default Duration.hours(1)
   */
  readonly every?: Duration;

  /**
   * Where the rows lie.
   *
   * @default - where the service captures its requests and answers
   */
  readonly records?: CapturedRecords;

  /**
   * Variant that is watched.
   *
   * @default - the only one; required where the service has several
   */
  readonly variantName?: string;

  /**
   * What pages do.
   *
   * @default - nothing: somebody else acts for these alarms, or nobody does
   */
  readonly page?: cloudwatch.IAlarmAction;

  /**
   * What tickets do.
   *
   * @default - as pages do
   */
  readonly ticket?: cloudwatch.IAlarmAction;

  /**
   * Who is responsible; stands in the text of the alarms.
   *
   * @default - not said
   */
  readonly owner?: string;

  /**
   * Where it is written what to do; stands in the text of the alarms.
   *
   * @default - not said
   */
  readonly runbook?: string;
}
