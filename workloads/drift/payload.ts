import { csvRows } from '../../core/codec/csv-rows.js';

/** One row of a body: by name, or by place. */
export type PayloadRow = Readonly<Record<string, unknown>> | readonly unknown[];

/**
 * The rows of a request's or an answer's body, as leniently as they can be told apart: a monitor counts what is wrong with a value, it does
 * not refuse the body. Undefined where the text is no such body at all.
 */
export function payloadRows(text: string, format: 'CSV' | 'JSON'): PayloadRow[] | undefined {
  return format === 'CSV' ? fromCsv(text) : fromJson(text);
}

function fromCsv(text: string): PayloadRow[] | undefined {
  const read = csvRows(text);
  return read.ok ? read.rows : undefined;
}

function fromJson(text: string): PayloadRow[] | undefined {
  const whole = parse(text);
  if (whole.ok) return rowsOf(whole.value);
  // JSON Lines: a body that is no JSON, of lines that are.
  const lines = text.split('\n').filter((line) => line.trim() !== '');
  const values = lines.map(parse);
  return values.length > 1 && values.every(({ ok }) => ok) ? values.flatMap(({ value }) => rowsOf(value) ?? []) : undefined;
}

/** The shapes that model servers take and give: rows, one row, records, one record, `instances`, `predictions`, pandas' `split`. */
function rowsOf(value: unknown): PayloadRow[] | undefined {
  if (Array.isArray(value)) return value.length > 0 && value.every(isScalar) ? [value] : value.map(rowOf);
  if (!isRecord(value)) return isScalar(value) ? [[value]] : undefined;
  for (const key of ['instances', 'predictions']) {
    const rows = value[key];
    // A list of numbers is a row for each: what models of one input or one output write.
    if (Array.isArray(rows)) return rows.map(rowOf);
  }
  const { columns, data } = value;
  if (Array.isArray(columns) && Array.isArray(data)) {
    return data.map((row) =>
      Array.isArray(row) ? Object.fromEntries(columns.map((name, place): [string, unknown] => [String(name), row[place]])) : rowOf(row),
    );
  }
  return [rowOf(value)];
}

/** SageMaker's own JSON Lines wrap a row into `features`. */
function rowOf(value: unknown): PayloadRow {
  if (!isRecord(value)) return Array.isArray(value) ? value.flat() : [value];
  const { features } = value;
  return isRecord(features) || Array.isArray(features) ? features : value;
}

function parse(text: string): { readonly ok: boolean; readonly value?: unknown } {
  try {
    return { ok: true, value: JSON.parse(text) };
  } catch {
    return { ok: false };
  }
}

function isScalar(value: unknown): boolean {
  return value === null || typeof value !== 'object';
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
