import type * as s3 from 'aws-cdk-lib/aws-s3';
import type { TableFormat } from './table-format.js';

/** What is known of a table. */
export interface TableFacts {
  readonly bucket?: s3.IBucket;
  readonly prefix: string;
  readonly format: TableFormat;
  readonly columns?: { [name: string]: string };
  readonly local?: string;
  /** `database.table`. */
  readonly catalog?: string;
  /** Which of several tables of its step it is. */
  readonly port?: 'otherwise';
  /** Name of the step that gives the rows. */
  readonly step?: string;
  /** Whether SQL can read it: rows that a step writes as files have to be described for it. */
  readonly inCatalog: boolean;
  /** Whether its files are compressed, as those are that a query writes as JSON Lines. */
  readonly gzip?: boolean;
}
