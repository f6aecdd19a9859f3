import type { TableFormat } from './table-format.js';

/** Rows that a step writes as files of its own. */
export interface StepOutput {
  /**
   * How they are written.
   *
   * @default TableFormat.JSON_LINES
   */
  readonly format?: TableFormat;

  /**
   * Names of the columns and their types as Athena writes them, so that SQL steps and checks can read the rows.
   *
   * @default - not described: jobs read them, SQL steps do not
   */
  readonly columns?: { [name: string]: string };
}
