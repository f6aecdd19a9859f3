import type { ExactDistances } from '../../../core/drift/compare.js';
import { BinCounter } from '../../../core/drift/profile/bins.js';
import { addMoments, NO_MOMENTS, type Moments } from '../../../core/drift/profile/moments.js';
import type { NumericPlan } from '../../../core/drift/profile/profile.js';
import type { ValueCounts } from '../../../core/drift/profile/value-counter.js';
import { blockMoments } from '../kernel/block-moments.js';
import { BLOCK_VALUES, Kernel } from '../kernel/kernel.js';
import { ExactKernel } from './kernel.js';

/** A column to count, and the baseline's to hold it against. */
export interface ColumnToSort {
  readonly plan: NumericPlan;
  /** Sorted in place where there is no baseline. */
  readonly values: Float64Array;
  /** Ascending; the column itself is handed back sorted where there is none. */
  readonly baseline?: Float64Array;
}

/** What came of it. All of it can be sent from one thread to another. */
export interface SortedColumn {
  readonly counts: ValueCounts;
  readonly distances?: ExactDistances;
  readonly sorted?: Float64Array;
}

/** Sorts columns, one after the other, in memory that grows to the longest. */
export class ColumnSorter {
  private readonly exact = new ExactKernel();
  private readonly kernel = new Kernel();

  sort({ plan, values, baseline }: ColumnToSort): SortedColumn {
    const sorted = this.exact.sort(values);
    const [least, greatest] = plan.range ?? [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY];
    const { binCounts, spikeCounts } = binsOf(sorted, plan);
    const counts = {
      moments: this.momentsOf(sorted),
      notFinite: values.length - sorted.length,
      outOfRange: below(sorted, least) + sorted.length - upTo(sorted, greatest),
      zeros: upTo(sorted, 0) - below(sorted, 0),
      min: sorted[0] ?? Number.POSITIVE_INFINITY,
      max: sorted.at(-1) ?? Number.NEGATIVE_INFINITY,
      bins: { binCounts, spikeCounts },
    };
    if (baseline !== undefined) return { counts, distances: this.exact.distancesFrom(baseline) };
    values.set(sorted);
    return { counts, sorted: values.subarray(0, sorted.length) };
  }

  private momentsOf(sorted: Float64Array): Moments {
    const { kernel } = this;
    let moments = NO_MOMENTS;
    for (let start = 0; start < sorted.length; start += BLOCK_VALUES) {
      const block = sorted.subarray(start, start + BLOCK_VALUES);
      kernel.doubles.set(block, kernel.block / 8);
      const { count, mean, squares } = blockMoments(kernel, block.length);
      moments = addMoments(moments, { count, mean, squares });
    }
    return moments;
  }
}

/** Two searches a cut, and not one a value. */
function binsOf(sorted: Float64Array, plan: NumericPlan): BinCounter {
  const bins = new BinCounter(plan);
  let counted = 0;
  for (const [index, cut] of bins.cuts.entries()) {
    const [start, end] = [below(sorted, cut), upTo(sorted, cut)];
    bins.addBefore(index, start - counted);
    bins.addOn(index, end - start);
    counted = end;
  }
  bins.addBefore(bins.cuts.length, sorted.length - counted);
  return bins;
}

/** How many values are less. */
function below(sorted: Float64Array, value: number): number {
  return place(sorted, (each) => each < value);
}

/** How many values are less or equal. */
function upTo(sorted: Float64Array, value: number): number {
  return place(sorted, (each) => each <= value);
}

/** How many values from the front on are of a kind that ends somewhere. */
function place(sorted: Float64Array, isBefore: (value: number) => boolean): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (isBefore(sorted[middle] ?? 0)) low = middle + 1;
    else high = middle;
  }
  return low;
}
