import type { ColumnMetaData, SchemaElement } from 'hyparquet';
import type { FileHandle } from 'node:fs/promises';
import { readHybrid } from './parquet-levels.js';

/** Bytes that a page's header has at most, of columns of numbers. */
const HEADER_BYTES = 4096;
/** Page types and encodings as their numbers (Apache Parquet, parquet.thrift). */
const DATA_PAGE = 0;
const DICTIONARY_PAGE = 2;
const DATA_PAGE_V2 = 3;
const PLAIN = 0;
const DICTIONARIES = [2, 8];
/** Encodings of values, and of what says which are there. */
const ENCODINGS = new Set(['PLAIN', 'RLE', 'BIT_PACKED', 'PLAIN_DICTIONARY', 'RLE_DICTIONARY']);
const WHOLE = new Set([undefined, 'INT_8', 'INT_16', 'INT_32', 'INT_64']);
const WIDTHS: Readonly<Record<string, number>> = { DOUBLE: 8, FLOAT: 4, INT64: 8, INT32: 4 };

/** What of the library is needed to read pages. */
export interface PageTools {
  readonly header: (reader: { readonly view: DataView; offset: number }) => Readonly<Record<string, unknown>>;
  readonly unpack: (bytes: Uint8Array, size: number, codec: string) => Uint8Array;
}

/** Whether a column of numbers is written so that its pages can be read one at a time; others the library reads whole. */
export function isPaged({ type, encodings, codec }: ColumnMetaData, element: SchemaElement, codecs: ReadonlySet<string>): boolean {
  return (
    type in WIDTHS &&
    codecs.has(codec) &&
    encodings.every((encoding) => ENCODINGS.has(encoding)) &&
    element.repetition_type !== 'REPEATED' &&
    WHOLE.has(element.converted_type) &&
    (element.logical_type === undefined || element.logical_type.type === 'INTEGER')
  );
}

/** What pages are read into, one after the other: values of one column, and places in dictionaries, which all columns share. */
export interface PageMemory {
  values: Float64Array;
  readonly shared: { places: Int32Array };
}

/** Values of one column of one group of rows, read page by page: only a page is in memory at a time. */
export class NumberPages {
  private position: number;
  private dictionary: Float64Array | undefined;
  private pageRows = 0;
  private used = 0;

  constructor(
    private readonly file: FileHandle,
    private readonly column: ColumnMetaData,
    private readonly optional: boolean,
    private readonly tools: PageTools,
    private readonly memory: PageMemory,
  ) {
    const { dictionary_page_offset: dictionary, data_page_offset: data } = column;
    this.position = Number(dictionary !== undefined && dictionary > 0n && dictionary < data ? dictionary : data);
  }

  /** The next values, missing ones as NaN. */
  async fill(into: Float64Array): Promise<void> {
    for (let at = 0; at < into.length;) {
      if (this.used === this.pageRows) await this.nextPage();
      const count = Math.min(into.length - at, this.pageRows - this.used);
      into.set(this.memory.values.subarray(this.used, this.used + count), at);
      at += count;
      this.used += count;
    }
  }

  async skip(rows: number): Promise<void> {
    for (let left = rows; left > 0;) {
      if (this.used === this.pageRows) await this.nextPage();
      const count = Math.min(left, this.pageRows - this.used);
      left -= count;
      this.used += count;
    }
  }

  private async nextPage(): Promise<void> {
    for (;;) {
      const head = await this.read(this.position, HEADER_BYTES);
      const reader = { view: new DataView(head.buffer, head.byteOffset, head.length), offset: 0 };
      const header = this.tools.header(reader);
      const size = Number(header['field_3']);
      const bytes = await this.read(this.position + reader.offset, size);
      if (bytes.length < size) throw new TypeError('a page is cut off');
      this.position += reader.offset + size;
      if (header['field_1'] === DICTIONARY_PAGE) {
        const { field_1: count } = header['field_7'] as { readonly field_1: number };
        this.dictionary = new Float64Array(count);
        this.plain(this.tools.unpack(bytes, Number(header['field_2']), this.column.codec), this.dictionary, count);
      } else if (header['field_1'] === DATA_PAGE || header['field_1'] === DATA_PAGE_V2) {
        if (header['field_1'] === DATA_PAGE) this.dataPage(bytes, header);
        else this.dataPageV2(bytes, header);
        this.used = 0;
        if (this.pageRows > 0) return;
      }
    }
  }

  private async read(position: number, size: number): Promise<Buffer> {
    const bytes = Buffer.allocUnsafe(size);
    const { bytesRead } = await this.file.read(bytes, 0, size, position);
    if (bytesRead === 0) throw new TypeError('the file ends in the midst of a column');
    return bytes.subarray(0, bytesRead);
  }

  private dataPage(bytes: Uint8Array, header: Readonly<Record<string, unknown>>): void {
    const { field_1: rows, field_2: encoding } = header['field_5'] as { readonly field_1: number; readonly field_2: number };
    const page = this.tools.unpack(bytes, Number(header['field_2']), this.column.codec);
    const length = this.optional ? new DataView(page.buffer, page.byteOffset).getUint32(0, true) : 0;
    const values = this.optional ? 4 + length : 0;
    this.rows(rows, this.optional ? page.subarray(4, values) : undefined, page.subarray(values), encoding);
  }

  /** Levels first, which are never packed. */
  private dataPageV2(bytes: Uint8Array, header: Readonly<Record<string, unknown>>): void {
    const {
      field_1: rows,
      field_4: encoding,
      field_5: levels,
      field_6: repeated = 0,
      field_7: isPacked = true,
    } = header['field_8'] as {
      readonly field_1: number;
      readonly field_4: number;
      readonly field_5: number;
      readonly field_6?: number;
      readonly field_7?: boolean;
    };
    const start = levels + repeated;
    const rest = bytes.subarray(start);
    const values = isPacked ? this.tools.unpack(rest, Number(header['field_2']) - start, this.column.codec) : rest;
    this.rows(rows, this.optional ? bytes.subarray(repeated, start) : undefined, values, encoding);
  }

  /** @param levels which values are there, 1 or 0; undefined where all are */
  private rows(rows: number, levels: Uint8Array | undefined, values: Uint8Array, encoding: number): void {
    const { memory } = this;
    if (memory.values.length < rows) memory.values = new Float64Array(rows);
    if (memory.shared.places.length < rows) memory.shared.places = new Int32Array(rows);
    this.pageRows = rows;
    let there = rows;
    let present: Int32Array | undefined;
    if (levels !== undefined) {
      present = memory.shared.places.subarray(0, rows);
      if (!readHybrid(levels, 0, 1, present, rows)) throw new TypeError('what says which values are there is cut off');
      there = present.reduce((sum, each) => sum + each, 0);
      // Places in a dictionary are read into the same memory.
      present = there === rows ? undefined : present.slice();
    }
    if (encoding === PLAIN) this.plain(values, memory.values, there);
    else if (DICTIONARIES.includes(encoding) && this.dictionary !== undefined) this.looked(values, there, this.dictionary);
    else throw new TypeError(`encoding ${encoding} is not read`);
    if (present !== undefined) spread(memory.values, present, there);
  }

  private looked(values: Uint8Array, count: number, dictionary: Float64Array): void {
    if (count === 0) return;
    const {
      values: page,
      shared: { places },
    } = this.memory;
    if (!readHybrid(values, 1, values[0], places, count)) throw new TypeError('places in a dictionary are cut off');
    for (let index = 0; index < count; index += 1) page[index] = dictionary[places[index]];
  }

  private plain(bytes: Uint8Array, into: Float64Array, count: number): void {
    const { type } = this.column;
    if (bytes.length < count * (WIDTHS[type] ?? 0)) throw new TypeError('values are cut off');
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
    if (type === 'DOUBLE') for (let index = 0; index < count; index += 1) into[index] = view.getFloat64(index * 8, true);
    else if (type === 'FLOAT') for (let index = 0; index < count; index += 1) into[index] = view.getFloat32(index * 4, true);
    else if (type === 'INT32') for (let index = 0; index < count; index += 1) into[index] = view.getInt32(index * 4, true);
    else
      for (let index = 0; index < count; index += 1) {
        const value = view.getInt32(index * 8 + 4, true) * 2 ** 32 + view.getUint32(index * 8, true);
        // A number that a double cannot hold is no number to a model: it is refused like infinity.
        into[index] = Number.isSafeInteger(value) ? value : Number.POSITIVE_INFINITY;
      }
  }
}

/** Values that are there to the rows that they belong to, from the last one on. */
function spread(page: Float64Array, present: Int32Array, there: number): void {
  let from = there;
  for (let row = present.length - 1; row >= 0; row -= 1) page[row] = present[row] === 1 ? page[--from] : Number.NaN;
}
