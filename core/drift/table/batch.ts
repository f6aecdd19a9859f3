/** A value as a file holds it: a text of CSV, whatever JSON or Parquet say. */
export type RawCell = unknown;

/** Some rows of a table, column by column. A column that is absent is missing in all of them. */
export interface Batch {
  readonly rows: number;
  readonly columns: ReadonlyMap<string, ArrayLike<RawCell>>;
}

/** The rows at the given places. */
export function takeRows({ columns }: Batch, places: readonly number[]): Batch {
  return {
    rows: places.length,
    columns: new Map([...columns].map(([name, cells]) => [name, places.map((place) => cells[place])])),
  };
}
