/** How the rows of a table are written. */
export enum TableFormat {
  /** JSON Lines: an object a line. */
  JSON_LINES = 'jsonl',
  /** CSV without a header line: batch transform takes every line for a record. Line breaks inside quotes are not taken. */
  CSV = 'csv',
  /** Parquet: for SQL and training; a batch transform does not split it. */
  PARQUET = 'parquet',
}
