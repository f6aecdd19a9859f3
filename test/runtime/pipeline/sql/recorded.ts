import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { compileQuery, typeName } from '../../../../core/sql/index';
import type { SqlEngine } from '../../../../runtime/pipeline/sql/duckdb';
import { trinoErrorOf } from '../../../../runtime/pipeline/sql/trino-error';
import { trinoValue, type TrinoValue } from '../../../../runtime/pipeline/sql/trino-values';

/** A statement with what a real Trino answered; see the README beside the file. */
export interface Recorded {
  readonly sql: string;
  readonly error?: string;
  readonly type?: string;
  readonly value?: TrinoValue;
  readonly types?: readonly string[];
  readonly rows?: readonly (readonly TrinoValue[])[];
}

/** `same`: the same rows, or the same error; `refused`: said not to run here; else what differs. */
export type Outcome = 'same' | 'refused' | { readonly differs: string };

const FILE = join(__dirname, '..', '..', '..', 'core', 'sql', 'trino-answers.jsonl');

export const RECORDED: readonly Recorded[] = readFileSync(FILE, 'utf8')
  .trim()
  .split('\n')
  .map((line) => JSON.parse(line) as Recorded);

export async function outcomeOf(engine: SqlEngine, recorded: Recorded): Promise<Outcome> {
  const compiled = compileQuery(recorded.sql, new Map());
  if (!compiled.ok) {
    const [problem] = compiled.problems;
    if (problem?.trino === undefined) return 'refused';
    return problem.trino === recorded.error ? 'same' : { differs: `said to fail with ${problem.trino}, and Trino: ${told(recorded)}` };
  }
  const got = await answered(engine, compiled.sql, compiled.columns);
  if (typeof got === 'string') {
    if (got === recorded.error) return 'same';
    return got === 'NOT_REPRODUCED' ? 'refused' : { differs: `failed with ${got}, and Trino: ${told(recorded)}` };
  }
  if (recorded.error !== undefined || !alike(got, recorded.rows ?? [[recorded.value ?? null]]))
    return { differs: `${JSON.stringify(got)}, and Trino: ${told(recorded)}` };
  const types = compiled.columns.map(({ type }) => unsized(typeName(type)));
  const wanted = (recorded.types ?? [recorded.type ?? '']).map(unsized);
  return types.join() === wanted.join() || recorded.value === null
    ? 'same'
    : { differs: `types ${types.join()}, and Trino's ${wanted.join()}` };
}

async function answered(
  engine: SqlEngine,
  sql: string,
  columns: readonly { readonly type: Parameters<typeof trinoValue>[1] }[],
): Promise<string | (readonly TrinoValue[])[]> {
  try {
    const reader = await engine.connection.runAndReadAll(sql);
    return reader.getRows().map((row) => row.map((value, index) => trinoValue(value, columns[index]?.type ?? { kind: 'anything' })));
  } catch (error) {
    return trinoErrorOf(error instanceof Error ? error.message : String(error));
  }
}

const told = ({ error, value, rows }: Recorded): string => error ?? JSON.stringify(rows ?? value);
/** The greatest length of a text, which Trino infers, is no matter of the answer. */
const unsized = (type: string): string =>
  type
    .replaceAll(/varchar\(\d+\)/g, 'varchar')
    .replaceAll(/\s/g, '')
    .toLowerCase();

/** Doubles may differ in the last digits: libraries of functions do. */
function alike(a: TrinoValue | readonly (readonly TrinoValue[])[], b: TrinoValue | readonly (readonly TrinoValue[])[]): boolean {
  if (typeof a === 'number' && typeof b === 'number') return a === b || Math.abs(a - b) <= 1e-14 * Math.max(Math.abs(a), Math.abs(b));
  if (Array.isArray(a) && Array.isArray(b))
    return a.length === b.length && a.every((one: TrinoValue, index) => alike(one, b[index] as TrinoValue));
  return JSON.stringify(a) === JSON.stringify(b);
}
