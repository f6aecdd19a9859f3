import type { NumericPlan, NumericProfile } from './profile.js';
import { sketchOf, type SketchSize } from './sketch.js';
import type { ValueCounter, ValueCounterFactory } from './value-counter.js';

/** Counts one numeric column in one pass, batch by batch. */
export class NumericAccumulator {
  private readonly values: ValueCounter;
  private missing = 0;
  private typeErrors = 0;

  /** @param sketched whether the sketch is kept; it never is of a sensitive column */
  constructor(
    private readonly plan: NumericPlan,
    sketched: boolean,
    counterOf: ValueCounterFactory,
  ) {
    this.values = counterOf(plan, sketched && plan.sensitive !== true);
  }

  addMissing(rows = 1): void {
    this.missing += rows;
  }

  addTypeErrors(rows = 1): void {
    this.typeErrors += rows;
  }

  /** Takes a batch of values that are there and numbers; NaN and infinities among them are counted as such. */
  add(values: Float64Array): void {
    this.values.add(values);
  }

  finish(size: SketchSize): NumericProfile {
    const { moments, notFinite, outOfRange, zeros, min, max, bins, buckets } = this.values.counts();
    const { count, mean, squares } = moments;
    // In a small segment the mean of a sensitive column is somebody's value.
    const hidden = count === 0 || this.plan.sensitive === true;
    // A plan may be a baseline's profile, whose sketch is of other rows.
    const { sketch: _, ...plan } = this.plan as NumericPlan & Pick<NumericProfile, 'sketch'>;
    return {
      ...plan,
      count: count + notFinite,
      missing: this.missing,
      typeErrors: this.typeErrors,
      notFinite,
      outOfRange,
      zeros,
      mean: hidden ? null : mean,
      deviation: hidden ? null : Math.sqrt(squares / count),
      min: hidden ? null : min + 0,
      max: hidden ? null : max + 0,
      binCounts: [...bins.binCounts],
      spikeCounts: [...bins.spikeCounts],
      ...(buckets === undefined ? {} : { sketch: sketchOf(buckets, size) }),
    };
  }
}
