import { readFileSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { csvRows } from '../../core/codec/csv-rows.js';
import { SlipwayError } from '../../core/errors/index.js';
import { parquetTable } from '../drift/parquet-table.js';
import { fileSource } from '../drift/source.js';

/** A row of a file, by the names of its columns. */
export interface DataRecord {
  /** Counted from 1, a header not counted. */
  readonly row: number;
  readonly names: readonly string[];
  readonly cell: (name: string) => unknown;
}

/** How a file begins that gzip has made (RFC 1952), and one of Parquet (parquet-format, "File format"). */
const GZIP = [0x1f, 0x8b];
const PARQUET = 'PAR1';

/** The records of a file, or of every file below a folder. */
export async function recordsAt(path: string, columns?: readonly string[]): Promise<DataRecord[]> {
  const found: DataRecord[][] = [];
  for (const file of filesAt(path)) found.push(await recordsOf(file, columns));
  return found.flat();
}

function filesAt(path: string): string[] {
  if (!statSync(path).isDirectory()) return [path];
  return readdirSync(path, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && !entry.name.startsWith('.'))
    .map((entry) => join(entry.parentPath, entry.name))
    .toSorted();
}

/** Athena's files have no ending: what a file begins with tells. */
async function recordsOf(path: string, columns: readonly string[] | undefined): Promise<DataRecord[]> {
  const bytes = readFileSync(path);
  if (bytes.toString('latin1', 0, PARQUET.length) === PARQUET) return parquetRecords(path);
  const text = (bytes[0] === GZIP[0] && bytes[1] === GZIP[1] ? gunzipSync(bytes) : bytes).toString('utf8');
  const isJson = /\.(jsonl|ndjson)$/i.test(path) || (!/\.csv$/i.test(path) && text.trimStart().startsWith('{'));
  return isJson ? jsonRecords(path, text) : csvRecords(path, text, columns);
}

async function parquetRecords(path: string): Promise<DataRecord[]> {
  const records: DataRecord[] = [];
  const onBroken = ({ reason }: { readonly reason: string }): void => {
    throw new SlipwayError('record-invalid', `${path}: ${reason}`);
  };
  for await (const { rows, columns } of parquetTable(fileSource(path), { inputs: [], outputs: [], onBroken })) {
    const names = [...columns.keys()];
    const before = records.length;
    for (let row = 0; row < rows; row += 1) records.push({ row: before + row + 1, names, cell: (name) => plain(columns.get(name)?.[row]) });
  }
  return records;
}

/** A value of Parquet as a record of JSON would have it: whole numbers of 64 bits become numbers where they are exact, times texts. */
function plain(value: unknown): unknown {
  if (typeof value === 'bigint') return Number.isSafeInteger(Number(value)) ? Number(value) : String(value);
  return value instanceof Date ? value.toISOString() : value;
}

function csvRecords(path: string, text: string, columns: readonly string[] | undefined): DataRecord[] {
  const read = csvRows(text);
  if (!read.ok) throw new SlipwayError('record-invalid', `${path}, row ${read.row + 1}: ${read.message}`);
  const [first = [], ...others] = read.rows;
  const headed = columns === undefined || columns.every((name) => first.includes(name));
  const [header, rows] = headed ? [first, others] : [columns, read.rows];
  return rows
    .map((cells, index) => ({ cells, row: index + 1 }))
    .filter(({ cells }) => cells.some((cell) => cell !== ''))
    .map(({ cells, row }) => ({ row, names: header, cell: (name) => cells[header.indexOf(name)] }));
}

function jsonRecords(path: string, text: string): DataRecord[] {
  return text
    .split('\n')
    .map((line, index) => ({ line, row: index + 1 }))
    .filter(({ line }) => line.trim() !== '')
    .map(({ line, row }) => {
      const record = parsed(line, `${path}:${row}`);
      return { row, names: Object.keys(record), cell: (name: string) => record[name] };
    });
}

function parsed(text: string, place: string): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Readonly<Record<string, unknown>>;
  } catch {
    // Said below, with the place.
  }
  throw new SlipwayError('record-invalid', `${place}: this is no JSON object; give one record a line, features by name`);
}
