import { wasmModule, type WasmMemory } from '../../core/wasm.js';
import { WASM } from './columns.wasm.js';

/** What columns.wat exports. */
interface ColumnModule {
  readonly memory: WasmMemory;
  look(bits: number, bit: number, count: number, width: number, dictionary: number, last: number, out: number): number;
  turn(columns: number, width: number, skip: number, rows: number, double: number, out: number): void;
}

const PAGE = 1 << 16;
const DOUBLE = 8;
const BITS = 0;
const BITS_BYTES = 1 << 16;
/** Numbers that are looked up at once: of 24 bits they have room. */
const MOST_NUMBERS = 1 << 14;
const DICTIONARY = BITS + BITS_BYTES;
const MOST_PLACES = 1 << 13;
const COLUMNS = DICTIONARY + MOST_PLACES * DOUBLE;
/** Rows that stay in a core's own cache while they are written column by column. */
const CACHED_ROWS = 256;

const newModule = wasmModule(WASM);
let shared: ColumnKernel | undefined;

/** Holds columns of numbers, reads them from the pages of Parquet and makes rows of them. One for a thread, and one file at a time. */
export class ColumnKernel {
  private readonly module = newModule() as ColumnModule;
  private dictionary: Float64Array | undefined;
  private rows = 0;
  private missing = 0;
  private list = 0;
  private turned = 0;

  /** The thread's own. */
  static shared(): ColumnKernel {
    shared ??= new ColumnKernel();
    return shared;
  }

  /** Makes room for so many columns of so many rows, and for rows of so many features. */
  reserve(columns: number, rows: number, features: number): void {
    this.rows = rows;
    this.missing = COLUMNS + columns * rows * DOUBLE;
    this.list = this.missing + rows * DOUBLE;
    this.turned = this.list + Math.ceil(features / 2) * DOUBLE;
    const bytes = this.turned + CACHED_ROWS * features * DOUBLE;
    const { memory } = this.module;
    if (bytes > memory.buffer.byteLength) memory.grow(Math.ceil((bytes - memory.buffer.byteLength) / PAGE));
    new Float64Array(memory.buffer, this.missing, rows).fill(Number.NaN);
  }

  /** The first rows of a column, until there is room made for others. */
  column(index: number, rows: number): Float64Array {
    return new Float64Array(this.module.memory.buffer, COLUMNS + index * this.rows * DOUBLE, rows);
  }

  /** Whether numbers of a column can be looked up here. */
  canLook(dictionary: Float64Array, into: Float64Array): boolean {
    return dictionary.length <= MOST_PLACES && dictionary.length > 0 && into.buffer === this.module.memory.buffer;
  }

  /**
   * Looks up packed places in a dictionary.
   *
   * @param bit where the first place is, counted from the first byte
   * @param into part of a column, as long as there are places
   * @returns whether all are there
   */
  look(bytes: Uint8Array, bit: number, width: number, dictionary: Float64Array, into: Float64Array): boolean {
    const { module } = this;
    const memory = new Uint8Array(module.memory.buffer);
    if (dictionary !== this.dictionary) {
      new Float64Array(memory.buffer, DICTIONARY, dictionary.length).set(dictionary);
      this.dictionary = dictionary;
    }
    let areThere = true;
    for (let first = 0; first < into.length; first += MOST_NUMBERS) {
      const count = Math.min(MOST_NUMBERS, into.length - first);
      const from = bit + first * width;
      const end = (from + count * width + 7) >>> 3;
      if (end > bytes.length) throw new TypeError('numbers are cut off');
      memory.set(bytes.subarray(from >>> 3, end), BITS);
      const out = into.byteOffset + first * DOUBLE;
      if (module.look(BITS, from & 7, count, width, DICTIONARY, dictionary.length - 1, out) !== 0) areThere = false;
    }
    return areThere;
  }

  /**
   * Writes the rows of columns, in the precision of what they are written into.
   *
   * @param columns the column of each feature; -1 where it is missing in every row
   */
  turn(columns: readonly number[], rows: number, into: Float32Array | Float64Array): void {
    const { module, list, turned } = this;
    const { buffer } = module.memory;
    const addresses = columns.map((index) => (index < 0 ? this.missing : COLUMNS + index * this.rows * DOUBLE));
    new Int32Array(buffer, list, columns.length).set(addresses);
    const isDouble = into instanceof Float64Array;
    const block = isDouble
      ? new Float64Array(buffer, turned, CACHED_ROWS * columns.length)
      : new Float32Array(buffer, turned, CACHED_ROWS * columns.length);
    for (let first = 0; first < rows; first += CACHED_ROWS) {
      const count = Math.min(CACHED_ROWS, rows - first);
      module.turn(list, columns.length, first * DOUBLE, count, isDouble ? 1 : 0, turned);
      into.set(block.subarray(0, count * columns.length), first * columns.length);
    }
  }
}
