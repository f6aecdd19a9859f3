import { readFileSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { cellFromJson, cellFromText } from '../../core/codec/cell.js';
import { csvRows } from '../../core/codec/csv-rows.js';
import type { Cell } from '../../core/codec/problem.js';
import { SlipwayError } from '../../core/errors/index.js';
import type { Feature, ModelSchema } from '../../core/schema/schema.js';

/** Rows as the model takes them, each with its truth. */
export interface LabelledTable {
  /** In the order of the schema's features. */
  readonly rows: readonly (readonly Cell[])[];
  /** Truth of each row, as the file has it. */
  readonly labels: readonly string[];
  /** Rows that cannot be read; counted from 1, a header not counted. */
  readonly skipped: readonly { readonly row: number; readonly reason: string }[];
}

/**
 * Reads labelled rows: CSV with a header, or JSON Lines of records, compressed with gzip perhaps; a file, or every file below a folder. Columns beyond
 * the features and the label are left alone; a row that cannot be read is counted, named by its line, and the others are read.
 */
export function readLabelledTable(path: string, label: string, schema: ModelSchema): LabelledTable {
  const records = filesAt(path).flatMap((file) => recordsOf(file));
  const rows: Cell[][] = [];
  const labels: string[] = [];
  const skipped: { row: number; reason: string }[] = [];
  requireColumns(path, records[0]?.names ?? [], label, schema);
  for (const { row, cell } of records) {
    const truth = cell(label);
    const read = schema.features.map((feature) => readCell(cell(feature.name), feature));
    const wrong = read.flatMap((each, index) => (each.ok ? [] : [`column '${schema.features[index]?.name ?? ''}': ${each.message}`]));
    const reason = truth === undefined || truth === null || truth === '' ? 'it has no label' : wrong[0];
    if (reason === undefined) {
      rows.push(read.map((each) => (each.ok ? each.value : null)));
      labels.push(String(truth));
    } else {
      skipped.push({ row, reason });
    }
  }
  if (rows.length === 0) throw new SlipwayError('record-invalid', `${path} holds no row that can be read${firstReason(skipped)}`);
  return { rows, labels, skipped };
}

interface DataRecord {
  /** Counted from 1, a header not counted. */
  readonly row: number;
  readonly names: readonly string[];
  readonly cell: (name: string) => unknown;
}

function filesAt(path: string): string[] {
  if (!statSync(path).isDirectory()) return [path];
  return readdirSync(path, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && !entry.name.startsWith('.'))
    .map((entry) => join(entry.parentPath, entry.name))
    .toSorted();
}

/** Athena's files have no ending: what begins as an object is JSON Lines. */
function recordsOf(path: string): DataRecord[] {
  const bytes = readFileSync(path);
  const text = (bytes[0] === GZIP[0] && bytes[1] === GZIP[1] ? gunzipSync(bytes) : bytes).toString('utf8');
  const isJson = /\.(jsonl|ndjson)$/i.test(path) || (!/\.csv$/i.test(path) && text.trimStart().startsWith('{'));
  return isJson ? jsonRecords(path, text) : csvRecords(path, text);
}

/** How a file begins that gzip has made (RFC 1952). */
const GZIP = [0x1f, 0x8b];

function csvRecords(path: string, text: string): DataRecord[] {
  const read = csvRows(text);
  if (!read.ok) throw new SlipwayError('record-invalid', `${path}, row ${read.row + 1}: ${read.message}`);
  const [header = [], ...rows] = read.rows;
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

function readCell(value: unknown, feature: Feature): ReturnType<typeof cellFromText> {
  return typeof value === 'string' ? cellFromText(value, feature) : cellFromJson(value, feature);
}

function requireColumns(path: string, names: readonly string[], label: string, { features }: ModelSchema): void {
  if (!names.includes(label)) {
    throw new SlipwayError(
      'record-invalid',
      `${path} has no column '${label}'; its columns are ${listed(names)}; name the one that holds the truth with --label`,
    );
  }
  const missing = features.filter(({ name, optional = false }) => !optional && !names.includes(name)).map(({ name }) => name);
  if (missing.length > 0)
    throw new SlipwayError('record-invalid', `${path} lacks features of the model: ${listed(missing)}; its columns are ${listed(names)}`);
}

const SHOWN = 8;

function listed(names: readonly string[]): string {
  if (names.length === 0) return 'none';
  return names.length > SHOWN ? `${names.slice(0, SHOWN).join(', ')} and ${names.length - SHOWN} more` : names.join(', ');
}

function firstReason(skipped: LabelledTable['skipped']): string {
  const [first] = skipped;
  return first === undefined ? '' : `; the first: row ${first.row}, ${first.reason}`;
}
