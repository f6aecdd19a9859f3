import type { Duration, RemovalPolicy } from 'aws-cdk-lib';
import type * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import type * as s3 from 'aws-cdk-lib/aws-s3';
import type { PipelineSchedule } from './pipeline-schedule.js';
import type { Overlap } from './overlap.js';
import type { PipelineTrigger } from './pipeline-trigger.js';
import type { PipelineStep } from './pipeline-step.js';

/** When a pipeline runs, and who is told. */
export interface PipelineOptions {
  /**
   * When it runs.
   *
   * @default - when somebody starts it
   */
  readonly schedule?: PipelineSchedule;

  /**
   * What starts it beside the schedule: objects that arrive, alarms that go off.
   *
   * @default - nothing
   */
  readonly triggers?: PipelineTrigger[];

  /**
   * What a run does that finds another one going on. A redrive does not ask again.
   *
   * @default Overlap.ALLOW
   */
  readonly overlap?: Overlap;

  /**
   * A run that took longer is told of, though it ended well.
   *
   * @default - half of maxRuntime
   */
  readonly expectedRuntime?: Duration;

  /**
   * How old the newest object of the tables may be when a run begins. An older one is told of, and the run goes on.
   *
   * @default - the time between two runs of the schedule: nothing new has come since the last one; without a schedule nobody can say that it is late
   */
  readonly inputWithin?: Duration;

  /**
   * After this long a run is ended as failed.
   *
   * @default Duration.hours(6)
   */
  readonly maxRuntime?: Duration;

  /**
   * Bucket in which runs keep their rows and records, below the name of the pipeline.
   *
   * @default - one is made, encrypted and private; rows expire
   */
  readonly bucket?: s3.IBucket;

  /**
   * How long the rows and records of a run are kept in the bucket that is made.
   *
   * @default Duration.days(90)
   */
  readonly keep?: Duration;

  /**
   * Bytes that one query may read; Athena ends one that reads more.
   *
   * @default 1099511627776 (1 TiB)
   */
  readonly maxBytesPerQuery?: number;

  /**
   * Who is told at once: a run failed, did not begin, or a check of data was not met.
   *
   * @default - alarms without action
   */
  readonly notify?: cloudwatch.IAlarmAction;

  /**
   * What a run-book says, its address.
   *
   * @default - none
   */
  readonly runbook?: string;

  /**
   * What happens to the bucket that is made when the stack goes.
   *
   * @default RemovalPolicy.RETAIN
   */
  readonly removalPolicy?: RemovalPolicy;
}

/** What a pipeline does, when, and who is told. */
export interface DataPipelineProps extends PipelineOptions {
  /** The last steps; those whose rows they take are found by themselves. */
  readonly steps: PipelineStep[];
}
