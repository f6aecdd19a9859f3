/** What is wrong with one record of a body, and where. */
export interface RecordProblem {
  /** Counted from 0, header not counted; absent where the body as a whole is meant. */
  readonly row?: number;
  /** Feature name, or position where the name is not known. */
  readonly column?: string;
  /** What was given, what is accepted, what to do next. */
  readonly message: string;
}

/** Either rows, or everything that is wrong; never some of both. */
export type Decoded = { readonly ok: true; readonly rows: Rows } | { readonly ok: false; readonly problems: readonly RecordProblem[] };

/** Rows of a table, each in the order of the schema's features. */
export type Rows = readonly (readonly Cell[])[];

/** A missing value of an optional feature is null. */
export type Cell = number | string | boolean | null;

/** Problems are reported up to this many; a body of a million bad rows has one cause. */
export const MOST_PROBLEMS = 20;

export function refused(...problems: RecordProblem[]): Extract<Decoded, { ok: false }> {
  return { ok: false, problems: problems.slice(0, MOST_PROBLEMS) };
}

/** `row 3, column 'age': message`, rows counted from 1 as people do. */
export function problemText({ row, column, message }: RecordProblem): string {
  const where = [row === undefined ? '' : `row ${row + 1}`, column === undefined ? '' : `column '${column}'`]
    .filter((part) => part !== '')
    .join(', ');
  return where === '' ? message : `${where}: ${message}`;
}
