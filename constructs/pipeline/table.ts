import type * as s3 from 'aws-cdk-lib/aws-s3';
import { SlipwayError } from '../../core/errors/index.js';

/** How the rows of a table are written. */
export enum TableFormat {
  /** JSON Lines: an object a line. */
  JSON_LINES = 'jsonl',
  /** CSV without a header line: batch transform takes every line for a record. Line breaks inside quotes are not taken. */
  CSV = 'csv',
}

/** What is known of a table's files. */
export interface TableOptions {
  /**
   * How rows are written.
   *
   * @default TableFormat.JSON_LINES
   */
  readonly format?: TableFormat;
}

/** Rows in files of a bucket: what jobs read and write. */
export class Table {
  /**
   * The objects below a prefix.
   *
   * @param bucket where they lie
   * @param prefix ends in a slash, so that `data/` does not also take `data2/`; `{date}` in it is the day of a run, `2026-03-01`
   * @param options format
   */
  static fromBucket(bucket: s3.IBucket, prefix: string, options: TableOptions = {}): Table {
    if (!/^([^/{}]|\{date\})([^{}]|\{date\})*\/$/.test(prefix) || prefix.includes('//'))
      throw new SlipwayError(
        'table-prefix',
        `the prefix '${prefix}' is not accepted; give one that begins with no slash and ends in one, such as in/ or in/{date}/`,
      );
    return new Table(bucket, prefix, options.format ?? TableFormat.JSON_LINES);
  }

  private constructor(
    /** Where the objects lie. */
    readonly bucket: s3.IBucket,
    /** What their keys begin with; `{date}` stands for the day of a run. */
    readonly prefix: string,
    /** How rows are written. */
    readonly format: TableFormat,
  ) {}

  /**
   * What keys begin with on whatever day.
   *
   * @internal
   */
  get _fixedPrefix(): string {
    return this.prefix.split('{date}', 1)[0] ?? '';
  }
}
