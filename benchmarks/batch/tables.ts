import { DuckDBInstance } from '@duckdb/node-api';
import { closeSync, existsSync, mkdirSync, openSync, readFileSync, renameSync, writeSync } from 'node:fs';
import { join } from 'node:path';

const MODELS = join(__dirname, '..', 'models');
const FLUSH_BYTES = 1 << 20;

/** The same rows in every format. */
export interface Tables {
  readonly csv: string;
  readonly jsonl: string;
  readonly parquet: string;
  /** 32-bit floats, row-major: for the model alone. */
  readonly floats: string;
  readonly features: number;
  readonly rows: number;
}

/** Rows put together from rows.csv, each value from another row of it: as spread as those, and none twice. Made once and kept in a folder. */
export async function makeTables(folder: string, rows: number, only: 'csv' | 'all' = 'all'): Promise<Tables> {
  mkdirSync(folder, { recursive: true });
  const path = (end: string): string => join(folder, `rows-${rows}.${end}`);
  const drawn = readFileSync(join(MODELS, 'rows.csv'), 'utf8')
    .trim()
    .split('\n')
    .map((line) => line.split(','));
  const features = drawn[0]?.length ?? 0;
  const tables: Tables = { csv: path('csv'), jsonl: path('jsonl'), parquet: path('parquet'), floats: path('f32'), features, rows };
  if (!existsSync(tables.csv)) writeRows(tables.csv, `${names(features).join(',')}\n`, rows, drawn, (cells) => `${cells.join(',')}\n`);
  if (only === 'csv') return tables;
  if (!existsSync(tables.jsonl))
    writeRows(tables.jsonl, '', rows, drawn, (cells) => `{${cells.map((cell, at) => `"f${at}":${Number(cell)}`).join(',')}}\n`);
  if (!existsSync(tables.floats))
    writeRows(tables.floats, '', rows, drawn, (cells) => Buffer.from(Float32Array.from(cells, Number).buffer));
  if (!existsSync(tables.parquet)) await writeParquet(tables);
  return tables;
}

function names(features: number): string[] {
  return Array.from({ length: features }, (_, at) => `f${at}`);
}

function writeRows(
  path: string,
  head: string,
  rows: number,
  drawn: readonly (readonly string[])[],
  line: (cells: readonly string[]) => string | Buffer,
): void {
  const file = openSync(`${path}.unfinished`, 'w');
  writeSync(file, head);
  let state = 1;
  const next = (below: number): number => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
  let waiting: Buffer[] = [];
  let size = 0;
  for (let row = 0; row < rows; row += 1) {
    const bytes = Buffer.from(line((drawn[0] ?? []).map((_, at) => drawn[next(drawn.length)]?.[at] ?? '')) as string);
    waiting.push(bytes);
    size += bytes.length;
    if (size >= FLUSH_BYTES || row === rows - 1) {
      writeSync(file, Buffer.concat(waiting));
      waiting = [];
      size = 0;
    }
  }
  closeSync(file);
  renameSync(`${path}.unfinished`, path);
}

/** Doubles, Snappy, groups of rows as DuckDB makes them: what a data frame is saved as. */
async function writeParquet({ csv, parquet }: Tables): Promise<void> {
  const instance = await DuckDBInstance.create(':memory:');
  const connection = await instance.connect();
  await connection.run(`COPY (SELECT * FROM read_csv('${csv}')) TO '${parquet}.unfinished' (FORMAT parquet)`);
  connection.closeSync();
  instance.closeSync();
  renameSync(`${parquet}.unfinished`, parquet);
}
