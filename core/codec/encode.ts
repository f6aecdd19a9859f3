import type { ModelSchema, Output } from '../schema/schema.js';
import type { OutputValues, Predictions } from './block.js';
import type { ByteWriter } from './byte-writer.js';
import { LineKernel } from './kernel/line-kernel.js';
import { fits, lineTemplate, type LineTemplate, type LineTexts } from './kernel/line-template.js';

const COMMA = 0x2c;
const OPEN_LIST = 0x5b;
const CLOSE_LIST = 0x5d;
const encoder = new TextEncoder();
const TRUE = encoder.encode('true');
const FALSE = encoder.encode('false');
const OPENING = encoder.encode('{"predictions":[');
const CLOSING = encoder.encode(']}');

/** `{"predictions":[{"label":1,"probabilities":[0.1,0.9]}]}`; an output of one value per row is that value. */
export function encodeJson(writer: ByteWriter, parts: readonly Predictions[], schema: ModelSchema): void {
  writer.raw(OPENING);
  const start = writer.length;
  writeRows(writer, parts, schema, JSON_ROWS);
  // No comma after the last.
  if (writer.length > start) writer.length -= 1;
  writer.raw(CLOSING);
}

/** A record a line. */
export function encodeJsonLines(writer: ByteWriter, parts: readonly Predictions[], schema: ModelSchema): void {
  writeRows(writer, parts, schema, JSON_LINES);
}

/** All outputs of a row in one line, in the schema's order. */
export function encodeCsv(writer: ByteWriter, parts: readonly Predictions[], schema: ModelSchema): void {
  writeRows(writer, parts, schema, CSV_LINES);
}

/** How rows are written in a format, and what is known of models in it. */
class RowStyle {
  private readonly texts = new WeakMap<ModelSchema, LineTexts>();
  private readonly templates = new WeakMap<ModelSchema, LineTemplate>();

  constructor(
    private readonly isJson: boolean,
    private readonly end: string,
    /** How a text is written. */
    readonly quote: (text: string) => string,
  ) {}

  /** What stands around each output: `{"label":`, `,"probabilities":`. */
  textsOf(schema: ModelSchema): LineTexts {
    const known = this.texts.get(schema);
    if (known !== undefined) return known;
    const { isJson, end } = this;
    const names = schema.outputs.map(({ name }, index) =>
      encoder.encode(isJson ? `${index === 0 ? '{' : ','}${JSON.stringify(name)}:` : index === 0 ? '' : ','),
    );
    const texts = { names, lists: isJson, end: encoder.encode(end) };
    this.texts.set(schema, texts);
    return texts;
  }

  templateOf(schema: ModelSchema, outputs: readonly OutputValues[]): LineTemplate | undefined {
    const known = this.templates.get(schema);
    if (known !== undefined && fits(known, outputs)) return known;
    const template = lineTemplate(outputs, schema, this.textsOf(schema));
    if (template !== undefined) this.templates.set(schema, template);
    return template;
  }
}

const JSON_ROWS = new RowStyle(true, '},', JSON.stringify);
const JSON_LINES = new RowStyle(true, '}\n', JSON.stringify);
const CSV_LINES = new RowStyle(false, '\n', csvText);
/** Fewer rows are written as quickly without the kernel. */
const WORTH_KERNEL = 4;

function writeRows(writer: ByteWriter, parts: readonly Predictions[], schema: ModelSchema, style: RowStyle): void {
  for (const { outputs, from, to } of parts) {
    const texts = style.textsOf(schema);
    const one = (row: number): void => writeRow(writer, outputs, row, schema, texts, style.quote);
    const template = to - from < WORTH_KERNEL ? undefined : style.templateOf(schema, outputs);
    if (template === undefined) for (let row = from; row < to; row += 1) one(row);
    else LineKernel.shared().write(writer, template, outputs, from, to, one);
  }
}

function writeRow(
  writer: ByteWriter,
  outputs: readonly OutputValues[],
  row: number,
  schema: ModelSchema,
  { names, lists, end }: LineTexts,
  quote: (text: string) => string,
): void {
  for (let index = 0; index < outputs.length; index += 1) {
    writer.raw(names[index]);
    const isList = lists && outputs[index].size > 1;
    if (isList) writer.byte(OPEN_LIST);
    writeValues(writer, outputs[index], row, schema.outputs[index].type, quote);
    if (isList) writer.byte(CLOSE_LIST);
  }
  writer.raw(end);
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
