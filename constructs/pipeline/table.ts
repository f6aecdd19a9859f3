import type * as s3 from 'aws-cdk-lib/aws-s3';
import { SlipwayError } from '../../core/errors/index.js';
import type { TableFacts } from './table-facts.js';
import { TableFormat } from './table-format.js';

/** What is known of a table's files. */
export interface TableOptions {
  /**
   * How rows are written.
   *
   * @default TableFormat.JSON_LINES
   */
  readonly format?: TableFormat;

  /**
   * Names of the columns and their types as Athena writes them, `{ delay: 'bigint', date: 'timestamp(3)' }`. A pipeline declares the table by
   * them in the Glue Data Catalog, and statements that read it are checked at synthesis.
   *
   * @default - not described: jobs read it, SQL steps do not
   */
  readonly columns?: { [name: string]: string };

  /**
   * Files that stand for the table when a pipeline runs on a laptop, `data/flights/*.parquet`, relative to the folder of the app.
   *
   * @default - said when it runs: `slipway run … --data name=files`
   */
  readonly local?: string;
}

/** A table that the Glue Data Catalog has already. */
export interface CatalogTableOptions {
  /** Bucket with the table's files, for the right to read them. */
  readonly bucket: s3.IBucket;
  /** What keys of the table's files begin with. */
  readonly prefix: string;
  /** Columns and their types, as `TableOptions` has them. */
  readonly columns: { [name: string]: string };
  /**
   * How rows are written.
   *
   * @default TableFormat.PARQUET
   */
  readonly format?: TableFormat;
  /**
   * Files that stand for the table when a pipeline runs on a laptop.
   *
   * @default - said when it runs
   */
  readonly local?: string;
}

/** Rows in files of a bucket: what jobs read and write. */
export class Table {
  /**
   * The objects below a prefix.
   *
   * @param bucket where they lie
   * @param prefix ends in a slash, so that `data/` does not also take `data2/`; `{date}` in it is the day of a run, `2026-03-01`
   * @param options format, columns
   */
  static fromBucket(bucket: s3.IBucket, prefix: string, options: TableOptions = {}): Table {
    if (!/^([^/{}]|\{date\})([^{}]|\{date\})*\/$/.test(prefix) || prefix.includes('//'))
      throw new SlipwayError(
        'table-prefix',
        `the prefix '${prefix}' is not accepted; give one that begins with no slash and ends in one, such as in/ or in/{date}/`,
      );
    const { format = TableFormat.JSON_LINES, columns, local } = options;
    return new Table({ bucket, prefix, format, columns, local, inCatalog: columns !== undefined });
  }

  /**
   * A table that is in the Glue Data Catalog.
   *
   * @param database its database
   * @param table its name there
   * @param options where its files lie, its columns
   */
  static fromCatalog(database: string, table: string, options: CatalogTableOptions): Table {
    const { bucket, prefix, columns, local, format = TableFormat.PARQUET } = options;
    return new Table({ bucket, prefix, format, columns, local, catalog: `${database}.${table}`, inCatalog: true });
  }

  /**
   * What a step of a pipeline gives.
   *
   * @internal
   */
  static _ofStep(
    step: string,
    columns: { [name: string]: string } | undefined,
    { format, inCatalog, gzip, port }: Pick<TableFacts, 'format' | 'inCatalog' | 'gzip' | 'port'> = {
      format: TableFormat.PARQUET,
      inCatalog: true,
    },
  ): Table {
    return new Table({
      prefix: '',
      format,
      columns,
      step,
      inCatalog,
      ...(gzip === undefined ? {} : { gzip }),
      ...(port === undefined ? {} : { port }),
    });
  }

  private constructor(private readonly facts: TableFacts) {}

  /** Where the objects lie. Rows that a step gives lie below the run, and have no bucket of their own. */
  get bucket(): s3.IBucket {
    const { bucket, step } = this.facts;
    if (bucket !== undefined) return bucket;
    throw new SlipwayError(
      'table-of-a-step',
      `the rows of step '${step}' are there only while its pipeline runs; give Table.fromBucket here`,
    );
  }

  /** What the objects' keys begin with; `{date}` stands for the day of a run. */
  get prefix(): string {
    return this.facts.prefix;
  }

  /** How rows are written. */
  get format(): TableFormat {
    return this.facts.format;
  }

  /**
   * What keys begin with on whatever day.
   *
   * @internal
   */
  get _fixedPrefix(): string {
    return this.prefix.split('{date}', 1)[0] ?? '';
  }

  /** @internal */
  get _facts(): TableFacts {
    return this.facts;
  }
}
