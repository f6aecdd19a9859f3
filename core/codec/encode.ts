import type { ModelSchema, Output } from '../schema/schema.js';
import type { OutputValues, Predictions } from './block.js';
import type { ByteWriter } from './byte-writer.js';

const COMMA = 0x2c;
const LINE_FEED = 0x0a;
const OPEN_LIST = 0x5b;
const CLOSE_LIST = 0x5d;
const CLOSE_RECORD = 0x7d;
const encoder = new TextEncoder();
const TRUE = encoder.encode('true');
const FALSE = encoder.encode('false');
const OPENING = encoder.encode('{"predictions":[');
const CLOSING = encoder.encode(']}');

/** `{"predictions":[{"label":1,"probabilities":[0.1,0.9]}]}`; an output of one value per row is that value. */
export function encodeJson(writer: ByteWriter, parts: readonly Predictions[], schema: ModelSchema): void {
  const names = namesOf(schema);
  writer.raw(OPENING);
  let first = true;
  for (const { outputs, from, to } of parts) {
    for (let row = from; row < to; row += 1) {
      if (!first) writer.byte(COMMA);
      first = false;
      writeRecord(writer, outputs, row, schema, names);
    }
  }
  writer.raw(CLOSING);
}

/** A record a line. */
export function encodeJsonLines(writer: ByteWriter, parts: readonly Predictions[], schema: ModelSchema): void {
  const names = namesOf(schema);
  for (const { outputs, from, to } of parts) {
    for (let row = from; row < to; row += 1) {
      writeRecord(writer, outputs, row, schema, names);
      writer.byte(LINE_FEED);
    }
  }
}

/** All outputs of a row in one line, in the schema's order. */
export function encodeCsv(writer: ByteWriter, parts: readonly Predictions[], schema: ModelSchema): void {
  for (const { outputs, from, to } of parts) {
    for (let row = from; row < to; row += 1) {
      for (let index = 0; index < outputs.length; index += 1) {
        if (index > 0) writer.byte(COMMA);
        writeValues(writer, outputs[index], row, schema.outputs[index].type, csvText);
      }
      writer.byte(LINE_FEED);
    }
  }
}

const NAMES = new WeakMap<ModelSchema, readonly Uint8Array[]>();

/** What stands before each output's value in a record: `{"label":`, `,"probabilities":`. */
function namesOf(schema: ModelSchema): readonly Uint8Array[] {
  const known = NAMES.get(schema);
  if (known !== undefined) return known;
  const names = schema.outputs.map(({ name }, index) => encoder.encode(`${index === 0 ? '{' : ','}${JSON.stringify(name)}:`));
  NAMES.set(schema, names);
  return names;
}

function writeRecord(
  writer: ByteWriter,
  outputs: readonly OutputValues[],
  row: number,
  schema: ModelSchema,
  names: readonly Uint8Array[],
): void {
  for (let index = 0; index < outputs.length; index += 1) {
    writer.raw(names[index]);
    const bare = outputs[index].size === 1;
    if (!bare) writer.byte(OPEN_LIST);
    writeValues(writer, outputs[index], row, schema.outputs[index].type, JSON.stringify);
    if (!bare) writer.byte(CLOSE_LIST);
  }
  writer.byte(CLOSE_RECORD);
}

/** The values of one output in one row, separated by commas. */
export function writeValues(
  writer: ByteWriter,
  { values, size }: OutputValues,
  row: number,
  type: Output['type'],
  quote: (text: string) => string,
): void {
  for (let at = row * size; at < (row + 1) * size; at += 1) {
    if (at > row * size) writer.byte(COMMA);
    const value = values[at];
    if (typeof value === 'string') writer.text(quote(value));
    else if (type === 'boolean') writer.raw(value ? TRUE : FALSE);
    else writer.number(Number(value));
  }
}

/** A text as a cell of CSV. */
export function csvText(text: string): string {
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
