import { csvRows } from '../../core/codec/csv-rows.js';
import { REJECTED_CELL, REJECTED_FIELD, reasonInCells, reasonInValue } from '../../core/batch/marker.js';

const CSV_MARK = Buffer.from(REJECTED_CELL);
const JSON_MARK = Buffer.from(REJECTED_FIELD);

/** Why the record in whose place a line stands was rejected; undefined for a prediction. */
export function rejectedBecause(line: Buffer, format: 'csv' | 'jsonl'): string | undefined {
  if (!line.includes(format === 'csv' ? CSV_MARK : JSON_MARK)) return undefined;
  const text = line.toString('utf8').trim();
  if (format === 'jsonl') return reasonInValue(JSON.parse(text));
  const rows = csvRows(text);
  return rows.ok ? reasonInCells(rows.rows[0] ?? []) : undefined;
}
