import type { ByteWriter } from '../../core/codec/byte-writer.js';
import { csvRows } from '../../core/codec/csv-rows.js';
import { csvText } from '../../core/codec/encode.js';
import type { KeptCells, LineFormat } from './table-rows.js';

const NULL = Buffer.from('null');

/** Cells that are carried through as they stand in the bytes of a part. */
export class KeptRanges implements KeptCells {
  private ranges = new Int32Array(1024);
  /** Of cells that stand in no place of their own. */
  private readonly absent = -1;

  constructor(
    private readonly bytes: Uint8Array,
    private readonly columns: number,
    private readonly source: LineFormat,
  ) {}

  set(row: number, column: number, from: number, to: number): void {
    const at = 2 * (row * this.columns + column);
    this.reserve(at + 2);
    this.ranges[at] = from;
    this.ranges[at + 1] = to;
  }

  /** The places of all columns of the rows from one on, one after the other. */
  setRows(row: number, places: Int32Array): void {
    const at = 2 * row * this.columns;
    this.reserve(at + places.length);
    this.ranges.set(places, at);
  }

  /** A record that does not have the column. */
  setAbsent(row: number, column: number): void {
    this.set(row, column, this.absent, this.absent);
  }

  private reserve(length: number): void {
    if (length <= this.ranges.length) return;
    const larger = new Int32Array(Math.max(this.ranges.length * 2, length));
    larger.set(this.ranges);
    this.ranges = larger;
  }

  write(writer: ByteWriter, row: number, column: number, format: LineFormat): void {
    const at = 2 * (row * this.columns + column);
    const [from, to] = [this.ranges[at], this.ranges[at + 1]];
    if (from === this.absent) {
      if (format === 'jsonl') writer.raw(NULL);
      return;
    }
    const cell = this.bytes.subarray(from, to);
    if (format === this.source) writer.raw(cell);
    else writer.text(this.source === 'csv' ? jsonOf(textOf(cell)) : csvOf(textOf(cell)));
  }
}

function textOf(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('utf8');
}

/** A cell of CSV is a text; nobody knows whether 007 is a number. */
function jsonOf(cell: string): string {
  const read = csvRows(cell);
  return JSON.stringify(read.ok ? (read.rows[0]?.[0] ?? '') : cell);
}

/** A text of JSON without its marks, null as nothing, whatever else as it stands. */
function csvOf(json: string): string {
  const value: unknown = JSON.parse(json);
  return value === null ? '' : csvText(typeof value === 'string' ? value : json);
}
