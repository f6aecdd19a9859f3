import { rawKey } from './bits.js';
import { BinCounter } from './bins.js';
import { addMoments, momentsOf, NO_MOMENTS, type Moments } from './moments.js';
import type { NumericPlan, NumericProfile } from './profile.js';
import { KeyCounter, sketchOf, type SketchSize } from './sketch.js';

/** Counts one numeric column in one pass, batch by batch. */
export class NumericAccumulator {
  private readonly bins: BinCounter;
  private readonly keys?: KeyCounter;
  private finite: Float64Array = new Float64Array(0);
  private moments: Moments = NO_MOMENTS;
  private count = 0;
  private missing = 0;
  private typeErrors = 0;
  private outOfRange = 0;
  private zeros = 0;
  private min = Number.POSITIVE_INFINITY;
  private max = Number.NEGATIVE_INFINITY;

  /** @param sketched whether the sketch is kept; it never is of a sensitive column */
  constructor(
    private readonly plan: NumericPlan,
    sketched = true,
  ) {
    this.bins = new BinCounter(plan);
    if (sketched && plan.sensitive !== true) this.keys = new KeyCounter();
  }

  addMissing(rows = 1): void {
    this.missing += rows;
  }

  addTypeErrors(rows = 1): void {
    this.typeErrors += rows;
  }

  /** Takes a batch of values that are there and numbers; NaN and infinities among them are counted as such. */
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
    this.count += values.length;
    this.moments = addMoments(this.moments, momentsOf(this.finite.subarray(0, finite)));
  }

  finish(size: SketchSize): NumericProfile {
    const { count, mean, squares } = this.moments;
    // In a small segment the mean of a sensitive column is somebody's value.
    const hidden = count === 0 || this.plan.sensitive === true;
    return {
      ...this.plan,
      count: this.count,
      missing: this.missing,
      typeErrors: this.typeErrors,
      notFinite: this.count - count,
      outOfRange: this.outOfRange,
      zeros: this.zeros,
      mean: hidden ? null : mean,
      deviation: hidden ? null : Math.sqrt(squares / count),
      min: hidden ? null : this.min + 0,
      max: hidden ? null : this.max + 0,
      binCounts: [...this.bins.binCounts],
      spikeCounts: [...this.bins.spikeCounts],
      ...(this.keys === undefined ? {} : { sketch: sketchOf(this.keys.buckets(), size) }),
    };
  }
}
