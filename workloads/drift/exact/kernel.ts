import type { ExactDistances } from '../../../core/drift/compare.js';
import { wasmModule, type WasmMemory } from '../../../core/wasm.js';
import { WASM } from './sort.wasm.js';

interface SortModule {
  readonly memory: WasmMemory;
  toOrder(at: number, end: number, tables: number, out: number): number;
  countDigit(at: number, end: number, table: number, shift: bigint): void;
  addresses(table: number, to: number, count: number): number;
  scatter(at: number, end: number, table: number, shift: bigint): void;
  mend(start: number, end: number, moves: number): number;
  fromOrder(at: number, end: number, to: number): void;
  walk(a: number, b: number, n: number, m: number, out: number): void;
}

const instance = wasmModule(WASM);

const WASM_PAGE = 1 << 16;
const TABLE_BYTES = 8192;
const OUT = 3 * TABLE_BYTES;
const FIRST = OUT + 64;
/** Between two samples: the infinity behind one and that before the other. */
const BOUNDS = 16;
const DIGIT_BITS = 11n;
const HIGH_DIGITS = [31n, 42n, 53n] as const;
/** The last two overlap: 64 bits are five digits of eleven and one of nine. */
const ALL_DIGITS = [0n, 11n, 22n, 33n, 44n, 53n] as const;
/** Moves a value that mending may take before sorting by all digits is faster. */
const MOVES_A_VALUE = 4;

interface Sorted {
  readonly from: number;
  readonly count: number;
  /** Where the other half is, which sorting needs and nobody after it; both have room for an infinity at each end. */
  readonly scratch: number;
  /** Bytes of a half. */
  readonly room: number;
}

/** Sorts samples and compares sorted ones; its memory grows to the largest and is kept, so make one for many columns. */
export class ExactKernel {
  private readonly call = instance() as SortModule;
  private bytes = new Uint8Array(this.call.memory.buffer);
  private doubles = new Float64Array(this.call.memory.buffer);
  private last: Sorted = { from: FIRST, count: 0, scratch: FIRST, room: 0 };

  /**
   * The finite values, ascending; minus zero is zero. What was given stays as it is. The result lies in the kernel's memory: copy it before
   * the next call.
   */
  sort(values: Float64Array): Float64Array {
    const room = values.length * 8;
    this.reserve(FIRST + 2 * (room + BOUNDS));
    this.doubles.set(values, FIRST / 8);
    this.last = this.sorted(FIRST, room);
    return this.doubles.subarray(this.last.from / 8, this.last.from / 8 + this.last.count);
  }

  /**
   * Kolmogorov-Smirnov and Wasserstein distance of other values from those that were sorted last, as `kolmogorovSmirnov` and `wasserstein` give
   * them; NaN where a side has no value.
   *
   * @param other ascending, finite
   */
  distancesFrom(other: Float64Array): ExactDistances {
    const { from, count, scratch, room } = this.last;
    const [n, m] = [other.length, count];
    if (n === 0 || m === 0) return { ks: Number.NaN, wasserstein: Number.NaN };
    const at = n * 8 <= room ? scratch : FIRST + 2 * (room + BOUNDS);
    this.reserve(at + n * 8 + BOUNDS);
    this.doubles.set(other, at / 8);
    this.bound(at, n);
    this.bound(from, m);
    this.call.walk(at, from, n, m, OUT);
    const [apart = 0, area = 0] = this.doubles.subarray(OUT / 8, OUT / 8 + 2);
    return { ks: apart / n / m, wasserstein: area / n / m };
  }

  /** Puts an infinity at each end of what is sorted. */
  private bound(at: number, count: number): void {
    this.doubles[at / 8 - 1] = Number.NEGATIVE_INFINITY;
    this.doubles[at / 8 + count] = Number.POSITIVE_INFINITY;
  }

  /** Where the sorted values lie. */
  private sorted(at: number, room: number): Sorted {
    const { call } = this;
    this.bytes.fill(0, 0, 3 * TABLE_BYTES);
    const count = (call.toOrder(at, at + room, 0, OUT) - at) / 8;
    const other = at + room + BOUNDS;
    const shifts = highestDigits(new BigUint64Array(call.memory.buffer, OUT, 1)[0] ?? 0n);
    let from = shifts[2] === HIGH_DIGITS[2] ? this.sortByCounted(at, other, count) : this.sortByDigits(at, other, count, shifts);
    if (call.mend(from, from + count * 8, MOVES_A_VALUE * count) === 0)
      from = this.sortByDigits(from, at + other - from, count, ALL_DIGITS);
    call.fromOrder(from, from + count * 8, from);
    return { from, count, scratch: at + other - from, room };
  }

  /** By the three highest digits, which are counted already. */
  private sortByCounted(at: number, other: number, count: number): number {
    let from = at;
    for (const [digit, shift] of HIGH_DIGITS.entries()) from = this.pass(from, at + other - from, count, digit * TABLE_BYTES, shift);
    return from;
  }

  private sortByDigits(at: number, other: number, count: number, shifts: readonly bigint[]): number {
    let [from, to] = [at, other];
    for (const shift of shifts) {
      this.bytes.fill(0, 0, TABLE_BYTES);
      this.call.countDigit(from, from + count * 8, 0, shift);
      const next = this.pass(from, to, count, 0, shift);
      if (next !== from) to = from;
      from = next;
    }
    return from;
  }

  /** Sorts by one digit whose counts are in a table, and says where the values are then. */
  private pass(from: number, to: number, count: number, table: number, shift: bigint): number {
    if (this.call.addresses(table, to, count) === 1) return from;
    this.call.scatter(from, from + count * 8, table, shift);
    return to;
  }

  private reserve(bytes: number): void {
    const { memory } = this.call;
    const missing = bytes - memory.buffer.byteLength;
    if (missing <= 0) return;
    memory.grow(Math.ceil(missing / WASM_PAGE));
    this.bytes = new Uint8Array(memory.buffer);
    this.doubles = new Float64Array(memory.buffer);
  }
}

/**
 * The three highest digits in which values differ: of clock times the highest bits are the same in all.
 *
 * @param unlike the bits that are not the same in all
 */
function highestDigits(unlike: bigint): readonly bigint[] {
  const bits = BigInt(unlike.toString(2).length);
  if (bits > HIGH_DIGITS[2]) return HIGH_DIGITS;
  return [3n, 2n, 1n].map((digits) => (bits > digits * DIGIT_BITS ? bits - digits * DIGIT_BITS : 0n));
}
