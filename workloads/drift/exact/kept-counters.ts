import type { ValueCounterFactory } from '../../../core/drift/profile/value-counter.js';
import { kernelCounters } from '../kernel/kernel-counter.js';
import type { BaselineColumns } from './exact-counters.js';
import { KeptValues } from './kept-values.js';
import { ExactKernel } from './kernel.js';
import type { SortedColumns } from './sorted-columns.js';

/**
 * Counts a baseline's columns into buckets, and keeps their numbers too, so that distances from them are exact. A column that turns out longer
 * than `mostRows` is not kept, and a sensitive one never is.
 */
export class KeptCounters {
  private readonly buckets = kernelCounters();
  private readonly columns = new Map<string, KeptValues>();

  constructor(private readonly mostRows: number) {}

  readonly factory: ValueCounterFactory = (plan, sketched) => {
    const counter = this.buckets(plan, sketched);
    if (!sketched) return counter;
    const { columns } = this;
    const kept = new KeptValues(this.mostRows);
    columns.set(plan.name, kept);
    return {
      add: (values) => {
        counter.add(values);
        if (columns.has(plan.name) && !kept.add(values)) columns.delete(plan.name);
      },
      counts: () => counter.counts(),
    };
  };

  /** What was kept, as it came. */
  get kept(): BaselineColumns {
    return new Map([...this.columns].map(([name, { values }]) => [name, values]));
  }

  /** What was kept, without what is not finite, ascending: as it is stored. */
  sorted(): SortedColumns {
    const kernel = new ExactKernel();
    return new Map([...this.kept].map(([name, values]) => [name, kernel.sort(values).slice()]));
  }
}
