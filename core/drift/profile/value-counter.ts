import { BinCounter } from './bins.js';
import { rawKey } from './bits.js';
import { addMoments, momentsOf, NO_MOMENTS, type Moments } from './moments.js';
import type { NumericPlan } from './profile.js';
import { KeyCounter, type Buckets } from './sketch.js';

/** What there is to say of the numbers of a column. */
export interface ValueCounts {
  /** Of the finite values; so is all that follows but the buckets. */
  readonly moments: Moments;
  readonly notFinite: number;
  readonly outOfRange: number;
  readonly zeros: number;
  /** Infinity where there is no value. */
  readonly min: number;
  /** Minus infinity where there is no value. */
  readonly max: number;
  readonly bins: Pick<BinCounter, 'binCounts' | 'spikeCounts'>;
  /** Absent where no sketch is kept. */
  readonly buckets?: Buckets;
}

/** Counts the numbers of one column, batch by batch. There are two that count alike: a simple one, and one that is fast. */
export interface ValueCounter {
  /** Values that are there and numbers; NaN and infinities among them are counted as such. */
  add(values: Float64Array): void;
  counts(): ValueCounts;
}

/** Makes the counter of a column. */
export type ValueCounterFactory = (plan: NumericPlan, sketched: boolean) => ValueCounter;

/** The plain way, one value after the other: what the fast one is tested against. */
export class PlainValueCounter implements ValueCounter {
  private readonly bins: BinCounter;
  private readonly keys?: KeyCounter;
  private finite: Float64Array = new Float64Array(0);
  private moments: Moments = NO_MOMENTS;
  private notFinite = 0;
  private outOfRange = 0;
  private zeros = 0;
  private min = Number.POSITIVE_INFINITY;
  private max = Number.NEGATIVE_INFINITY;

  constructor(
    private readonly plan: NumericPlan,
    sketched: boolean,
  ) {
    this.bins = new BinCounter(plan);
    if (sketched) this.keys = new KeyCounter();
  }

  add(values: Float64Array): void {
    const high = new Int32Array(values.buffer, values.byteOffset, values.length * 2);
    const [least, greatest] = this.plan.range ?? [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY];
    if (this.finite.length < values.length) this.finite = new Float64Array(values.length);
    let finite = 0;
    for (let index = 0; index < values.length; index += 1) {
      const value = values[index] ?? Number.NaN;
      // The high word comes second on little-endian machines, and node runs on no other.
      this.keys?.add(rawKey(value, high[2 * index + 1] ?? 0));
      if (!Number.isFinite(value)) continue;
      this.finite[finite++] = value;
      if (value === 0) this.zeros += 1;
      if (value < this.min) this.min = value;
      if (value > this.max) this.max = value;
      if (value < least || value > greatest) this.outOfRange += 1;
      this.bins.add(value);
    }
    this.notFinite += values.length - finite;
    this.moments = addMoments(this.moments, momentsOf(this.finite.subarray(0, finite)));
  }

  counts(): ValueCounts {
    const { moments, notFinite, outOfRange, zeros, min, max, bins } = this;
    return { moments, notFinite, outOfRange, zeros, min, max, bins, ...(this.keys === undefined ? {} : { buckets: this.keys.buckets() }) };
  }
}
