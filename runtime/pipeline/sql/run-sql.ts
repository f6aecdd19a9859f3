import { SlipwayError } from '../../../core/errors/index.js';
import { compileQuery, placed, typeName, type CompiledStatement, type SqlTable, type SqlType } from '../../../core/sql/index.js';
import type { SqlEngine } from './duckdb.js';
import { fileRelation, type SqlFiles } from './files.js';
import { trinoErrorOf } from './trino-error.js';
import { trinoValue, type TrinoValue } from './trino-values.js';

/** A statement in Athena's dialect, and where it stands. */
export interface SqlText {
  readonly text: string;
  /** Named in messages, `sql/features.sql`. Default `statement`. */
  readonly name?: string;
}

/** What a statement gave. */
export interface SqlResult {
  readonly columns: readonly { readonly name: string; readonly type: string }[];
  readonly rows: readonly (readonly TrinoValue[])[];
}

/**
 * Runs a statement of Athena's over files on this machine, and gives its rows as Athena would.
 *
 * @throws SlipwayError `sql-refused` with every place that is not known to answer as Athena does; `sql-failed` with the name of Trino's error
 * where Trino would fail too.
 */
export async function runSql(engine: SqlEngine, statement: SqlText, tables: { readonly [name: string]: SqlFiles }): Promise<SqlResult> {
  const compiled = await compiledFor(engine, statement, tables);
  const reader = await caught(statement, () => engine.connection.runAndReadAll(compiled.sql));
  return {
    columns: compiled.columns.map(({ name, type }) => ({ name, type: typeName(type) })),
    rows: reader.getRows().map((row) => row.map((value, index) => trinoValue(value, typeOf(compiled, index)))),
  };
}

/** How a file is written, by its ending. */
const WRITERS: { readonly [ending: string]: string } = {
  '.parquet': 'FORMAT parquet',
  '.jsonl.gz': 'FORMAT json, COMPRESSION gzip',
};

/** Runs a statement and writes its rows to one file, `.parquet` or `.jsonl.gz`, which appears whole or not at all. Gives their number. */
export async function runSqlToFile(
  engine: SqlEngine,
  statement: SqlText,
  tables: { readonly [name: string]: SqlFiles },
  output: string,
): Promise<number> {
  const compiled = await compiledFor(engine, statement, tables);
  const writer = WRITERS[Object.keys(WRITERS).find((ending) => output.endsWith(ending)) ?? ''] ?? '';
  const target = output.replaceAll("'", "''");
  const reader = await caught(statement, () =>
    engine.connection.runAndReadAll(`COPY (${compiled.sql}) TO '${target}' (${writer}, USE_TMP_FILE true)`),
  );
  return Number(reader.getRows()[0]?.[0] ?? 0);
}

/** The problems of a statement, each with its place; none, and it runs here. Without columns of tables, names and types are not looked at. */
export function checkSql({ text, name = 'statement' }: SqlText, tables: readonly string[]): readonly string[] {
  const compiled = compileQuery(text, new Map(tables.map((table): [string, SqlTable] => [table, {}])));
  return compiled.ok ? [] : compiled.problems.map((problem) => placed(problem, text, name));
}

type Compiled = CompiledStatement & { readonly ok: true };

async function compiledFor(
  engine: SqlEngine,
  { text, name = 'statement' }: SqlText,
  files: { readonly [name: string]: SqlFiles },
): Promise<Compiled> {
  const tables = new Map<string, SqlTable>();
  const asked = text.toLowerCase().replaceAll('""', '"');
  for (const [table, source] of Object.entries(files)) {
    const key = table.toLowerCase();
    // What the files of a table are that the statement does not name is no concern of its; that there is one, a message may say.
    tables.set(key, asked.includes(key.slice(key.lastIndexOf('.') + 1)) ? await fileRelation(engine, table, source) : {});
  }
  const compiled = compileQuery(text, tables);
  if (compiled.ok) return compiled;
  const problems = compiled.problems.map((problem) => placed(problem, text, name));
  throw new SlipwayError('sql-refused', problems.join('\n'));
}

async function caught<T>({ name = 'statement' }: SqlText, run: () => Promise<T>): Promise<T> {
  try {
    return await run();
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    const trino = trinoErrorOf(message);
    const said = message.split('\n')[0] ?? message;
    if (trino === 'NOT_REPRODUCED')
      throw new SlipwayError(
        'sql-refused',
        `${name}: ${said.replace(/^.*NOT_REPRODUCED: /, 'not reproduced here: ')}`,
        {},
        { cause: error },
      );
    throw new SlipwayError('sql-failed', `${name} fails with ${trino}, in Athena too: ${said}`, {}, { cause: error });
  }
}

const typeOf = ({ columns }: Compiled, index: number): SqlType => columns[index]?.type ?? { kind: 'anything' };
