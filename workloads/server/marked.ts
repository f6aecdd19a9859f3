import { rejectedCells, rejectedRecord } from '../../core/batch/marker.js';
import { firstNonFinite, predictionRecord, type Predictions, type RowBlock } from '../../core/codec/block.js';
import type { ByteWriter } from '../../core/codec/byte-writer.js';
import type { Format } from '../../core/codec/content-type.js';
import { NO_ROW } from '../../core/codec/decode.js';
import { csvText } from '../../core/codec/encode.js';
import { problemText } from '../../core/codec/problem.js';
import type { ModelSchema } from '../../core/schema/schema.js';
import { joinBlocks } from '../scoring/blocks.js';
import type { LoadedModel } from '../scoring/open-model.js';

const LINE_FEED = 0x0a;
const RETURN = 0x0d;
const JSON_BODY = 'application/json';
const CSV_BODY = 'text/csv';
const NO_NUMBER = 'the model gave no finite number for this record';

/** Rows of a body of which some may be broken: what can be scored, and for each record either its row or what is wrong with it. */
export interface MarkedRows {
  /** Undefined where no record can be scored. */
  readonly block: RowBlock | undefined;
  /** In the order of the records: undefined for a row of the block, else the reason. */
  readonly reasons: readonly (string | undefined)[];
}

/**
 * Reads a body record by record, so that one that is broken costs nobody else: each line is a record, an empty one and a header too, as batch
 * transform splits them. Undefined where nobody can tell how many records there are.
 */
export function readMarked(body: Uint8Array, format: Format, model: LoadedModel): MarkedRows | undefined {
  if (format.mediaType === JSON_BODY) return readValues(body, format, model);
  const lines = linesOf(body);
  const whole = model.reader.read(body, format);
  if (whole.ok && whole.block.rows === lines.length) return { block: whole.block, reasons: lines.map(() => undefined) };
  const { block, reasons } = together(lines.map((line) => model.reader.read(line, format)));
  return { block, reasons: reasons.map((reason, at) => (reason === NO_ROW ? noRowText(lines[at]) : reason)) };
}

/** Why a line is no row, in terms of the file that it stands in. */
function noRowText(line: Uint8Array | undefined): string {
  const isBlank = line === undefined || Buffer.from(line).toString('utf8').trim() === '';
  return isBlank ? 'the line is empty' : 'the line has names of columns and no row; write such files without a header';
}

function readValues(body: Uint8Array, format: Format, model: LoadedModel): MarkedRows | undefined {
  const whole = model.reader.read(body, format);
  if (whole.ok) return { block: whole.block, reasons: Array.from({ length: whole.block.rows }, () => undefined) };
  const values = valuesOf(body);
  return values === undefined ? undefined : together(values.map((value) => model.reader.readRows([value])));
}

function together(read: readonly ReturnType<LoadedModel['reader']['read']>[]): MarkedRows {
  const blocks = read.flatMap((each) => (each.ok ? [each.block] : []));
  return {
    block: blocks.length === 0 ? undefined : joinBlocks(blocks),
    reasons: read.map((each) =>
      each.ok
        ? undefined
        : each.problems.map(({ column, message }) => problemText({ ...(column === undefined ? {} : { column }), message })).join('; '),
    ),
  };
}

/** Without their ends; what follows the last end is a line if it is anything. */
function linesOf(body: Uint8Array): Uint8Array[] {
  const lines: Uint8Array[] = [];
  let start = 0;
  for (let end = body.indexOf(LINE_FEED); end >= 0; end = body.indexOf(LINE_FEED, start)) {
    lines.push(body.subarray(start, end > start && body[end - 1] === RETURN ? end - 1 : end));
    start = end + 1;
  }
  if (start < body.length) lines.push(body.subarray(start));
  return lines;
}

/** Records of the shapes in which a body of JSON has several. */
function valuesOf(body: Uint8Array): readonly unknown[] | undefined {
  try {
    const value: unknown = JSON.parse(Buffer.from(body).toString('utf8'));
    if (Array.isArray(value)) return value.every((each) => typeof each !== 'object' || each === null) ? [value] : value;
    if (typeof value !== 'object' || value === null) return [value];
    const { instances } = value as { readonly instances?: unknown };
    return Array.isArray(instances) ? instances : [value];
  } catch {
    return undefined;
  }
}

/** Writes the answer: a prediction or a marker for each record, in their order. Gives the number of predictions. */
export function writeMarked(
  writer: ByteWriter,
  { mediaType, encode }: Format,
  { reasons }: MarkedRows,
  parts: readonly Predictions[],
  schema: ModelSchema,
): number {
  const rows = parts.flatMap(({ outputs, from, to }) =>
    Array.from({ length: to - from }, (_, at): Predictions => ({ outputs, from: from + at, to: from + at + 1 })),
  );
  let next = 0;
  let predicted = 0;
  const records: unknown[] = [];
  for (const given of reasons) {
    const row = given === undefined ? rows[next++] : undefined;
    const reason = row !== undefined && firstNonFinite(row) !== undefined ? NO_NUMBER : given;
    if (reason === undefined) predicted += 1;
    if (mediaType === JSON_BODY)
      records.push(
        row === undefined || reason !== undefined ? rejectedRecord(reason ?? '', schema) : predictionRecord(row.outputs, row.from, schema),
      );
    else if (row !== undefined && reason === undefined) encode(writer, [row], schema);
    else writer.text(`${markerLine(reason ?? '', mediaType, schema)}\n`);
  }
  if (mediaType === JSON_BODY) writer.text(JSON.stringify({ predictions: records }));
  return predicted;
}

function markerLine(reason: string, mediaType: string, schema: ModelSchema): string {
  return mediaType === CSV_BODY ? rejectedCells(reason, schema).map(csvText).join(',') : JSON.stringify(rejectedRecord(reason, schema));
}
