import type { Feature, ModelSchema } from '../schema/schema.js';
import { cellFromJson, cellFromText, type CellResult } from './cell.js';
import { csvRows } from './csv-rows.js';
import { headerOrder } from './header.js';
import { MOST_PROBLEMS, refused, type Cell, type Decoded, type RecordProblem } from './problem.js';

/**
 * Rows of a `text/csv` body, in the schema's order. A first line that holds exactly the schema's feature names is a header and may order
 * the columns as it likes.
 */
export function decodeCsv(body: string, { features }: ModelSchema): Decoded {
  const read = csvRows(body);
  if (!read.ok) return refused({ row: read.row, message: read.message });
  const [first = [], ...rest] = read.rows;
  const order = headerOrder(first, features);
  const lines = order === undefined ? read.rows : rest;
  return collect(
    lines,
    features,
    (cells, feature, index) => cellFromText(cells[order?.[index] ?? index] ?? '', feature),
    (cells) => cells.length,
  );
}

/** Rows of an `application/json` body: rows, one row, records, one record, `instances`, or `columns` with `data`. */
export function decodeJson(body: string, { features }: ModelSchema): Decoded {
  const parsed = parseJson(body);
  if (!parsed.ok) return refused({ message: parsed.message });
  return decodeValue(parsed.value, features);
}

/** Rows of an `application/jsonlines` body: a row or a record a line. */
export function decodeJsonLines(body: string, { features }: ModelSchema): Decoded {
  const values: unknown[] = [];
  const problems: RecordProblem[] = [];
  const lines = body.split('\n').filter((line) => line.trim() !== '');
  for (const [row, line] of lines.entries()) {
    const parsed = parseJson(line);
    if (parsed.ok) values.push(parsed.value);
    else problems.push({ row, message: parsed.message });
  }
  return problems.length > 0 ? refused(...problems) : decodeRows(values, features);
}

function decodeValue(value: unknown, features: readonly Feature[]): Decoded {
  if (Array.isArray(value)) return decodeRows(isRow(value) && value.length > 0 ? [value] : value, features);
  if (!isRecord(value))
    return refused({ message: `the body is ${JSON.stringify(value)}; give rows [[…]], records [{…}] or {"instances": […]}` });
  if (Array.isArray(value['instances'])) return decodeRows(value['instances'], features);
  if (Array.isArray(value['columns']) && Array.isArray(value['data'])) return decodeTable(value['columns'], value['data'], features);
  return decodeRows([value], features);
}

/** pandas' `split` orientation. */
function decodeTable(columns: readonly unknown[], data: readonly unknown[], features: readonly Feature[]): Decoded {
  const order = headerOrder(columns.map(String), features);
  if (order === undefined)
    return refused({
      message: `columns are ${columns.join(', ')}; give exactly ${features.map(({ name }) => name).join(', ')}, in any order`,
    });
  const rows = data.map((row) => (Array.isArray(row) && row.length === features.length ? order.map((at): unknown => row[at]) : row));
  return decodeRows(rows, features);
}

/** Rows that are parsed already: each a list in the schema's order, or a record. */
export function decodeRows(values: readonly unknown[], features: readonly Feature[]): Decoded {
  const names = new Set(features.map(({ name }) => name));
  const problems = values.flatMap((value, row): RecordProblem[] => {
    if (Array.isArray(value)) return [];
    if (!isRecord(value))
      return [
        {
          row,
          message: `the row is ${JSON.stringify(value)}; give a list of ${features.length} values or an object with the features' names`,
        },
      ];
    return Object.keys(value)
      .filter((name) => !names.has(name))
      .map((column) => ({ row, column, message: 'the schema has no such feature; leave it out, or correct its name' }));
  });
  if (problems.length > 0) return refused(...problems);
  return collect(
    values,
    features,
    (value, feature, index) =>
      cellFromJson(Array.isArray(value) ? value[index] : ownValue(value as Record<string, unknown>, feature.name), feature),
    (value) => (Array.isArray(value) ? value.length : features.length),
  );
}

/** What is wrong with a body of nothing, or of a header alone. */
export const NO_ROW = 'the body holds no row; give at least one';

/** Takes each row apart, cell by cell, and keeps the first problems with their places. */
function collect<T>(
  values: readonly T[],
  features: readonly Feature[],
  cellOf: (value: T, feature: Feature, index: number) => CellResult,
  widthOf: (value: T) => number,
): Decoded {
  if (values.length === 0) return refused({ message: NO_ROW });
  const rows: Cell[][] = [];
  const problems: RecordProblem[] = [];
  for (const [row, value] of values.entries()) {
    if (problems.length >= MOST_PROBLEMS) break;
    const width = widthOf(value);
    if (width !== features.length) {
      problems.push({ row, message: `the row has ${width} values; give ${features.length}, in the order ${abbreviated(features)}` });
      continue;
    }
    rows.push(readCells(value, row));
  }
  return problems.length > 0 ? refused(...problems) : { ok: true, rows };

  function readCells(value: T, row: number): Cell[] {
    return features.map((feature, index) => {
      const cell = cellOf(value, feature, index);
      if (cell.ok) return cell.value;
      problems.push({ row, column: feature.name, message: cell.message });
      return null;
    });
  }
}

function parseJson(text: string): { ok: true; value: unknown } | { ok: false; message: string } {
  try {
    return { ok: true, value: JSON.parse(text) };
  } catch (cause) {
    // V8 quotes part of the text in its message, which may hold a sensitive value.
    const position = /position (\d+)/.exec(cause instanceof Error ? cause.message : '')?.[1];
    return {
      ok: false,
      message: `this is no JSON${position === undefined ? '' : `, from character ${Number(position) + 1} on`}; give valid JSON`,
    };
  }
}

/** A name such as 'constructor' is no feature's value where the record does not hold it. */
function ownValue(record: Readonly<Record<string, unknown>>, name: string): unknown {
  return Object.hasOwn(record, name) ? record[name] : undefined;
}

function isRow(value: readonly unknown[]): boolean {
  return value.every((item) => item === null || typeof item !== 'object');
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function abbreviated(features: readonly Feature[]): string {
  const names = features.map(({ name }) => name);
  return names.length > 6 ? `${names.slice(0, 3).join(', ')}, …, ${names.at(-1) ?? ''}` : names.join(', ');
}
