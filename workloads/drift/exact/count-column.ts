import type { ExactDistances } from '../../../core/drift/compare.js';
import type { NumericPlan } from '../../../core/drift/profile/profile.js';
import type { ValueCounts } from '../../../core/drift/profile/value-counter.js';
import { kernelCounters } from '../kernel/kernel-counter.js';
import { Kernel } from '../kernel/kernel.js';
import { ExactKernel } from './kernel.js';

/** A column to count, and the baseline's to hold it against; both in any order. */
export interface ColumnToCount {
  readonly plan: NumericPlan;
  readonly values: Float64Array;
  readonly baseline: Float64Array;
}

/** What came of it. All of it can be sent from one thread to another. */
export interface CountedColumn {
  readonly counts: ValueCounts;
  readonly distances: ExactDistances;
}

/** Counts columns and takes their distances, one after the other, in memory that grows to the longest. */
export class ColumnCounter {
  private readonly exact = new ExactKernel();
  private readonly kernel = new Kernel();

  count({ plan, values, baseline }: ColumnToCount): CountedColumn {
    this.kernel.clear();
    const counter = kernelCounters(this.kernel)(plan, false);
    counter.add(values);
    const { bins, ...counts } = counter.counts();
    const { binCounts, spikeCounts } = bins;
    return { counts: { ...counts, bins: { binCounts, spikeCounts } }, distances: this.exact.distances(baseline, values) };
  }
}
