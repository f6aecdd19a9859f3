import { SlipwayError } from '../../../core/errors/index.js';
import { duckType, parseTypeText, type SqlTable, type SqlType } from '../../../core/sql/index.js';
import type { SqlEngine } from './duckdb.js';

/** Files that stand for a table. */
export interface SqlFiles {
  /** Paths or globs of CSV, JSON Lines or Parquet files, all of one kind. */
  readonly files: readonly string[];
  /** Columns as the catalogue declares them, `{ name: 'delay', type: 'bigint' }`. Default: as the files have them. */
  readonly columns?: readonly { readonly name: string; readonly type: string }[];
  /**
   * CSV as a table of the catalogue reads it, by Hive's LazySimpleSerDe: without a header line, columns by their place, quotes as they are,
   * what is no number as NULL. Takes `columns`. Default: with a header line, columns by name.
   */
  readonly asHive?: boolean;
  /** How the files are written, whatever they are called. Default: as their names say. */
  readonly format?: 'parquet' | 'csv' | 'jsonl';
}

const READERS: { readonly [extension: string]: string } = {
  parquet: 'read_parquet',
  csv: 'read_csv',
  json: 'read_json',
  jsonl: 'read_json',
  ndjson: 'read_json',
};

/** Types of DuckDB's and what Athena's catalogue calls them. Parquet's times are milliseconds to Athena. */
const TYPES: { readonly [duck: string]: string } = {
  BOOLEAN: 'boolean',
  TINYINT: 'tinyint',
  SMALLINT: 'smallint',
  INTEGER: 'integer',
  BIGINT: 'bigint',
  FLOAT: 'real',
  DOUBLE: 'double',
  VARCHAR: 'varchar',
  BLOB: 'varbinary',
  DATE: 'date',
  TIMESTAMP: 'timestamp(3)',
  TIMESTAMP_MS: 'timestamp(3)',
  TIMESTAMP_S: 'timestamp(3)',
  UTINYINT: 'smallint',
  USMALLINT: 'integer',
  UINTEGER: 'bigint',
};

/** The files as a relation of DuckDB's, with the types that Athena would give their columns. */
export async function fileRelation(
  engine: SqlEngine,
  table: string,
  { files, columns, asHive = false, format }: SqlFiles,
): Promise<SqlTable> {
  const [first] = files;
  if (first === undefined)
    throw new SlipwayError('table-missing', `the table '${table}' has no files; give CSV, JSON Lines or Parquet files`);
  const extension = format ?? /\.(\w+)(?:\.gz)?$/.exec(first)?.[1]?.toLowerCase() ?? '';
  const reader = READERS[extension];
  if (reader === undefined)
    throw new SlipwayError('table-missing', `'${first}' of the table '${table}' is of no kind that is read: give .csv, .jsonl or .parquet`);
  const list = `[${files.map((file) => `'${file.replaceAll("'", "''")}'`).join(', ')}]`;
  if (asHive && extension === 'csv') return hiveRelation(engine, table, list, columns ?? []);
  const relation = `${reader}(${list})`;
  const found = await described(engine, table, relation);
  const declared = columns?.map(({ name, type }) => ({ name: name.toLowerCase(), type: parseTypeText(type) }));
  const known = declared ?? found.map(({ name, duck }) => ({ name: name.toLowerCase(), type: typeFor(table, name, duck) }));
  const items = known.map(({ name, type }) => {
    const source = found.find((one) => one.name.toLowerCase() === name);
    if (source === undefined)
      throw new SlipwayError(
        'table-missing',
        `the table '${table}' declares a column '${name}' that its files lack; they have ${found.map((one) => one.name).join(', ')}`,
      );
    return `CAST("${source.name.replaceAll('"', '""')}" AS ${duckType(type)}) AS "${name}"`;
  });
  return { columns: known, relation: `(SELECT ${items.join(', ')} FROM ${relation})` };
}

async function hiveRelation(engine: SqlEngine, table: string, list: string, columns: SqlFiles['columns'] & object): Promise<SqlTable> {
  const known = columns.map(({ name, type }) => ({ name: name.toLowerCase(), type: parseTypeText(type) }));
  const texts = known.map(({ name }) => `'${name.replaceAll("'", "''")}': 'VARCHAR'`).join(', ');
  const source = `read_csv(${list}, header = false, delim = ',', quote = '', escape = '', nullstr = '\\N', null_padding = true, columns = {${texts}})`;
  await described(engine, table, source);
  const items = known.map(({ name, type }) => {
    const column = `"${name.replaceAll('"', '""')}"`;
    return type.kind === 'varchar' ? column : `TRY_CAST(${column} AS ${duckType(type)}) AS ${column}`;
  });
  return { columns: known, relation: `(SELECT ${items.join(', ')} FROM ${source})` };
}

async function described(engine: SqlEngine, table: string, relation: string): Promise<{ readonly name: string; readonly duck: string }[]> {
  try {
    const reader = await engine.connection.runAndReadAll(`DESCRIBE SELECT * FROM ${relation}`);
    return reader.getRows().map(([name, duck]) => ({ name: String(name), duck: String(duck) }));
  } catch (error) {
    throw new SlipwayError(
      'table-missing',
      `the table '${table}' cannot be read: ${error instanceof Error ? error.message.split('\n')[0] : String(error)}`,
      {},
      { cause: error },
    );
  }
}

function typeFor(table: string, column: string, duck: string): SqlType {
  const list = /^(.*)\[\]$/.exec(duck);
  if (list !== null) return { kind: 'array', of: typeFor(table, column, list[1] ?? '') };
  const decimal = /^DECIMAL\((\d+),(\d+)\)$/.exec(duck);
  if (decimal !== null) return { kind: 'decimal', precision: Number(decimal[1]), scale: Number(decimal[2]) };
  const known = TYPES[duck];
  if (known === undefined) {
    throw new SlipwayError(
      'table-missing',
      `column '${column}' of the table '${table}' is a ${duck}, which Athena's catalogue has no simple type for: declare the columns that the statement reads, or leave this one out`,
    );
  }
  return parseTypeText(known);
}
