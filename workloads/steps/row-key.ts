import { csvRows } from '../../core/codec/csv-rows.js';
import { exactText, parseExact } from '../../core/codec/exact-json.js';

/** A row that has not what makes its key. */
export class NoKey extends Error {
  override readonly name = 'NoKey';
}

/** What tells a row from the others, as JSON, so that no two keys run together. */
export function keyOfRow(line: Buffer, columns: readonly string[], format: 'csv' | 'jsonl', place: string): string {
  return exactText(keyValues(line, columns, format, place));
}

/**
 * Values that make a row's key: fields by name in JSON Lines, columns by number from 0 in CSV. None stands in a message: it may be somebody's.
 */
export function keyValues(line: Buffer, columns: readonly string[], format: 'csv' | 'jsonl', place: string): unknown[] {
  const values = format === 'csv' ? cellsOf(line, columns) : fieldsOf(line, columns);
  const missing = columns.find((_, at) => values[at] === undefined || values[at] === null);
  if (missing !== undefined)
    throw new NoKey(
      `${place} has no ${format === 'csv' ? `column ${missing}` : `field ${missing}`}, which is part of its key; let filters keep it, or leave it out of uniqueKey`,
    );
  return values;
}

function cellsOf(line: Buffer, columns: readonly string[]): (string | undefined)[] {
  const rows = csvRows(line.toString('utf8').trimEnd());
  const cells = rows.ok ? (rows.rows[0] ?? []) : [];
  return columns.map((column) => cells[Number(column)]);
}

function fieldsOf(line: Buffer, columns: readonly string[]): unknown[] {
  const value = parseExact(line.toString('utf8')) as Readonly<Record<string, unknown>> | null;
  return columns.map((column) => (typeof value === 'object' && value !== null ? value[column] : undefined));
}
