import type { ColumnMetaData, SchemaElement } from 'hyparquet';
import type { FileHandle } from 'node:fs/promises';
import type { ColumnKernel } from './column-kernel.js';
import { HybridNumbers } from './parquet-levels.js';

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
const BEYOND = 'a place lies beyond the dictionary';
const SKIPPED_ROWS = 8192;
const WIDTHS: Readonly<Record<string, number>> = { DOUBLE: 8, FLOAT: 4, INT64: 8, INT32: 4 };

/** What of the library is needed to read pages. */
export interface PageTools {
  readonly header: (reader: { readonly view: DataView; offset: number }) => Readonly<Record<string, unknown>>;
  readonly unpack: (bytes: Uint8Array, size: number, codec: string, into: PageMemory) => Uint8Array;
}

/** Memory for the bytes of one page after the other. */
export class PageMemory {
  private bytes = Buffer.alloc(0);

  take(size: number): Buffer {
    if (this.bytes.length < size) this.bytes = Buffer.allocUnsafeSlow(size);
    return this.bytes.subarray(0, size);
  }
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

/** What numbers are read into on their way, which all columns share. */
export class PageScratch {
  readonly head = new PageMemory();
  readonly packed = new PageMemory();
  private memory = new ArrayBuffer(0);

  words(count: number): Int32Array {
    return new Int32Array(this.reserved(count), 0, count);
  }

  singles(count: number): Float32Array {
    return new Float32Array(this.reserved(count), 0, count);
  }

  private reserved(words: number): ArrayBuffer {
    if (this.memory.byteLength < words * 4) this.memory = new ArrayBuffer(words * 4);
    return this.memory;
  }
}

/** Where the values of a page come from, as many as are asked for. */
interface PageValues {
  /** @returns whether all are finite */
  take(into: Float64Array, count: number): boolean;
}

/** Values of one column of one group of rows, read page by page: only a page's bytes are in memory. */
export class NumberPages {
  private position: number;
  private dictionary: Float64Array | undefined;
  private hasFiniteDictionary = true;
  private levels: HybridNumbers | undefined;
  private values: PageValues | undefined;
  /** Rows of the page that were not read. */
  private left = 0;

  constructor(
    private readonly file: FileHandle,
    private readonly column: ColumnMetaData,
    private readonly optional: boolean,
    private readonly tools: PageTools,
    private readonly scratch: PageScratch,
    private readonly memory: PageMemory,
    private readonly kernel: ColumnKernel,
  ) {
    const { dictionary_page_offset: dictionary, data_page_offset: data } = column;
    this.position = Number(dictionary !== undefined && dictionary > 0n && dictionary < data ? dictionary : data);
  }

  /**
   * The next values, missing ones as NaN.
   *
   * @returns whether all are there and finite
   */
  async fill(into: Float64Array): Promise<boolean> {
    let areFinite = true;
    for (let at = 0; at < into.length;) {
      if (this.left === 0) await this.nextPage();
      const count = Math.min(into.length - at, this.left);
      if (!this.rows(into.subarray(at, at + count), count)) areFinite = false;
      this.left -= count;
      at += count;
    }
    return areFinite;
  }

  async skip(rows: number): Promise<void> {
    const nowhere = new Float64Array(Math.min(SKIPPED_ROWS, rows));
    for (let done = 0; done < rows; done += nowhere.length) await this.fill(nowhere.subarray(0, rows - done));
  }

  private rows(into: Float64Array, count: number): boolean {
    const { levels, values } = this;
    if (values === undefined) return true;
    if (levels === undefined || levels.passRun(1, count)) return values.take(into, count);
    // Places in a dictionary are read into the memory that is shared.
    const present = new Int32Array(count);
    levels.read(present, count);
    const there = present.reduce((sum, each) => sum + each, 0);
    const areFinite = values.take(into, there);
    spread(into, present, there);
    return areFinite && there === count;
  }

  private async nextPage(): Promise<void> {
    for (;;) {
      const head = await this.read(this.position, this.scratch.head.take(HEADER_BYTES));
      const reader = { view: new DataView(head.buffer, head.byteOffset, head.length), offset: 0 };
      const header = this.tools.header(reader);
      const size = Number(header['field_3']);
      const bytes = await this.read(this.position + reader.offset, this.scratch.packed.take(size));
      if (bytes.length < size) throw new TypeError('a page is cut off');
      this.position += reader.offset + size;
      if (header['field_1'] === DICTIONARY_PAGE) {
        const { field_1: count } = header['field_7'] as { readonly field_1: number };
        const page = this.unpack(bytes, Number(header['field_2']));
        this.dictionary = new Float64Array(count);
        this.hasFiniteDictionary = this.plain(page).take(this.dictionary, count);
      } else if (header['field_1'] === DATA_PAGE || header['field_1'] === DATA_PAGE_V2) {
        if (header['field_1'] === DATA_PAGE) this.dataPage(bytes, header);
        else this.dataPageV2(bytes, header);
        if (this.left > 0) return;
      }
    }
  }

  private async read(position: number, into: Buffer): Promise<Buffer> {
    const { bytesRead } = await this.file.read(into, 0, into.length, position);
    if (bytesRead === 0 && into.length > 0) throw new TypeError('the file ends in the midst of a column');
    return into.subarray(0, bytesRead);
  }

  private unpack(bytes: Uint8Array, size: number): Uint8Array {
    return this.tools.unpack(bytes, size, this.column.codec, this.memory);
  }

  private dataPage(bytes: Uint8Array, header: Readonly<Record<string, unknown>>): void {
    const { field_1: rows, field_2: encoding } = header['field_5'] as { readonly field_1: number; readonly field_2: number };
    const page = this.unpack(bytes, Number(header['field_2']));
    const length = this.optional ? new DataView(page.buffer, page.byteOffset).getUint32(0, true) : 0;
    const values = this.optional ? 4 + length : 0;
    this.open(rows, this.optional ? page.subarray(4, values) : undefined, page.subarray(values), encoding);
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
    const values = isPacked ? this.unpack(rest, Number(header['field_2']) - start) : Uint8Array.from(rest);
    this.open(rows, this.optional ? Uint8Array.from(bytes.subarray(repeated, start)) : undefined, values, encoding);
  }

  /** @param levels which values are there, 1 or 0; undefined where all are */
  private open(rows: number, levels: Uint8Array | undefined, values: Uint8Array, encoding: number): void {
    this.left = rows;
    this.levels = levels === undefined ? undefined : new HybridNumbers(levels, 0, 1);
    if (encoding === PLAIN) this.values = this.plain(values);
    else if (DICTIONARIES.includes(encoding) && this.dictionary !== undefined) this.values = this.looked(values, this.dictionary);
    else throw new TypeError(`encoding ${encoding} is not read`);
  }

  private looked(bytes: Uint8Array, dictionary: Float64Array): PageValues {
    const { scratch, kernel, hasFiniteDictionary } = this;
    // Of a page without values nothing is there.
    const numbers = bytes.length === 0 ? undefined : new HybridNumbers(bytes, 1, bytes[0]);
    return {
      take: (into, count) => {
        if (count === 0) return true;
        if (numbers !== undefined && kernel.canLook(dictionary, into)) {
          if (!numbers.look(kernel, dictionary, into.subarray(0, count))) throw new TypeError(BEYOND);
          return hasFiniteDictionary;
        }
        const places = scratch.words(count);
        const last = dictionary.length - 1;
        let beyond = 0;
        numbers?.read(places, count);
        for (let index = 0; index < count; index += 1) {
          const place = places[index];
          beyond |= last - place;
          into[index] = dictionary[place];
        }
        if (beyond < 0 || numbers === undefined) throw new TypeError(BEYOND);
        return hasFiniteDictionary;
      },
    };
  }

  private plain(bytes: Uint8Array): PageValues {
    const width = WIDTHS[this.column.type] ?? 0;
    let at = 0;
    return {
      take: (into, count) => {
        const end = at + count * width;
        if (bytes.length < end) throw new TypeError('values are cut off');
        this.copy(bytes.subarray(at, end), into, count);
        at = end;
        let sum = 0;
        // 0, or NaN from the first one on that is not finite
        for (let index = 0; index < count; index += 1) sum += into[index] - into[index];
        return sum === 0;
      },
    };
  }

  /** Numbers lie in a file as they do in memory, but anywhere. */
  private copy(bytes: Uint8Array, into: Float64Array, count: number): void {
    const { scratch } = this;
    const { type } = this.column;
    const aligned = type === 'DOUBLE' ? into : type === 'FLOAT' ? scratch.singles(count) : scratch.words(bytes.length / 4);
    new Uint8Array(aligned.buffer, aligned.byteOffset, bytes.length).set(bytes);
    if (type === 'FLOAT' || type === 'INT32') into.set(aligned);
    if (type !== 'INT64') return;
    for (let index = 0; index < count; index += 1) {
      const value = aligned[2 * index + 1] * 2 ** 32 + (aligned[2 * index] >>> 0);
      // A number that a double cannot hold is no number to a model: it is refused like infinity.
      into[index] = Number.isSafeInteger(value) ? value : Number.POSITIVE_INFINITY;
    }
  }
}

/** Values that are there to the rows that they belong to, from the last one on. */
function spread(values: Float64Array, present: Int32Array, there: number): void {
  let from = there;
  for (let row = present.length - 1; row >= 0; row -= 1) values[row] = present[row] === 1 ? values[--from] : Number.NaN;
}
