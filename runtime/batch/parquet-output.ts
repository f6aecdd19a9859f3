import type * as duckdb from '@duckdb/node-api';
import { SlipwayError } from '../../core/errors/index.js';
import type { Feature, FeatureType, ModelSchema } from '../../core/schema/schema.js';

const SQL_TYPES: Readonly<Record<FeatureType, string>> = { number: 'DOUBLE', integer: 'BIGINT', string: 'VARCHAR', boolean: 'BOOLEAN' };
/** Memory that DuckDB may take; it writes in the order of the rows and needs little. */
const MEMORY = '256MB';

/**
 * Makes a Parquet file of lines of JSON, with DuckDB. A column that is carried through has the type that the model's schema gives it, else it is
 * text: nobody knows better.
 */
export async function writeParquet(
  lines: string,
  into: string,
  { features, outputs }: ModelSchema,
  { keep, prefix }: { readonly keep: readonly string[]; readonly prefix: string },
): Promise<void> {
  const { DuckDBInstance } = await importDuckDB();
  const kept = keep.map((name): [string, string] => [name, SQL_TYPES[typeOf(name, features)]]);
  const predicted = outputs.map(({ name, type, size = 1 }): [string, string] => [
    prefix + name,
    `${SQL_TYPES[type]}${size === 1 ? '' : '[]'}`,
  ]);
  const columns = [...kept, ...predicted].map(([name, type]) => `${quoted(name)}: ${quoted(type)}`).join(', ');
  const instance = await DuckDBInstance.create(':memory:', { threads: '1', memory_limit: MEMORY });
  try {
    const connection = await instance.connect();
    await connection.run(
      `COPY (SELECT * FROM read_json(${quoted(lines)}, format = 'newline_delimited', columns = {${columns}})) TO ${quoted(into)} (FORMAT parquet)`,
    );
    connection.closeSync();
  } finally {
    instance.closeSync();
  }
}

/** Before anything is scored: is what writes Parquet there? */
export async function requireParquetWriter(): Promise<void> {
  await importDuckDB();
}

async function importDuckDB(): Promise<typeof duckdb> {
  try {
    return await import('@duckdb/node-api');
  } catch (cause) {
    throw new SlipwayError(
      'batch-output',
      'writing Parquet needs the package @duckdb/node-api, which is not installed; run: npm i -D @duckdb/node-api, or name the output .csv or .jsonl',
      {},
      { cause },
    );
  }
}

function typeOf(name: string, features: readonly Feature[]): FeatureType {
  return features.find((feature) => feature.name === name)?.type ?? 'string';
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}
