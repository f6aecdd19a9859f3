import { cellFromText, type CellResult } from '../../core/codec/cell.js';
import { csvRows } from '../../core/codec/csv-rows.js';
import { csvTemplate, type RowTemplate } from '../../core/codec/kernel/row-template.js';
import type { NumericColumns } from '../../core/codec/matrix.js';
import { problemText, type Cell } from '../../core/codec/problem.js';
import { NumberScanner } from '../../core/codec/scan-number.js';
import { decodeUtf8 } from '../../core/codec/utf8.js';
import type { Engine } from '../scoring/engine.js';
import { KeptRanges } from './kept-ranges.js';
import { lineEnd, NO_END, quotedEnd, recordEnd, UNCLOSED } from './record-ends.js';
import { RowSink, type Scratch } from './row-sink.js';
import { NOT_SHORT, shortDecimal } from './short-decimal.js';
import type { TableRows } from './table-rows.js';

const COMMA = 0x2c;
const SPACE = 0x20;
const LINE_FEED = 0x0a;
const RETURN = 0x0d;
const QUOTE = 0x22;
const GIVES_UP = -1;

/** What the columns of a CSV file are to a model. */
export interface CsvLayout {
  /** Feature of each column; -1 where it is none. */
  readonly features: readonly number[];
  /** Columns that are carried through, in the order they were asked for. */
  readonly kept: readonly number[];
}

/** Reads whole records of CSV for one model: numbers straight from the bytes, and whatever is unusual record by record, which says what is wrong. */
export class CsvPart {
  private readonly sink: RowSink;
  private readonly kept: KeptRanges;
  private readonly number: NumberScanner;
  private readonly absent: readonly number[];
  private readonly mustBeWhole: readonly boolean[];
  /** Place of a column among those that are carried through, -1 where it is not. */
  private readonly keptAt: Int32Array;
  /** What the meaning of a column depends on. */
  private readonly key: string;
  private readonly keepPlaces = (row: number, places: Int32Array): void => this.kept.setRows(row, places);
  private line = 0;
  /** Line breaks inside the record that is being read. */
  private breaks = 0;

  constructor(
    private readonly bytes: Uint8Array,
    private readonly engine: Engine,
    private readonly columns: NumericColumns | undefined,
    private readonly layout: CsvLayout,
    scratch: Scratch,
  ) {
    this.sink = new RowSink(engine, columns, scratch);
    this.kept = new KeptRanges(bytes, layout.kept.length, 'csv');
    this.number = new NumberScanner(engine.takes === 'matrix64' ? 'matrix64' : 'matrix');
    this.absent = [...engine.schema.features.keys()].filter((feature) => !layout.features.includes(feature));
    this.mustBeWhole = columns?.integer ?? [];
    this.key = `csv ${layout.features.join()} ${layout.kept.join()}`;
    this.keptAt = Int32Array.from(layout.features, (_, column) => layout.kept.indexOf(column));
  }

  read(): TableRows {
    const { bytes, sink } = this;
    let at = 0;
    while (at < bytes.length) {
      const taken = this.templateRows(at);
      if (taken > at) {
        at = taken;
        continue;
      }
      if (bytes[at] === LINE_FEED || (bytes[at] === RETURN && bytes[at + 1] === LINE_FEED)) {
        at += bytes[at] === LINE_FEED ? 1 : 2;
        this.line += 1;
        continue;
      }
      this.breaks = 0;
      const next = sink.matrix === undefined ? GIVES_UP : this.numbers(at);
      at = next === GIVES_UP ? this.record(at) : next;
      this.line += 1 + this.breaks;
    }
    return { block: sink.block(), lines: sink.lines, kept: this.kept, rejected: sink.rejected, lineCount: this.line };
  }

  /** Position after the records that have the usual template. */
  private templateRows(at: number): number {
    const { bytes, columns, sink, layout, keptAt } = this;
    if (sink.matrix === undefined || columns === undefined) return at;
    const before = sink.matrix.rows;
    const learn = (): RowTemplate => csvTemplate(bytes.subarray(at), columns, layout.features, keptAt);
    const keep = layout.kept.length === 0 ? undefined : this.keepPlaces;
    const next = columns.templates.take(bytes, at, bytes.length, this.key, learn, sink.matrix, keep);
    sink.lines.add(this.line, sink.matrix.rows - before);
    this.line += sink.matrix.rows - before;
    return next;
  }

  /** A record of numbers; GIVES_UP at anything unusual, with nothing of it taken. */
  private numbers(start: number): number {
    const { sink, columns } = this;
    if (sink.matrix === undefined || columns === undefined) return GIVES_UP;
    const base = sink.matrix.nextRow();
    const end = this.cells(start, sink.matrix.values, base, sink.rows);
    if (end === GIVES_UP) {
      sink.matrix.rows -= 1;
      return GIVES_UP;
    }
    for (const feature of this.absent) sink.matrix.values[base + feature] = Number.NaN;
    sink.lines.add(this.line);
    return end;
  }

  private cells(start: number, values: Float32Array | Float64Array, base: number, row: number): number {
    const { bytes, layout, keptAt } = this;
    const { features } = layout;
    let at = start;
    for (let column = 0; column < features.length; column += 1) {
      if (column > 0 && bytes[at++] !== COMMA) return GIVES_UP;
      const from = at;
      const feature = features[column];
      at = feature < 0 ? this.skip(at) : this.cell(at, feature, values, base);
      if (at === GIVES_UP) return GIVES_UP;
      if (keptAt[column] >= 0) this.kept.set(row, keptAt[column], from, at);
    }
    if (at >= bytes.length) return at;
    if (bytes[at] === RETURN) at += 1;
    return bytes[at] === LINE_FEED ? at + 1 : GIVES_UP;
  }

  private cell(start: number, feature: number, values: Float32Array | Float64Array, base: number): number {
    const { bytes, number, columns } = this;
    const short = shortDecimal(bytes, start, values, base + feature);
    // At whatever follows, an exponent perhaps, it is looked at again.
    if (short !== NOT_SHORT && (bytes[short] === COMMA || bytes[short] === LINE_FEED) && !this.mustBeWhole[feature]) return short;
    let at = start;
    while (bytes[at] === SPACE) at += 1;
    if (number.scan(bytes, at, true)) {
      if (columns?.integer[feature] === true && !number.isWhole(bytes, at)) return GIVES_UP;
      values[base + feature] = number.value;
      at = number.end;
      while (bytes[at] === SPACE) at += 1;
      return at;
    }
    if (at > start || columns?.optional[feature] !== true || !this.endsCell(at)) return GIVES_UP;
    values[base + feature] = Number.NaN;
    return at;
  }

  /** Position after a cell that no feature is read from. */
  private skip(start: number): number {
    const { bytes } = this;
    let at = start;
    if (bytes[at] === QUOTE) {
      at = quotedEnd(bytes, at, bytes.length);
      if (at === NO_END || !this.endsCell(at)) return GIVES_UP;
      for (let feed = bytes.indexOf(LINE_FEED, start); feed >= 0 && feed < at; feed = bytes.indexOf(LINE_FEED, feed + 1)) this.breaks += 1;
      return at;
    }
    while (at < bytes.length && bytes[at] !== COMMA && bytes[at] !== LINE_FEED) {
      if (bytes[at] === QUOTE) return GIVES_UP;
      at += 1;
    }
    return bytes[at] === LINE_FEED && at > start && bytes[at - 1] === RETURN ? at - 1 : at;
  }

  private endsCell(at: number): boolean {
    const byte = this.bytes[at];
    return at >= this.bytes.length || byte === COMMA || byte === LINE_FEED || (byte === RETURN && this.bytes[at + 1] === LINE_FEED);
  }

  /** One record by the decoder that all bodies are read with; it says what is wrong. */
  private record(start: number): number {
    const { bytes, sink } = this;
    const end = this.endOf(start);
    this.breaks = -1;
    for (let at = bytes.indexOf(LINE_FEED, start); at >= 0 && at < end; at = bytes.indexOf(LINE_FEED, at + 1)) this.breaks += 1;
    if (this.breaks < 0) this.breaks = 0;
    const read = this.decode(bytes.subarray(start, end));
    if (typeof read === 'string') sink.reject(this.line, read);
    else if (sink.add(read, this.line) && this.layout.kept.length > 0) this.keep(start, sink.rows - 1);
    return end;
  }

  /** Where the record ends. Of one that is never closed the first line is broken, and those after it are records again. */
  private endOf(start: number): number {
    const { bytes } = this;
    const found = recordEnd(bytes, start, bytes.length);
    const end = found === UNCLOSED ? lineEnd(bytes, start, bytes.length) : found;
    return end === NO_END ? bytes.length : end;
  }

  private decode(record: Uint8Array): readonly Cell[] | string {
    const { layout, engine } = this;
    const text = decodeUtf8(record);
    if (text === undefined) return 'the record is not UTF-8; save the file as UTF-8';
    const read = csvRows(text);
    if (!read.ok) return read.message;
    const [cells = []] = read.rows;
    if (read.rows.length > 1) return 'text follows a closing quotation mark; put a comma or a line break there';
    if (cells.length !== layout.features.length)
      return `the record has ${cells.length} cells, the table ${layout.features.length}; give as many`;
    const problems: string[] = [];
    const values = engine.schema.features.map((feature, index): Cell => {
      const column = layout.features.indexOf(index);
      const result: CellResult = column < 0 ? { ok: true, value: null } : cellFromText(cells[column] ?? '', feature);
      if (result.ok) return result.value;
      problems.push(problemText({ column: feature.name, message: result.message }));
      return null;
    });
    return problems.length > 0 ? problems.join('; ') : values;
  }

  /** Where the cells of a sound record are. */
  private keep(start: number, row: number): void {
    const { bytes, keptAt } = this;
    let at = start;
    for (let column = 0; column < keptAt.length; column += 1) {
      const from = at;
      at = bytes[at] === QUOTE ? quotedEnd(bytes, at, bytes.length) : this.skip(at);
      if (keptAt[column] >= 0) this.kept.set(row, keptAt[column], from, at);
      at += 1;
    }
  }
}
