import type { ExactDistances } from '../../../core/drift/compare.js';
import type { NumericPlan } from '../../../core/drift/profile/profile.js';
import type { ValueCounter, ValueCounterFactory, ValueCounts } from '../../../core/drift/profile/value-counter.js';
import { kernelCounters } from '../kernel/kernel-counter.js';
import { ColumnSorter, type ColumnToSort, type SortedColumn } from './sort-column.js';
import type { SortedColumns } from './sorted-columns.js';

/** One for a thread, made when it is first needed: for its memory to grow takes as long as to sort a column. */
let shared: ColumnSorter | undefined;

/** Sorts columns elsewhere, in the order in which they were given. */
export interface SortingElsewhere {
  sort(columns: readonly ColumnToSort[]): Promise<readonly SortedColumn[]>;
}

/**
 * Counts columns by sorting them: everything exactly, with no sketch. A column that turns out longer than `mostRows` is counted into buckets
 * after all. Sensitive columns always are, and keep none.
 */
export class SortedCounters {
  /** Of each column that was finished and not too long, where no baseline was given: its finite values, ascending. */
  readonly sorted = new Map<string, Float64Array>();
  /** Of each column that was finished and that the baseline holds too. */
  readonly distances = new Map<string, ExactDistances>();
  private readonly sorter = (shared ??= new ColumnSorter());
  private readonly buckets = kernelCounters();
  private readonly counters: SortedCounter[] = [];

  constructor(
    private readonly mostRows: number,
    private readonly baseline?: SortedColumns,
  ) {}

  readonly factory: ValueCounterFactory = (plan, sketched) => {
    const sorted = this.baseline?.get(plan.name);
    if (!sketched || (this.baseline !== undefined && sorted === undefined)) return this.buckets(plan, sketched);
    const counter = new SortedCounter(
      plan,
      this.mostRows,
      () => this.buckets(plan, true),
      (values) => this.finish({ plan, values, ...(sorted === undefined ? {} : { baseline: sorted }) }),
    );
    this.counters.push(counter);
    return counter;
  };

  /** Numbers that wait to be sorted. */
  get waiting(): number {
    return this.counters.reduce((sum, counter) => sum + (counter.isSorting ? counter.values.length : 0), 0);
  }

  /** Sorts all columns at once, on other threads; finishing them is then nothing. The baseline's columns move there and are gone here. */
  async sortBy(elsewhere: SortingElsewhere): Promise<void> {
    const open = this.counters.filter((counter) => counter.isSorting);
    const columns = open.map(({ plan, values }): ColumnToSort => {
      const baseline = this.baseline?.get(plan.name);
      return { plan, values, ...(baseline === undefined ? {} : { baseline }) };
    });
    for (const [index, column] of (await elsewhere.sort(columns)).entries()) {
      const counter = open[index];
      if (counter !== undefined) counter.done = this.keep(counter.plan, column);
    }
  }

  private finish(column: ColumnToSort): ValueCounts {
    return this.keep(column.plan, this.sorter.sort(column));
  }

  private keep({ name }: NumericPlan, { counts, sorted, distances }: SortedColumn): ValueCounts {
    if (sorted !== undefined) this.sorted.set(name, sorted);
    if (distances !== undefined) this.distances.set(name, distances);
    return counts;
  }
}

/** Counts into buckets, as a stored profile needs it, and sorts too. */
export class BucketsAndSorted {
  private readonly sorting: SortedCounters;
  private readonly buckets = kernelCounters();

  constructor(mostRows: number) {
    this.sorting = new SortedCounters(mostRows);
  }

  get sorted(): SortedColumns {
    return this.sorting.sorted;
  }

  readonly factory: ValueCounterFactory = (plan, sketched) => {
    const counter = this.buckets(plan, sketched);
    if (!sketched) return counter;
    const sorter = this.sorting.factory(plan, true);
    return {
      add: (values) => {
        counter.add(values);
        sorter.add(values);
      },
      counts: () => {
        sorter.counts();
        return counter.counts();
      },
    };
  };
}

class SortedCounter implements ValueCounter {
  done: ValueCounts | undefined;
  private kept = new Float64Array(0);
  private count = 0;
  /** Counts from when the column became too long. */
  private instead: ValueCounter | undefined;

  constructor(
    readonly plan: NumericPlan,
    private readonly mostRows: number,
    private readonly bucketCounter: () => ValueCounter,
    private readonly finish: (values: Float64Array) => ValueCounts,
  ) {}

  get isSorting(): boolean {
    return this.instead === undefined && this.done === undefined;
  }

  /** What was added. */
  get values(): Float64Array {
    return this.kept.subarray(0, this.count);
  }

  add(values: Float64Array): void {
    if (this.instead === undefined && this.count + values.length > this.mostRows) {
      this.instead = this.bucketCounter();
      this.instead.add(this.values);
      this.kept = new Float64Array(0);
    }
    if (this.instead !== undefined) return this.instead.add(values);
    if (this.count + values.length > this.kept.length) {
      const room = new Float64Array(Math.min(this.mostRows, Math.max(2 * this.kept.length, this.count + values.length)));
      room.set(this.values);
      this.kept = room;
    }
    this.kept.set(values, this.count);
    this.count += values.length;
  }

  counts(): ValueCounts {
    if (this.instead !== undefined) return this.instead.counts();
    this.done ??= this.finish(this.values);
    this.kept = new Float64Array(0);
    return this.done;
  }
}
