import { BinCounter } from '../../../core/drift/profile/bins.js';
import { bucketStart, KEY_BITS, NAN_KEY, orderedKey } from '../../../core/drift/profile/bits.js';
import { addMoments, NO_MOMENTS, type Moments } from '../../../core/drift/profile/moments.js';
import type { NumericPlan } from '../../../core/drift/profile/profile.js';
import { addBuckets, type Buckets } from '../../../core/drift/profile/sketch.js';
import type { ValueCounter, ValueCounterFactory, ValueCounts } from '../../../core/drift/profile/value-counter.js';
import { blockMoments } from './block-moments.js';
import { BLOCK_VALUES, Kernel, MARK } from './kernel.js';

const PAGES = 1024;
const PAGE = 1024;
const SIGN = 1 << (KEY_BITS - 1);
/** Keys of infinity and beyond, without their sign. */
const INFINITY_KEY = 0x7ff00;
/** Counts hold 31 bits; long before that they are taken out. */
const MOST_COUNTED = 2 ** 30;

/** Counters for the columns of one table, all on one kernel. */
export function kernelCounters(kernel = new Kernel()): ValueCounterFactory {
  return (plan, sketched) => new KernelValueCounter(kernel, plan, sketched);
}

/**
 * Counts as the plain counter does, twenty times as fast. Into bins it sorts buckets and not values: only of a bucket that a cut falls into
 * every value is held against the cuts.
 */
class KernelValueCounter implements ValueCounter {
  private readonly bins: BinCounter;
  private readonly pages: number;
  private readonly cuts: number;
  /** Counts of the values below each cut, and up to it, of those in a bucket that a cut falls into. */
  private readonly below: number;
  /** How many those were. */
  private held = 0;
  /** Of each first half of a key: the other halves whose values have to be looked at. */
  private readonly marks = new Map<number, Set<number>>();
  private buckets: Buckets = { bits: KEY_BITS, keys: [], counts: [] };
  private moments: Moments = NO_MOMENTS;
  /** Values since the counts were last taken out. */
  private counted = 0;
  private readonly special = { nan: 0, infinity: 0, minusInfinity: 0, zero: 0 };
  private outOfRange = 0;
  private min = Number.POSITIVE_INFINITY;
  private max = Number.NEGATIVE_INFINITY;

  constructor(
    private readonly kernel: Kernel,
    private readonly plan: NumericPlan,
    private readonly sketched: boolean,
  ) {
    this.bins = new BinCounter(plan);
    const { cuts } = this.bins;
    this.pages = kernel.take(PAGES * 4);
    this.cuts = kernel.take(cuts.length * 8);
    this.below = kernel.take(cuts.length * 16);
    kernel.doubles.set(cuts, this.cuts / 8);
    for (const cut of cuts) this.mark(keyOf(cut));
    // Zero and minus zero; what is not finite.
    this.mark(0);
    this.mark(SIGN);
    for (let key = INFINITY_KEY; key < SIGN; key += 1) {
      this.mark(key);
      this.mark(key | SIGN);
    }
  }

  add(values: Float64Array): void {
    for (let start = 0; start < values.length; start += BLOCK_VALUES) this.addBlock(values.subarray(start, start + BLOCK_VALUES));
  }

  private addBlock(values: Float64Array): void {
    const { kernel, plan } = this;
    const { call, block } = kernel;
    kernel.doubles.set(values, block / 8);
    const end = block + values.length * 8;
    const aside = call.count(block, end, this.pages, kernel.aside);
    const finite = aside > kernel.aside && this.countAside(aside) ? call.keepFinite(block, end) : end;
    if (plan.range !== undefined) this.outOfRange += call.outside(block, finite, plan.range[0], plan.range[1]);
    const moments = blockMoments(kernel, (finite - block) / 8);
    this.moments = addMoments(this.moments, moments);
    this.min = Math.min(this.min, moments.min);
    this.max = Math.max(this.max, moments.max);
    this.counted += values.length;
    if (this.counted >= MOST_COUNTED) this.takeCounts();
  }

  /** What was put aside lies up to there. Says whether there was something that is not finite. */
  private countAside(end: number): boolean {
    const { kernel } = this;
    const { call, aside, specials } = kernel;
    let [at, to] = [aside, aside];
    for (;;) {
      at = call.countAside(at, end, this.pages, specials, to);
      to = kernel.words[specials / 4 + 4] ?? 0;
      if (at >= end) break;
      this.makePage(at);
    }
    this.held += (to - aside) / 8;
    if (to > aside) call.holdAgainst(aside, to, this.cuts, this.cuts + this.bins.cuts.length * 8, this.below);
    return this.takeSpecials();
  }

  counts(): ValueCounts {
    this.takeCounts();
    const { nan, infinity, minusInfinity, zero } = this.special;
    const others: readonly [key: number, count: number][] = [
      [orderedKey(INFINITY_KEY - SIGN), minusInfinity],
      [0, zero],
      [INFINITY_KEY, infinity],
      [NAN_KEY, nan],
    ];
    const present = others.filter(([, count]) => count > 0);
    const specials = { bits: KEY_BITS, keys: present.map(([key]) => key), counts: present.map(([, count]) => count) };
    return {
      moments: this.moments,
      notFinite: nan + infinity + minusInfinity,
      outOfRange: this.outOfRange,
      zeros: zero,
      min: this.min,
      max: this.max,
      bins: this.bins,
      ...(this.sketched ? { buckets: addBuckets(this.buckets, specials) } : {}),
    };
  }

  /** Whether there was something that is not finite. */
  private takeSpecials(): boolean {
    const { words, specials } = this.kernel;
    const at = specials / 4;
    const [nan, infinity, minusInfinity, zero] = [words[at] ?? 0, words[at + 1] ?? 0, words[at + 2] ?? 0, words[at + 3] ?? 0];
    words.fill(0, at, at + 4);
    this.special.nan += nan;
    this.special.infinity += infinity;
    this.special.minusInfinity += minusInfinity;
    this.special.zero += zero;
    if (zero > 0) this.bins.add(0, zero);
    return nan + infinity + minusInfinity > 0;
  }

  private mark(key: number): void {
    const page = this.marks.get(key >>> 10) ?? new Set<number>();
    this.marks.set(key >>> 10, page);
    page.add(key & (PAGE - 1));
  }

  /** The page of the value at an address. */
  private makePage(at: number): void {
    const { kernel } = this;
    const page = kernel.takePage();
    const index = (kernel.words[at / 4 + 1] ?? 0) >>> (32 - KEY_BITS + 10);
    kernel.words[this.pages / 4 + index] = page;
    for (const place of this.marks.get(index) ?? []) kernel.words[page / 4 + place] = MARK;
  }

  /** Takes the counts out of the kernel, into buckets and bins. */
  private takeCounts(): void {
    const { kernel, bins } = this;
    const [keys, counts]: [number[], number[]] = [[], []];
    let cut = 0;
    for (const index of ASCENDING) {
      const page = (kernel.words[this.pages / 4 + index] ?? 0) / 4;
      if (page === 0) continue;
      const marks = this.marks.get(index);
      for (let step = 0; step < PAGE; step += 1) {
        const place = index < PAGES / 2 ? step : PAGE - 1 - step;
        const word = kernel.words[page + place] ?? 0;
        if (word === 0 || word === MARK) continue;
        const count = word & ~MARK;
        const key = orderedKey((((index << 10) | place) << (32 - KEY_BITS)) >> (32 - KEY_BITS));
        keys.push(key);
        counts.push(count);
        kernel.words[page + place] = word & MARK;
        if (marks?.has(place) === true) continue;
        // No cut falls into the bucket, so all its values lie where its start does.
        const start = bucketStart(key, KEY_BITS);
        while (cut < bins.cuts.length && (bins.cuts[cut] ?? 0) <= start) cut += 1;
        bins.addBefore(cut, count);
      }
    }
    this.buckets = addBuckets(this.buckets, { bits: KEY_BITS, keys, counts });
    this.takeHeld();
    this.counted = 0;
  }

  private takeHeld(): void {
    const { kernel, bins } = this;
    const at = this.below / 4;
    let before = 0;
    for (let cut = 0; cut < bins.cuts.length; cut += 1) {
      const [below, upTo] = [kernel.words[at + 4 * cut] ?? 0, kernel.words[at + 4 * cut + 2] ?? 0];
      bins.addBefore(cut, below - before);
      bins.addOn(cut, upTo - below);
      before = upTo;
    }
    bins.addBefore(bins.cuts.length, this.held - before);
    kernel.words.fill(0, at, at + 4 * bins.cuts.length);
    this.held = 0;
  }
}

/** First halves of keys in the order of the numbers: those below zero run backwards. */
const ASCENDING = [
  ...Array.from({ length: PAGES / 2 }, (_, index) => PAGES - 1 - index),
  ...Array.from({ length: PAGES / 2 }, (_, index) => index),
];

const view = new DataView(new ArrayBuffer(8));

/** The key of a cut; that of minus zero is its own, and nothing is counted there that equals it. */
function keyOf(value: number): number {
  view.setFloat64(0, value);
  return view.getUint32(0) >>> (32 - KEY_BITS);
}
