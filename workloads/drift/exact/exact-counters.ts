import type { ExactDistances } from '../../../core/drift/compare.js';
import type { NumericPlan } from '../../../core/drift/profile/profile.js';
import type { ValueCounter, ValueCounterFactory, ValueCounts } from '../../../core/drift/profile/value-counter.js';
import { kernelCounters } from '../kernel/kernel-counter.js';
import { ColumnCounter, type ColumnToCount, type CountedColumn } from './count-column.js';
import { KeptValues } from './kept-values.js';

/** One for a thread, made when it is first needed: for its memory to grow takes as long as to count a column. */
let shared: ColumnCounter | undefined;

/** Numbers of a baseline's columns, in any order, by name. */
export type BaselineColumns = ReadonlyMap<string, Float64Array>;

/** Counts columns elsewhere, in the order in which they were given. */
export interface CountingElsewhere {
  count(columns: readonly ColumnToCount[]): Promise<readonly CountedColumn[]>;
}

/**
 * Keeps the numbers of columns and counts them at the end, with their exact distances from a baseline's and without a sketch. A column that turns
 * out longer than `mostRows` is counted into buckets after all. So is one that the baseline does not hold, and a sensitive one.
 */
export class ExactCounters {
  /** Of each column that was finished, where both sides kept it. */
  readonly distances = new Map<string, ExactDistances>();
  private readonly counter = (shared ??= new ColumnCounter());
  private readonly buckets = kernelCounters();
  private readonly counters: ExactCounter[] = [];

  constructor(
    private readonly mostRows: number,
    private readonly baseline: BaselineColumns,
  ) {}

  readonly factory: ValueCounterFactory = (plan, sketched) => {
    const baseline = this.baseline.get(plan.name);
    if (!sketched || baseline === undefined) return this.buckets(plan, sketched);
    const counter = new ExactCounter(
      plan,
      new KeptValues(this.mostRows),
      () => this.buckets(plan, true),
      (values) => this.keep(plan, this.counter.count({ plan, values, baseline })),
    );
    this.counters.push(counter);
    return counter;
  };

  /** Numbers that wait to be counted. */
  get waiting(): number {
    return this.counters.reduce((sum, counter) => sum + (counter.isWaiting ? counter.values.length : 0), 0);
  }

  /** Counts all columns at once, on other threads; finishing them is then nothing. The baseline's columns move there and are gone here. */
  async countBy(elsewhere: CountingElsewhere): Promise<void> {
    const open = this.counters.filter((counter) => counter.isWaiting);
    const columns = open.map(({ plan, values }): ColumnToCount => ({
      plan,
      values,
      baseline: this.baseline.get(plan.name) ?? new Float64Array(0),
    }));
    for (const [index, column] of (await elsewhere.count(columns)).entries()) {
      const counter = open[index];
      if (counter !== undefined) counter.done = this.keep(counter.plan, column);
    }
  }

  private keep({ name }: NumericPlan, { counts, distances }: CountedColumn): ValueCounts {
    this.distances.set(name, distances);
    return counts;
  }
}

class ExactCounter implements ValueCounter {
  done: ValueCounts | undefined;
  /** Counts from when the column became too long. */
  private instead: ValueCounter | undefined;

  constructor(
    readonly plan: NumericPlan,
    private readonly kept: KeptValues,
    private readonly bucketCounter: () => ValueCounter,
    private readonly finish: (values: Float64Array) => ValueCounts,
  ) {}

  get isWaiting(): boolean {
    return this.instead === undefined && this.done === undefined;
  }

  /** What was added. */
  get values(): Float64Array {
    return this.kept.values;
  }

  add(values: Float64Array): void {
    if (this.instead === undefined) {
      if (this.kept.add(values)) return;
      this.instead = this.bucketCounter();
      this.instead.add(this.values);
      this.kept.clear();
    }
    this.instead.add(values);
  }

  counts(): ValueCounts {
    if (this.instead !== undefined) return this.instead.counts();
    this.done ??= this.finish(this.values);
    this.kept.clear();
    return this.done;
  }
}
