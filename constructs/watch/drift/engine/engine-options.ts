import type { Duration, Size } from 'aws-cdk-lib';
import type { InstanceType } from '../../../hosting/instance-type.js';
import type { ServingImage } from '../../../model/serving-image.js';
import type { Table } from '../../../pipeline/table.js';

/** Rows that lie in a table, a column of which tells the day. */
export interface DayTableOptions {
  /** The table: features and answers side by side, in columns that are called as the baseline calls them. */
  readonly table: Table;

  /**
   * The column that tells the day of a row, UTC: a text such as `2026-01-05`, a date or a timestamp. A partition, or every day reads the whole
   * table.
   */
  readonly dayColumn: string;
}

/** Athena, which counts a day by one statement. */
export interface AthenaEngineOptions extends DayTableOptions {
  /**
   * Bytes that a statement may read before Athena ends it, at least 10,000,000.
   *
   * @default 1_099_511_627_776 - 1 TiB
   */
  readonly maxBytesPerQuery?: number;
}

/** A job of SageMaker Processing. */
export interface EngineJobOptions {
  /** What the job runs on. */
  readonly instanceType: InstanceType;

  /**
   * Instances that share the rows, 1 to 100.
   *
   * @default 1
   */
  readonly instanceCount?: number;

  /**
   * Disk of each instance: its share of the rows has to fit. 1 to 16,384 GiB.
   *
   * @default Size.gibibytes(100)
   */
  readonly volumeSize?: Size;

  /**
   * After this the job is stopped and has failed; at most five hours, since a day is tried twice within half a day.
   *
   * @default Duration.hours(1)
   */
  readonly maxRuntime?: Duration;
}

/** This package's own code in a job, over the records that the monitor reads. */
export interface ProcessingEngineOptions extends EngineJobOptions {
  /**
   * Image with Node.js 20 or later; the code comes beside it.
   *
   * @default ServingImage.onnx() - built by `cdk deploy`
   */
  readonly image?: ServingImage;
}

/** Spark in a job, over a table. */
export interface SparkEngineOptions extends EngineJobOptions, DayTableOptions {
  /**
   * Image of SageMaker's Spark 3.5 container with pyarrow, which the container does not bring: a Dockerfile of two lines, `FROM …` and
   * `RUN pip3 install pyarrow`.
   */
  readonly image: ServingImage;
}
