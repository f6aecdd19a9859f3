import { decodeUtf8 } from '../utf8.js';
import type { NumericColumns } from '../matrix.js';
import type { RowTemplate, TemplateValue } from './row-template.js';

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const COMMA = 0x2c;
const LINE_FEED = 0x0a;
const OPEN_LIST = 0x5b;
const CLOSE_LIST = 0x5d;
const OPEN_RECORD = 0x7b;
const CLOSE_RECORD = 0x7d;
const COLON = 0x3a;
const SPACE = 0x20;
const TAB = 0x09;
const RETURN = 0x0d;

/** How records of JSON are written. */
export interface JsonTexts {
  /** Whether each is a line, and a line break ends it. */
  readonly lines: boolean;
  /** Feature of each place of a list, where it is not the schema's order. */
  readonly order?: readonly number[] | undefined;
  /** Place of each name that is carried through; absent where a record may have no other names than the features'. */
  readonly keep?: ReadonlyMap<string, number>;
}

/** The template of the record, or row, that begins at `start`; undefined where it has none. Whether its numbers are sound is seen by who reads them. */
export function jsonTemplate(bytes: Uint8Array, start: number, columns: NumericColumns, texts: JsonTexts): RowTemplate | undefined {
  return new Learner(bytes, start, columns, texts).template();
}

class Learner {
  private at: number;
  private readonly values: TemplateValue[] = [];
  private readonly seen = new Set<string>();
  private readonly keptNames = new Set<string>();

  constructor(
    private readonly bytes: Uint8Array,
    private readonly start: number,
    private readonly columns: NumericColumns,
    private readonly texts: JsonTexts,
  ) {
    this.at = start;
  }

  template(): RowTemplate | undefined {
    const { bytes, columns, texts } = this;
    const isRecord = bytes[this.at] === OPEN_RECORD;
    if (!isRecord && bytes[this.at] !== OPEN_LIST) return undefined;
    let gap = this.start;
    do {
      this.at += 1;
      const value = isRecord ? this.named(gap) : this.placed(gap);
      if (value === undefined) return undefined;
      this.values.push(value);
      this.skipValue();
      gap = this.at;
      this.skipSpace();
    } while (bytes[this.at] === COMMA);
    if (bytes[this.at] !== (isRecord ? CLOSE_RECORD : CLOSE_LIST)) return undefined;
    this.at += 1;
    if (texts.lines) this.skipSpace();
    if (texts.lines && bytes[this.at++] !== LINE_FEED) return undefined;
    const end = bytes.slice(gap, this.at);
    return this.isWhole(isRecord)
      ? { format: 'json', columns, values: this.values, end, between: this.between(), kept: texts.keep?.size ?? 0 }
      : undefined;
  }

  private placed(gap: number): TemplateValue | undefined {
    this.skipSpace();
    const place = this.values.length;
    const feature = this.texts.order === undefined ? place : this.texts.order[place];
    if (feature === undefined || feature >= this.columns.features.length) return undefined;
    return { before: this.bytes.slice(gap, this.at), feature, kept: -1 };
  }

  private named(gap: number): TemplateValue | undefined {
    const { bytes, columns, texts } = this;
    this.skipSpace();
    const nameStart = this.at;
    if (bytes[nameStart] !== QUOTE) return undefined;
    this.skipValue();
    const name = nameOf(bytes.subarray(nameStart, this.at));
    this.skipSpace();
    if (name === undefined || this.seen.has(name) || bytes[this.at] !== COLON) return undefined;
    this.seen.add(name);
    this.at += 1;
    this.skipSpace();
    const feature = columns.features.findIndex((each) => each.name === name);
    if (feature < 0 && texts.keep === undefined) return undefined;
    const kept = texts.keep?.get(name) ?? -1;
    if (kept >= 0) this.keptNames.add(name);
    return { before: bytes.slice(gap, this.at), feature, kept };
  }

  /** Steps over a text, or over what stands before the next separator. */
  private skipValue(): void {
    const { bytes } = this;
    if (bytes[this.at] === QUOTE) {
      for (this.at += 1; this.at < bytes.length && bytes[this.at] !== QUOTE; this.at += 1) if (bytes[this.at] === BACKSLASH) this.at += 1;
      this.at += 1;
      return;
    }
    while (this.at < bytes.length && isPlain(bytes[this.at])) this.at += 1;
  }

  private skipSpace(): void {
    const { bytes } = this;
    while (isSpace(bytes[this.at]) || (bytes[this.at] === LINE_FEED && !this.texts.lines)) this.at += 1;
  }

  /** Whether all that is needed of a record is there. */
  private isWhole(isRecord: boolean): boolean {
    const { columns, texts, values } = this;
    const read = new Set(values.map(({ feature }) => feature));
    const isComplete = isRecord
      ? columns.features.every((_, feature) => read.has(feature) || columns.optional[feature])
      : values.length === columns.features.length;
    return isComplete && this.keptNames.size === (texts.keep?.size ?? 0);
  }

  /** What stands between this record and the next one, with the comma where there is none to see. */
  private between(): Uint8Array {
    const { bytes, texts } = this;
    if (texts.lines) return new Uint8Array(0);
    const gap = this.at;
    this.skipSpace();
    if (bytes[this.at] !== COMMA) return Uint8Array.of(COMMA);
    this.at += 1;
    this.skipSpace();
    return bytes.slice(gap, this.at);
  }
}

/** Whether a byte is white space inside a line. */
function isSpace(byte: number | undefined): boolean {
  return byte === SPACE || byte === TAB || byte === RETURN;
}

/** Whether a byte may stand in a number, or in null. */
function isPlain(byte: number): boolean {
  return byte > SPACE && byte !== COMMA && byte !== CLOSE_LIST && byte !== CLOSE_RECORD && byte !== QUOTE;
}

function nameOf(text: Uint8Array): string | undefined {
  try {
    const name: unknown = JSON.parse(decodeUtf8(text) ?? '');
    return typeof name === 'string' ? name : undefined;
  } catch {
    return undefined;
  }
}
