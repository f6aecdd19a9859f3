import { decodeRows } from '../../core/codec/decode.js';
import { jsonTemplate } from '../../core/codec/kernel/json-template.js';
import type { NumericColumns } from '../../core/codec/matrix.js';
import { problemText } from '../../core/codec/problem.js';
import { NumberScanner } from '../../core/codec/scan-number.js';
import { decodeUtf8 } from '../../core/codec/utf8.js';
import type { Engine } from '../scoring/engine.js';
import { NO_VALUE, textEnd, valueEnd } from './json-text.js';
import { KeptRanges } from './kept-ranges.js';
import { lineEnd, NO_END } from './record-ends.js';
import { RowSink, type Scratch } from './row-sink.js';
import { NOT_SHORT, shortDecimal } from './short-decimal.js';
import type { TableRows } from './table-rows.js';

const SPACE = 0x20;
const LINE_FEED = 0x0a;
const COMMA = 0x2c;
const COLON = 0x3a;
const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const OPEN_LIST = 0x5b;
const CLOSE_LIST = 0x5d;
const OPEN_RECORD = 0x7b;
const CLOSE_RECORD = 0x7d;
const NULL = Uint8Array.of(0x6e, 0x75, 0x6c, 0x6c);
const BEYOND_ASCII = 0x80;

/** Reads lines of JSON for one model: records by the names of its features, whatever else they hold, or lists in the order of its schema. */
export class JsonPart {
  private readonly sink: RowSink;
  private readonly kept: KeptRanges;
  private readonly number: NumberScanner;
  private readonly keptNames: ReadonlyMap<string, number>;
  /** Place of each feature among what is carried through, -1 where it is not. */
  private readonly keptFeatures: readonly number[];
  /** Names of features with their quotation marks and a colon, as nearly all who write records write them. */
  private readonly colonKeys: readonly Uint8Array[];
  private readonly keepPlaces = (row: number, places: Int32Array): void => this.kept.setRows(row, places);
  private line = 0;
  private at = 0;
  /** Position after the line that is being read. */
  private end = 0;

  constructor(
    private readonly bytes: Uint8Array,
    private readonly engine: Engine,
    private readonly columns: NumericColumns | undefined,
    private readonly keep: readonly string[],
    scratch: Scratch,
  ) {
    this.sink = new RowSink(engine, columns, scratch);
    this.kept = new KeptRanges(bytes, keep.length, 'jsonl');
    this.number = new NumberScanner(engine.takes === 'matrix64' ? 'matrix64' : 'matrix');
    this.keptNames = new Map(keep.map((name, place) => [name, place]));
    this.keptFeatures = engine.schema.features.map(({ name }) => keep.indexOf(name));
    this.colonKeys = columns?.keys.map((key) => Uint8Array.of(...key, COLON)) ?? [];
  }

  read(): TableRows {
    const { bytes, sink } = this;
    let start = 0;
    while (start < bytes.length) {
      const taken = this.templateRows(start);
      if (taken > start) {
        start = taken;
        continue;
      }
      const found = lineEnd(bytes, start, bytes.length);
      this.end = found === NO_END ? bytes.length : found;
      this.at = start;
      this.skipSpace();
      if (this.at < this.end && !this.numbers()) this.record(start);
      start = this.end;
      this.line += 1;
    }
    return { block: sink.block(), lines: sink.lines, kept: this.kept, rejected: sink.rejected, lineCount: this.line };
  }

  /** Position after the lines that have the usual template. */
  private templateRows(start: number): number {
    const { bytes, columns, sink, keptNames } = this;
    if (sink.matrix === undefined || columns === undefined) return start;
    const before = sink.matrix.rows;
    const texts = { lines: true, keep: keptNames };
    const keep = keptNames.size === 0 ? undefined : this.keepPlaces;
    const next = columns.templates.take(
      bytes,
      start,
      bytes.length,
      'lines',
      () => jsonTemplate(bytes, start, columns, texts),
      sink.matrix,
      keep,
    );
    sink.lines.add(this.line, sink.matrix.rows - before);
    this.line += sink.matrix.rows - before;
    return next;
  }

  /** A line of numbers; false at anything unusual, with nothing of it taken. */
  private numbers(): boolean {
    const { sink, columns } = this;
    if (sink.matrix === undefined || columns === undefined) return false;
    const base = sink.matrix.nextRow();
    const taken = this.take(OPEN_RECORD)
      ? this.fields(columns, sink.matrix.values, base)
      : this.keptNames.size === 0 && this.take(OPEN_LIST) && this.list(columns, sink.matrix.values, base);
    this.skipSpace();
    if (!taken || this.at < this.end) {
      sink.matrix.rows -= 1;
      return false;
    }
    sink.lines.add(this.line);
    return true;
  }

  private list({ features }: NumericColumns, values: Float32Array | Float64Array, base: number): boolean {
    for (let feature = 0; feature < features.length; feature += 1) {
      if (feature > 0 && !this.take(COMMA)) return false;
      if (!this.value(feature, values, base)) return false;
    }
    return this.take(CLOSE_LIST);
  }

  private fields(columns: NumericColumns, values: Float32Array | Float64Array, base: number): boolean {
    const { records } = columns;
    const row = this.sink.rows;
    records.begin();
    for (const place of this.keptNames.values()) this.kept.setAbsent(row, place);
    let found = 0;
    let feature = -1;
    do {
      const expected = records.expected(feature);
      const key = this.colonKeys[expected];
      let next = expected;
      let place = -1;
      if (key !== undefined && this.startsWith(key)) {
        this.at += key.length;
        place = this.keptFeatures[expected];
      } else {
        this.skipSpace();
        const start = this.at;
        if (!this.skipName()) return false;
        const name = this.nameFrom(start);
        next = records.find(name, feature);
        place = this.keptNames.get(name) ?? -1;
        if (!this.take(COLON)) return false;
      }
      if (this.bytes[this.at] <= SPACE) this.skipSpace();
      const from = this.at;
      if (next >= 0) {
        if (!records.mark(next) || !this.value(next, values, base)) return false;
        feature = next;
        found += 1;
      } else if (!this.skipValue()) return false;
      if (place >= 0) this.kept.set(row, place, from, this.at);
    } while (this.take(COMMA));
    if (!this.take(CLOSE_RECORD)) return false;
    return found === columns.features.length || records.missing().every((absent) => this.absent(columns, absent, values, base));
  }

  /** Steps over a name of plain ASCII without escapes. */
  private skipName(): boolean {
    const { bytes } = this;
    if (bytes[this.at] !== QUOTE) return false;
    for (let at = this.at + 1; at < this.end; at += 1) {
      const byte = bytes[at];
      if (byte === QUOTE) {
        this.at = at + 1;
        return true;
      }
      if (byte < SPACE || byte === BACKSLASH || byte >= BEYOND_ASCII) return false;
    }
    return false;
  }

  private nameFrom(start: number): string {
    return String.fromCharCode(...this.bytes.subarray(start + 1, this.at - 1));
  }

  /** A value that no feature is read from, which has to be sound all the same. */
  private skipValue(): boolean {
    const { bytes } = this;
    const start = this.at;
    if (this.number.scan(bytes, start, false)) {
      this.at = this.number.end;
      return true;
    }
    const end = bytes[start] === QUOTE ? textEnd(bytes, start, this.end) : valueEnd(bytes, start, this.end);
    if (end === NO_VALUE || end === start) return false;
    this.at = end;
    const value = bytes.subarray(start, end);
    return (bytes[start] === QUOTE && !value.includes(BACKSLASH)) || isJson(value);
  }

  private value(feature: number, values: Float32Array | Float64Array, base: number): boolean {
    const { bytes, number, columns } = this;
    if (columns === undefined) return false;
    if (bytes[this.at] <= SPACE) this.skipSpace();
    const start = this.at;
    const short = shortDecimal(bytes, start, values, base + feature);
    // JSON has no leading zeros.
    if (
      short !== NOT_SHORT &&
      (bytes[short] === COMMA || bytes[short] === CLOSE_RECORD) &&
      !columns.integer[feature] &&
      !isPadded(bytes, start)
    ) {
      this.at = short;
      return true;
    }
    if (number.scan(bytes, start, false)) {
      if (columns.integer[feature] && !number.isWhole(bytes, start)) return false;
      values[base + feature] = number.value;
      this.at = number.end;
      return true;
    }
    if (!this.startsWith(NULL)) return false;
    this.at += NULL.length;
    return this.absent(columns, feature, values, base);
  }

  private absent({ optional }: NumericColumns, feature: number, values: Float32Array | Float64Array, base: number): boolean {
    values[base + feature] = Number.NaN;
    return optional[feature];
  }

  /** One line by the decoder that all bodies are read with; it says what is wrong. */
  private record(start: number): void {
    const { sink, engine, bytes, keep } = this;
    const text = decodeUtf8(bytes.subarray(start, this.end));
    if (text === undefined) return sink.reject(this.line, 'the line is not UTF-8; save the file as UTF-8');
    let value: unknown;
    try {
      value = JSON.parse(text);
    } catch {
      // The engine's message quotes the text, which may be sensitive.
      return sink.reject(this.line, 'this is no JSON; give a record or a list of values a line');
    }
    const { features } = engine.schema;
    const decoded = decodeRows([Array.isArray(value) ? value : featuresOf(value, features)], features);
    if (!decoded.ok) {
      const reasons = decoded.problems.map(({ column, message }) => problemText({ column, message }));
      return sink.reject(this.line, reasons.join('; '));
    }
    if (sink.add(decoded.rows[0] ?? [], this.line) && keep.length > 0) this.keepValues(value, start, sink.rows - 1);
  }

  /** Where the values of a sound record are. */
  private keepValues(value: unknown, start: number, row: number): void {
    const { bytes, keptNames, kept } = this;
    for (const place of keptNames.values()) kept.setAbsent(row, place);
    if (Array.isArray(value)) return;
    this.at = start;
    this.skipSpace();
    this.at += 1;
    do {
      this.skipSpace();
      if (bytes[this.at] !== QUOTE) return;
      const nameEnd = textEnd(bytes, this.at, this.end);
      const name = JSON.parse(Buffer.from(bytes.subarray(this.at, nameEnd)).toString('utf8')) as string;
      this.at = nameEnd;
      this.take(COLON);
      this.skipSpace();
      const from = this.at;
      this.at = valueEnd(bytes, from, this.end);
      const place = keptNames.get(name);
      if (place !== undefined) kept.set(row, place, from, this.at);
    } while (this.take(COMMA));
  }

  private take(byte: number): boolean {
    if (this.bytes[this.at] !== byte) {
      this.skipSpace();
      if (this.bytes[this.at] !== byte) return false;
    }
    this.at += 1;
    return true;
  }

  /** Steps over white space, the end of the line included. */
  private skipSpace(): void {
    const { bytes, end } = this;
    while (this.at < end && isSpace(bytes[this.at])) this.at += 1;
  }

  private startsWith(expected: Uint8Array): boolean {
    for (let index = 0; index < expected.length; index += 1) {
      if (this.bytes[this.at + index] !== expected[index]) return false;
    }
    return true;
  }
}

/** Whether a number begins with a zero before another digit. */
function isPadded(bytes: Uint8Array, start: number): boolean {
  const first = bytes[start] === 0x2d ? start + 1 : start;
  return bytes[first] === 0x30 && bytes[first + 1] >= 0x30 && bytes[first + 1] <= 0x39;
}

function isSpace(byte: number): boolean {
  return byte === SPACE || byte === 0x09 || byte === 0x0d || byte === LINE_FEED;
}

function isJson(bytes: Uint8Array): boolean {
  const text = decodeUtf8(bytes);
  if (text === undefined) return false;
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

/** What of a record the model is to see; the rest is nobody's fault. */
function featuresOf(value: unknown, features: readonly { readonly name: string }[]): unknown {
  if (typeof value !== 'object' || value === null) return value;
  const record = value as Readonly<Record<string, unknown>>;
  return Object.fromEntries(
    features.flatMap(({ name }): [string, unknown][] => (Object.hasOwn(record, name) ? [[name, record[name]]] : [])),
  );
}
