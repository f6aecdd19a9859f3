import type { ExactDistances } from '../../../core/drift/compare.js';
import { wasmModule, type WasmMemory } from '../../../core/wasm.js';
import { WASM } from './exact.wasm.js';

interface ExactModule {
  readonly memory: WasmMemory;
  toOrder(at: number, end: number, out: number): number;
  countDigit(at: number, end: number, step: number, table: number, shift: bigint): void;
  addresses(table: number, to: number, count: number): number;
  scatter(at: number, end: number, table: number, shift: bigint): void;
  mend(start: number, end: number, moves: number): number;
  fromOrder(at: number, end: number, to: number): void;
  countSlots(at: number, end: number, entries: number, digit: bigint, slots: number, numbers: number): void;
  mostBetween(a: number, b: number, endA: number, n: number, m: number): number;
  flag(...args: [...both: BothSlots, n: number, m: number, most: number, unlike: bigint]): number;
  gather(at: number, end: number, numbers: number, flags: number): number;
  walk(
    ...args: [
      ...both: BothSlots,
      n: number,
      m: number,
      most: number,
      unlike: bigint,
      x: number,
      y: number,
      first: bigint,
      same: bigint,
      out: number,
    ]
  ): void;
}

type BothSlots = [a: number, b: number, flags: number, entries: number, digit: bigint];

const instance = wasmModule(WASM);

const WASM_PAGE = 1 << 16;
const DIGITS = 2048;
const TABLE_BYTES = DIGITS * 4;
const ENTRIES = TABLE_BYTES;
const OUT = ENTRIES + DIGITS * 8;
const FIRST = OUT + 64;
const DIGIT_BITS = 11;
/** Digits that tell nearly all values apart, so that the rest is mended. */
const HIGH_DIGITS = 3;
/** The last two overlap: 64 bits are five digits of eleven and one of nine. */
const ALL_DIGITS = [0n, 11n, 22n, 33n, 44n, 53n] as const;
/** Moves a value that mending may take before sorting by all digits is faster. */
const MOVES_A_VALUE = 4;
/** Slots are laid out by a value in so many, for so many values each: the fewer, the fewer have to be looked at, until slots leave the cache. */
const SAMPLED = 16;
const VALUES_A_SLOT = 64;
/** Slots that are wanted at most: with the powers of two that they come in, their numbers are below 2^16. */
const MOST_SLOTS = 31_000;
const SLOT_BYTES = 16;

/** Values as whole numbers of their order, in the kernel's memory. */
interface Ordered {
  readonly from: number;
  readonly end: number;
  /** Bits that any of them has, and those that all have. */
  readonly any: bigint;
  readonly all: bigint;
}

/** How the values of two samples are put into slots. */
interface Slots {
  readonly digit: bigint;
  /** Whole number that the first entry starts with. */
  readonly first: bigint;
  readonly count: number;
}

/** Sorts samples and compares them; its memory grows to the largest and is kept, so make one for many columns. */
export class ExactKernel {
  private readonly call = instance() as ExactModule;
  private bytes = new Uint8Array(this.call.memory.buffer);
  private doubles = new Float64Array(this.call.memory.buffer);

  /**
   * The finite values, ascending; minus zero is zero. What was given stays as it is. The result lies in the kernel's memory: copy it before
   * the next call.
   */
  sort(values: Float64Array): Float64Array {
    const other = FIRST + values.length * 8;
    this.reserve(other + values.length * 8);
    const ordered = this.ordered(values, FIRST);
    const count = (ordered.end - FIRST) / 8;
    const from = this.sorted(FIRST, other, count, ordered.any ^ ordered.all);
    this.call.fromOrder(from, from + count * 8, from);
    return this.doubles.subarray(from / 8, from / 8 + count);
  }

  /**
   * Kolmogorov-Smirnov and Wasserstein distance of the finite values of two samples, as `kolmogorovSmirnov` and `wasserstein` give them of sorted
   * ones; NaN where a side has no value. Neither is sorted: values are counted into slots, with their sums, and only those are sorted that share
   * a slot in which the greater of the two distribution functions may change, or the difference be greatest.
   */
  distances(one: Float64Array, other: Float64Array): ExactDistances {
    const second = FIRST + one.length * 8;
    const spare = second + other.length * 8;
    const tables = spare + Math.max(one.length, other.length) * 8;
    this.reserve(tables);
    const [a, b] = [this.ordered(one, FIRST), this.ordered(other, second)];
    const [n, m] = [(a.end - a.from) / 8, (b.end - b.from) / 8];
    if (n === 0 || m === 0) return { ks: Number.NaN, wasserstein: Number.NaN };
    const [any, all] = [a.any | b.any, a.all & b.all];
    const unlike = any ^ all;
    const { digit, first, count } = this.layOut(a, unlike, all);
    const slotsA = tables;
    const slotsB = slotsA + count * SLOT_BYTES;
    const flags = slotsB + count * SLOT_BYTES;
    const numbersA = flags + ((count + 7) & ~7);
    const numbersB = numbersA + ((n + 3) & ~3) * 2;
    this.reserve(numbersB + ((m + 3) & ~3) * 2);
    this.bytes.fill(0, slotsA, numbersA);
    const { call } = this;
    call.countSlots(a.from, a.end, ENTRIES, digit, slotsA, numbersA);
    call.countSlots(b.from, b.end, ENTRIES, digit, slotsB, numbersB);
    const most = call.mostBetween(slotsA, slotsB, slotsB, n, m);
    const both: BothSlots = [slotsA, slotsB, flags, ENTRIES, digit];
    if (call.flag(...both, n, m, most, unlike) > 0) {
      this.sortFlagged(a, call.gather(a.from, a.end, numbersA, flags), spare, unlike);
      this.sortFlagged(b, call.gather(b.from, b.end, numbersB, flags), spare, unlike);
    }
    call.walk(...both, n, m, most, unlike, a.from, b.from, first, all, OUT);
    const [apart = 0, area = 0] = this.doubles.subarray(OUT / 8, OUT / 8 + 2);
    return { ks: apart / n / m, wasserstein: area / n / m };
  }

  private ordered(values: Float64Array, from: number): Ordered {
    this.doubles.set(values, from / 8);
    const end = this.call.toOrder(from, from + values.length * 8, OUT);
    const [any = 0n, all = 0n] = new BigUint64Array(this.call.memory.buffer, OUT, 2);
    return { from, end, any, all };
  }

  /** Finer slots where there are more values: an entry is one digit of the highest bits in which values differ. */
  private layOut(sample: Ordered, unlike: bigint, all: bigint): Slots {
    const bits = Math.max(0, bitsOf(unlike) - DIGIT_BITS);
    const digit = BigInt(bits);
    this.bytes.fill(0, 0, TABLE_BYTES);
    this.call.countDigit(sample.from, sample.end, SAMPLED * 8, 0, digit);
    const [counts, entries] = [
      new Int32Array(this.call.memory.buffer, 0, DIGITS),
      new Int32Array(this.call.memory.buffer, ENTRIES, 2 * DIGITS),
    ];
    const first = (all >> (digit + BigInt(DIGIT_BITS))) << (digit + BigInt(DIGIT_BITS));
    const prefix = Number(BigInt.asIntN(32, first >> digit));
    // No two values differ in the last bits of whole numbers; slots that are never filled would lie between those that are, all in one set of the cache.
    const most = Math.max(0, bits - Math.max(0, bitsOf(unlike & -unlike) - 1));
    const share = Math.max(VALUES_A_SLOT, (sample.end - sample.from) / 8 / MOST_SLOTS);
    let slots = 0;
    for (let entry = 0; entry < DIGITS; entry += 1) {
      const wanted = Math.ceil(((counts[entry] ?? 0) * SAMPLED) / share);
      const parts = Math.min(most, wanted < 2 ? 0 : 32 - Math.clz32(wanted - 1));
      entries[2 * entry] = slots - Math.imul(prefix + entry, 1 << parts);
      entries[2 * entry + 1] = bits - parts;
      slots += 1 << parts;
    }
    return { digit, first, count: slots };
  }

  private sortFlagged({ from }: Ordered, end: number, spare: number, unlike: bigint): void {
    const sorted = this.sorted(from, spare, (end - from) / 8, unlike);
    if (sorted !== from) this.bytes.copyWithin(from, sorted, sorted + end - from);
  }

  /**
   * Sorts whole numbers and says where they are then: where they were, or in the other place.
   *
   * @param unlike the bits that are not the same in all
   */
  private sorted(at: number, other: number, count: number, unlike: bigint): number {
    const from = this.sortByDigits(at, other, count, highestDigits(unlike));
    if (this.call.mend(from, from + count * 8, MOVES_A_VALUE * count) === 1) return from;
    return this.sortByDigits(from, at + other - from, count, ALL_DIGITS);
  }

  private sortByDigits(at: number, other: number, count: number, shifts: readonly bigint[]): number {
    const { call } = this;
    let [from, to] = [at, other];
    for (const shift of shifts) {
      this.bytes.fill(0, 0, TABLE_BYTES);
      call.countDigit(from, from + count * 8, 8, 0, shift);
      // Where one digit holds all, nothing moves.
      if (call.addresses(0, to, count) === 1) continue;
      call.scatter(from, from + count * 8, 0, shift);
      [from, to] = [to, from];
    }
    return from;
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
 * The three highest digits in which values differ: of clock times the highest bits are the same in all. Of values that differ in all bits the
 * last digit is the highest that there is.
 */
function highestDigits(unlike: bigint): readonly bigint[] {
  const bits = bitsOf(unlike);
  return Array.from({ length: HIGH_DIGITS }, (_, digit) => BigInt(Math.max(0, bits - (HIGH_DIGITS - digit) * DIGIT_BITS)));
}

function bitsOf(value: bigint): number {
  return value === 0n ? 0 : value.toString(2).length;
}
