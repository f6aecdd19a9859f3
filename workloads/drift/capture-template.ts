import type { NumericColumns } from '../../core/codec/matrix.js';
import type { RowTemplate, TemplateValue } from '../../core/codec/kernel/row-template.js';
import { capturedRows, exchangeOf } from './capture-record.js';
import type { ReadOptions } from './read-options.js';

/** What the captured exchanges of one endpoint have in common, byte for byte: all but their numbers, ids and times. */
export interface CaptureTemplate {
  readonly row: RowTemplate;
  /** Place of the time among the texts that are kept. */
  readonly time: number;
  readonly customAttributes: readonly string[];
}

interface Found extends Omit<TemplateValue, 'before'> {
  readonly from: number;
  readonly to: number;
}

const NUMBER = /^-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?$/;
const LINE_FEED = 0x0a;
/** Spellings of one text that `JSON.stringify` does not write: it would be looked up in vain, or found where another one stands. */
const OTHER_SPELLING = /\\[u/]/;

/**
 * The template of a captured exchange of one row of CSV and its answer, both of numbers; undefined where it is anything else. Texts are looked up
 * where they stand in the line, each of which has to be the only one.
 *
 * @param start beginning of the line
 * @param columns the model's inputs and the values of its answer, one after the other
 */
export function captureTemplate(
  bytes: Uint8Array,
  start: number,
  columns: NumericColumns,
  options: ReadOptions,
): CaptureTemplate | undefined {
  const feed = bytes.indexOf(LINE_FEED, start);
  if (feed < 0) return undefined;
  const line = Buffer.from(bytes.buffer, bytes.byteOffset + start, feed + 1 - start);
  const record = parsed(line.toString('utf8'));
  const { captureData: data, eventMetadata: metadata } = record ?? {};
  if (record === undefined || !isRecord(data) || !isRecord(metadata)) return undefined;
  const sides = [data['endpointInput'], data['endpointOutput'] ?? data['batchTransformOutput']].map(cellsOf);
  const names = columns.features.map(({ name }) => name);
  if (!sides.every((side) => side !== undefined) || !isOneRow(record, names, options)) return undefined;
  const texts = line.toString('latin1');
  if (OTHER_SPELLING.test(texts)) return undefined;
  const numbers = sides.flatMap((side) => numbersIn(texts, side) ?? []);
  const kept = Object.entries(metadata).flatMap(([key, value]): { key: string; from: number; to: number }[] => {
    const place = typeof value === 'string' ? onlyPlace(texts, JSON.stringify(value)) : undefined;
    return place === undefined ? [] : [{ key, ...place }];
  });
  const time = kept.findIndex(({ key }) => key === 'inferenceTime');
  if (numbers.length !== names.length || time < 0) return undefined;
  const found = [
    ...numbers.map((place, feature) => ({ ...place, feature, kept: -1 })),
    ...kept.map((place, at) => ({ ...place, feature: -1, kept: at })),
  ];
  const { customAttributes } = exchangeOf(record);
  return {
    row: rowTemplate(line, found, columns, kept.length),
    time,
    customAttributes,
  };
}

/** Whether the reader of all exchanges sees one row of these names in it, in this order. */
function isOneRow(record: unknown, names: readonly string[], { inputs, outputs }: ReadOptions): boolean {
  const read = capturedRows(record, inputs, outputs);
  return read.ok && read.rows.length === 1 && Object.keys(read.rows[0] ?? {}).join('\n') === names.join('\n');
}

interface Side {
  readonly data: string;
  readonly cells: readonly string[];
}

function cellsOf(side: unknown): Side | undefined {
  if (!isRecord(side) || side['encoding'] !== 'CSV' || typeof side['data'] !== 'string') return undefined;
  const { data } = side as { readonly data: string };
  const cells = data.replace(/\r?\n$/, '').split(',');
  return cells.every((cell) => NUMBER.test(cell)) ? { data, cells } : undefined;
}

function numbersIn(line: string, { data, cells }: Side): { from: number; to: number }[] | undefined {
  const place = onlyPlace(line, JSON.stringify(data));
  if (place === undefined) return undefined;
  let at = place.from + 1;
  return cells.map(({ length }) => {
    const from = at;
    at += length + 1;
    return { from, to: from + length };
  });
}

/** Where a text stands in a line, if it stands there once. */
function onlyPlace(line: string, text: string): { from: number; to: number } | undefined {
  const from = line.indexOf(text);
  return from < 0 || line.includes(text, from + 1) ? undefined : { from, to: from + text.length };
}

function rowTemplate(line: Uint8Array, found: readonly Found[], columns: NumericColumns, kept: number): RowTemplate {
  let at = 0;
  const values = found
    .toSorted((a, b) => a.from - b.from)
    .map(({ from, to, feature, kept: place }) => {
      const before = line.slice(at, from);
      at = to;
      return { before: Uint8Array.from(before), feature, kept: place };
    });
  return { format: 'json', columns, values, end: Uint8Array.from(line.subarray(at)), between: new Uint8Array(0), kept };
}

function parsed(text: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return isRecord(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
