/** What keeps a statement from running on the laptop as it runs in Athena, with its place in the text. */
export interface SqlProblem {
  /** Character offset in the statement, from 0. */
  readonly at: number;
  /** What was given, and what to write instead. */
  readonly message: string;
  /** The name that Trino gives to the error, where Trino refuses the statement too: `TYPE_MISMATCH`. */
  readonly trino?: string;
}

/** Ends the reading of a statement at its first syntax error; whoever reads turns it into a list of problems. */
export class SqlProblemFound extends Error {
  override readonly name = 'SqlProblemFound';

  constructor(readonly problem: SqlProblem) {
    super(problem.message);
  }
}

export function refuse(at: number, message: string, trino?: string): never {
  throw new SqlProblemFound({ at, message, ...(trino === undefined ? {} : { trino }) });
}

/** `features.sql:3:14: …`: the line and column of a problem, both from 1. */
export function placed(problem: SqlProblem, text: string, name: string): string {
  const before = text.slice(0, problem.at).split('\n');
  return `${name}:${before.length}:${(before.at(-1) ?? '').length + 1}: ${problem.message}`;
}
