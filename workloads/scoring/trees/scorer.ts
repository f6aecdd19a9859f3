import { wasmModule, type WasmMemory } from '../../../core/wasm.js';
import type { Ensemble } from './ensemble.js';
import { WASM } from './kernel.wasm.js';
import { BLOCK_ROWS, layOut, type Layout } from './layout.js';

/** What kernel.wat exports. */
interface Kernel {
  readonly memory: WasmMemory;
  scorePairs: Kernel['scoreGroups'];
  scoreGroups(
    tree: number,
    treesEnd: number,
    rows: number,
    rowsEnd: number,
    groupBytes: number,
    sums: number,
    sumBytes: number,
    single: number,
  ): void;
  scoreRow(tree: number, treesEnd: number, row: number, sums: number, leaves: number, single: number): void;
}

const LANES = 4;
const DOUBLE_BYTES = 8;
const newKernel = wasmModule(WASM);

/** An ensemble in a kernel's memory, which it has alone. Loops are plain and typed arrays are views, as a row takes half a microsecond in the kernel. */
export class Scorer {
  readonly #kernel = newKernel() as Kernel;
  readonly #layout: Layout;
  readonly #single: number;
  readonly #start: Float64Array;
  readonly #rows: Float64Array;
  readonly #sums: Float64Array;
  readonly #writeRow: ReturnType<Layout['columns']['writer']>;

  constructor(readonly ensemble: Ensemble) {
    const layout = layOut(ensemble, this.#kernel.memory);
    const { buffer } = this.#kernel.memory;
    const groups = BLOCK_ROWS / LANES;
    this.#layout = layout;
    this.#single = ensemble.precision === 'single' ? 1 : 0;
    this.#start = Float64Array.from(ensemble.start);
    this.#rows = new Float64Array(buffer, layout.rows, (groups * layout.groupBytes) / DOUBLE_BYTES);
    this.#sums = new Float64Array(buffer, layout.sums, (groups * layout.sumBytes) / DOUBLE_BYTES);
    this.#writeRow = layout.columns.writer();
    const stride = layout.groupBytes / DOUBLE_BYTES;
    for (let group = 0; group < groups; group += 1) this.#rows.fill(Number.NaN, group * stride, group * stride + LANES);
  }

  /** Sums of rows, row-major; `values` too. */
  sums(values: Float32Array | Float64Array, rows: number): Float64Array {
    const sums = new Float64Array(rows * this.#start.length);
    for (let first = 0; first < rows; first += BLOCK_ROWS) {
      const count = Math.min(BLOCK_ROWS, rows - first);
      this.#load(values, first, count);
      this.#score(count);
      this.#unload(sums, first, count);
    }
    return sums;
  }

  #load(values: Float32Array | Float64Array, first: number, count: number): void {
    const outputs = this.#start.length;
    const { features } = this.ensemble;
    const rowStride = this.#layout.groupBytes / DOUBLE_BYTES;
    const sumStride = this.#layout.sumBytes / DOUBLE_BYTES;
    for (let row = 0; row < count; row += 1) {
      const lane = row % LANES;
      const group = (row - lane) / LANES;
      this.#writeRow(values, (first + row) * features, this.#rows, group * rowStride + lane);
      for (let output = 0; output < outputs; output += 1) this.#sums[group * sumStride + output * LANES + lane] = this.#start[output];
    }
  }

  /** Groups of four by trees, two at a time as far as there are two, and the rows that are left one by one. */
  #score(count: number): void {
    const { trees, treesEnd, paddedEnd, rows, groupBytes, sums, sumBytes, leaves } = this.#layout;
    const whole = Math.floor(count / LANES);
    const paired = whole - (whole % 2);
    const middle = rows + paired * groupBytes;
    const end = rows + whole * groupBytes;
    const middleSums = sums + paired * sumBytes;
    if (paired > 0) this.#kernel.scorePairs(trees, treesEnd, rows, middle, groupBytes, sums, sumBytes, this.#single);
    if (end > middle) this.#kernel.scoreGroups(trees, treesEnd, middle, end, groupBytes, middleSums, sumBytes, this.#single);
    for (let lane = 0; lane < count % LANES; lane += 1) {
      const row = rows + whole * groupBytes + lane * DOUBLE_BYTES;
      this.#kernel.scoreRow(trees, paddedEnd, row, sums + whole * sumBytes + lane * DOUBLE_BYTES, leaves, this.#single);
    }
  }

  #unload(sums: Float64Array, first: number, count: number): void {
    const outputs = this.#start.length;
    const stride = this.#layout.sumBytes / DOUBLE_BYTES;
    for (let row = 0; row < count; row += 1) {
      const lane = row % LANES;
      const from = ((row - lane) / LANES) * stride + lane;
      const to = (first + row) * outputs;
      for (let output = 0; output < outputs; output += 1) sums[to + output] = this.#sums[from + output * LANES];
    }
  }
}
