import { SqlStep } from './sql-step.js';
import type { Table } from './table.js';

/** A query that makes features. */
export interface SqlFeaturesOptions {
  /** A query in Athena's SQL, or the path of a file that ends in `.sql`. */
  readonly sql: string;
  /** Name that the query has for the rows that arrive. */
  readonly table: string;
}

/**
 * How rows that arrive become what a model is trained on and asked: one definition, which training and scoring both run. More than one query is a class
 * of your own, whose `prepare` makes the steps.
 */
export abstract class Features {
  /**
   * One query.
   *
   * @param options query, and what it calls its rows
   */
  static fromSql(options: SqlFeaturesOptions): Features {
    return new SqlFeatures(options);
  }

  /**
   * The steps from the rows to the features, the label among them where the rows have it.
   *
   * @param rows what has arrived
   */
  abstract prepare(rows: Table): Table;
}

class SqlFeatures extends Features {
  constructor(private readonly options: SqlFeaturesOptions) {
    super();
  }

  prepare(rows: Table): Table {
    const { sql, table } = this.options;
    return new SqlStep('Features', { sql, inputs: { [table]: rows } }).output;
  }
}
