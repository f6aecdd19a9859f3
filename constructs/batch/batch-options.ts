import type { Duration, Size } from 'aws-cdk-lib';
import type * as iam from 'aws-cdk-lib/aws-iam';
import type * as kms from 'aws-cdk-lib/aws-kms';
import type * as lambda from 'aws-cdk-lib/aws-lambda';
import type { DataCapture } from '../hosting/data-capture.js';
import type { InstanceType } from '../hosting/instance-type.js';
import type { Model } from '../model/model.js';
import type { Table } from '../pipeline/table.js';
import type { BatchSchedule } from './batch-schedule.js';
import type { Freshness } from './freshness.js';
import type { LateData } from './late-data.js';

/** What a run does with a record that cannot be scored. */
export enum OnBadRecord {
  /** It is written beside, with file, record and reason, and the others are published. Needs this package's own image. */
  SET_ASIDE = 'mark',
  /** Its object has no output, and the run fails. */
  FAIL = 'refuse',
}

/** What a run does with an object that cannot be scored: one that the container refuses, or with a record larger than a request may be. */
export enum OnBadObject {
  /** The run fails, and nothing of it is published. */
  FAIL = 'fail',
  /** After the last attempt the others are published without it. */
  SET_ASIDE = 'set-aside',
}

/** What a run is that finds nothing to read. */
export enum OnEmpty {
  /** A failure: the input should have been there. */
  FAIL = 'fail',
  /** A result: what was published before is as of now. */
  SUCCEED = 'succeed',
}

/** How records are put into requests. */
export enum BatchStrategy {
  /** As many as fit. */
  MULTI_RECORD = 'MultiRecord',
  /** One each. */
  SINGLE_RECORD = 'SingleRecord',
}

/** A model over files, on a schedule. */
export interface BatchOptions {
  /** How fresh results have to be. Required, since no honest default exists. */
  readonly refreshed: Freshness;

  /** Rows to be scored. */
  readonly input: Table;

  /** Where results go: a folder for each run, and `current.json`, which names the one that readers read. */
  readonly output: Table;

  /** What the model runs on. */
  readonly instanceType: InstanceType;

  /**
   * Instances that share the input; an object is read by one of them, so more than there are objects are idle.
   *
   * @default 1
   */
  readonly instanceCount?: number;

  /**
   * When runs begin.
   *
   * @default - early enough for every attempt to end by a daily promise; twice within a promised time
   */
  readonly schedule?: BatchSchedule;

  /**
   * How long a job may run before it is stopped: SageMaker itself never stops it, and it costs until it ends.
   *
   * @default Duration.hours(1)
   */
  readonly maxRuntime?: Duration;

  /**
   * How often a run is tried.
   *
   * @default 2
   */
  readonly attempts?: number;

  /**
   * How records are put into requests.
   *
   * @default BatchStrategy.MULTI_RECORD
   */
  readonly strategy?: BatchStrategy;

  /**
   * Largest request, whole MiB up to 100.
   *
   * @default Size.mebibytes(6) - as SageMaker has it
   */
  readonly maxPayload?: Size;

  /**
   * Requests at once to an instance.
   *
   * @default - the container is asked, and else 1
   */
  readonly maxConcurrent?: number;

  /**
   * Part of each record that the model sees, a JSONPath of at most 63 characters, `$[1:]`.
   *
   * @default - all of it
   */
  readonly inputFilter?: string;

  /**
   * Part of the joined record that is written, a JSONPath of at most 63 characters, `$[0,-1]`.
   *
   * @default - all of it
   */
  readonly outputFilter?: string;

  /**
   * Whether the output holds the input beside the prediction.
   *
   * @default false
   */
  readonly joinInput?: boolean;

  /**
   * What becomes of a record that cannot be scored.
   *
   * @default OnBadRecord.SET_ASIDE
   */
  readonly onBadRecord?: OnBadRecord;

  /**
   * What becomes of an object that has no output after the last attempt, for two attempts or more. Its records count as lost, which is an alarm.
   * Where more than half of the objects have none, the run fails.
   *
   * @default OnBadObject.FAIL
   */
  readonly onBadObject?: OnBadObject;

  /**
   * What together is different in every row of the output: names of fields in JSON Lines, numbers of columns from 0 in CSV. A run with two rows
   * of one key fails. For an output that is joined to its input; up to some twenty million rows. By a key of one column labels find the rows
   * that `capture` keeps: their id is `<run>/<key>`.
   *
   * @default - rows may repeat
   */
  readonly uniqueKey?: string[];

  /**
   * Name of a field that says in every row which run produced it; in CSV, which has no names, a last column.
   *
   * @default - rows do not say it
   */
  readonly runIdColumn?: string;

  /**
   * What an empty input is.
   *
   * @default OnEmpty.FAIL
   */
  readonly onEmpty?: OnEmpty;

  /**
   * Keeps a share of the rows, input beside output, for a drift monitor. The monitor compares features and predictions with the baseline, day by
   * day; what is filled in or run anew is not kept. With it the whole answers are written: leave `outputFilter` out.
   *
   * @default - none is kept, and nobody watches the output for drift
   */
  readonly capture?: DataCapture;

  /**
   * What becomes of what comes into a day's part after its run; for an input with `{date}`.
   *
   * @default - nobody looks: it is in no result, and nobody is told
   */
  readonly lateData?: LateData;

  /**
   * Key that encrypts the instances' volumes.
   *
   * @default - SageMaker's own key
   */
  readonly encryptionKey?: kms.IKey;

  /**
   * Execution role of the model. Given one, its reading of model and input and its writing of output are added to it.
   *
   * @default - one is made with exactly the permissions needed
   */
  readonly role?: iam.IRole;

  /**
   * Commit that the deployment is made of, for the records of its runs: `process.env.GITHUB_SHA`. It stands in the template, which then
   * changes with every commit.
   *
   * @default - records name no commit
   */
  readonly commit?: string;

  /**
   * Runtime of the functions around the job.
   *
   * @default lambda.Runtime.NODEJS_24_X
   */
  readonly runtime?: lambda.Runtime;
}

/** A model over files, on a schedule: the construct by itself. */
export interface BatchTransformProps extends BatchOptions {
  /** What scores. */
  readonly model: Model;

  /**
   * Name under which metrics, alarms and jobs are known.
   *
   * @default `<stack>-<id>-batch`
   */
  readonly deploymentName?: string;
}
