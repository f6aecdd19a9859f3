import type { MatrixBlock } from './block.js';
import { jsonTemplate } from './kernel/json-template.js';
import { WORTH_TEMPLATE } from './kernel/row-template.js';
import { MatrixBuilder, type NumericColumns } from './matrix.js';
import type { RecordKeys } from './record-keys.js';
import { NumberScanner } from './scan-number.js';

const SPACE = 0x20;
const TAB = 0x09;
const LINE_FEED = 0x0a;
const RETURN = 0x0d;
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

/** Rows and records of numbers in JSON, one after the other; every method that answers false has met something that is not for it. */
export class RowScanner {
  at = 0;
  readonly matrix: MatrixBuilder;
  private readonly number: NumberScanner;

  constructor(
    private readonly bytes: Uint8Array,
    private readonly columns: NumericColumns,
    kind: MatrixBlock['kind'],
    /** Whether a line break is white space. */
    private readonly multiline: boolean,
  ) {
    this.matrix = new MatrixBuilder(kind, bytes, columns);
    this.number = new NumberScanner(kind);
  }

  /** The next byte that is no white space, which stays; undefined at the end. */
  peek(): number | undefined {
    const { bytes } = this;
    for (; this.at < bytes.length; this.at += 1) {
      const byte = bytes[this.at];
      if (byte !== SPACE && byte !== TAB && byte !== RETURN && !(byte === LINE_FEED && this.multiline)) return byte;
    }
    return undefined;
  }

  take(byte: number): boolean {
    if (this.bytes[this.at] !== byte && this.peek() !== byte) return false;
    this.at += 1;
    return true;
  }

  /** A name and its colon; where it is another, nothing is taken. */
  takeKey(name: string): boolean {
    const start = this.at;
    if (this.peek() === QUOTE && this.takeText(name) && this.take(COLON)) return true;
    this.at = start;
    return false;
  }

  /** A row, in the schema's order unless told the feature of each column, or a record. */
  row(order?: readonly number[]): boolean {
    if (this.take(OPEN_LIST)) return this.list(order);
    return order === undefined && this.take(OPEN_RECORD) && this.record();
  }

  /** As many rows as have the template of the next one, with what stands between them; false where that one has to be read by itself. */
  templateRows(order?: readonly number[]): boolean {
    const { bytes, columns, matrix } = this;
    if (bytes.length - this.at < WORTH_TEMPLATE) return false;
    this.peek();
    const { at } = this;
    const texts = { lines: !this.multiline, order };
    const key = texts.lines ? 'lines' : `json ${order?.join() ?? ''}`;
    this.at = columns.templates.take(bytes, at, bytes.length, key, () => jsonTemplate(bytes, at, columns, texts), matrix);
    return this.at > at;
  }

  /** A list of texts. */
  texts(): string[] | undefined {
    const found: string[] = [];
    if (!this.take(OPEN_LIST)) return undefined;
    do {
      const text = this.peek() === QUOTE ? this.text() : undefined;
      if (text === undefined) return undefined;
      found.push(text);
    } while (this.take(COMMA));
    return this.take(CLOSE_LIST) ? found : undefined;
  }

  /** A list of numbers that nobody needs. */
  skipNumbers(): boolean {
    if (!this.take(OPEN_LIST)) return false;
    if (this.take(CLOSE_LIST)) return true;
    do {
      this.peek();
      if (!this.number.scan(this.bytes, this.at, false)) return false;
      this.at = this.number.end;
    } while (this.take(COMMA));
    return this.take(CLOSE_LIST);
  }

  private list(order?: readonly number[]): boolean {
    const { length } = this.columns.features;
    const base = this.matrix.nextRow();
    for (let column = 0; column < length; column += 1) {
      if (column > 0 && !this.take(COMMA)) return false;
      if (!this.value(order === undefined ? column : order[column], base)) return false;
    }
    return this.take(CLOSE_LIST);
  }

  private record(): boolean {
    const base = this.matrix.nextRow();
    const { records } = this.columns;
    records.begin();
    let found = 0;
    let feature = -1;
    if (!this.take(CLOSE_RECORD)) {
      do {
        feature = this.key(records, feature);
        if (feature < 0 || !records.mark(feature)) return false;
        found += 1;
        if (!this.take(COLON) || !this.value(feature, base)) return false;
      } while (this.take(COMMA));
      if (!this.take(CLOSE_RECORD)) return false;
    }
    return found === this.columns.features.length || records.missing().every((absent) => this.absent(absent, base));
  }

  /** The feature that a record's key names, -1 where it names none. */
  private key(records: RecordKeys, previous: number): number {
    this.peek();
    const expected = records.expected(previous);
    const bytes = this.columns.keys[expected];
    if (bytes !== undefined && this.startsWith(bytes)) {
      this.at += bytes.length;
      return expected;
    }
    const name = this.bytes[this.at] === QUOTE ? this.text() : undefined;
    return name === undefined ? -1 : records.find(name, previous);
  }

  /** A text of plain ASCII, whose opening quotation mark is next. */
  private text(): string | undefined {
    const start = this.at + 1;
    const end = this.bytes.indexOf(QUOTE, start);
    if (end < 0) return undefined;
    const text = this.bytes.subarray(start, end);
    if (text.some((byte) => byte < SPACE || byte === BACKSLASH || byte >= BEYOND_ASCII)) return undefined;
    this.at = end + 1;
    return String.fromCharCode(...text);
  }

  /** This text of plain ASCII, if it is the one whose opening quotation mark is next. */
  private takeText(text: string): boolean {
    const { bytes } = this;
    const start = this.at + 1;
    for (let index = 0; index < text.length; index += 1) if (bytes[start + index] !== text.charCodeAt(index)) return false;
    if (bytes[start + text.length] !== QUOTE) return false;
    this.at = start + text.length + 1;
    return true;
  }

  private value(feature: number, base: number): boolean {
    const { bytes, number, columns, matrix } = this;
    if (bytes[this.at] <= SPACE) this.peek();
    const start = this.at;
    if (number.scan(bytes, start, false)) {
      if (columns.integer[feature] && !number.isWhole(bytes, start)) return false;
      matrix.values[base + feature] = number.value;
      this.at = number.end;
      return true;
    }
    if (!this.startsWith(NULL)) return false;
    this.at += NULL.length;
    return this.absent(feature, base);
  }

  private absent(feature: number, base: number): boolean {
    this.matrix.values[base + feature] = Number.NaN;
    return this.columns.optional[feature];
  }

  private startsWith(expected: Uint8Array): boolean {
    for (let index = 0; index < expected.length; index += 1) {
      if (this.bytes[this.at + index] !== expected[index]) return false;
    }
    return true;
  }
}
