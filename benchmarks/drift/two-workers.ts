import { join } from 'node:path';
import type { ColumnToCount } from '../../workloads/drift/exact/count-column.js';
import { CountPool } from '../../workloads/drift/exact/count-pool.js';
import type { BaselineColumns } from '../../workloads/drift/exact/exact-counters.js';
import type { TwoSides } from './ways.js';

const WORKER = join(__dirname, '../../assets/drift-counter/index.js');

/** Two threads that hold columns against a stored baseline; they have worked before, as the one thread has that they are measured beside. */
export class TwoWorkers {
  private readonly pool = new CountPool(WORKER, 2);

  /** Seconds on the clock. */
  async take(columns: readonly TwoSides[], baseline: BaselineColumns): Promise<number> {
    // What is sent is gone, and to copy it is no part of the work.
    const tasks = columns.map(({ plan, current }): ColumnToCount => ({
      plan,
      values: current.slice(),
      baseline: (baseline.get(plan.name) ?? new Float64Array(0)).slice(),
    }));
    const started = performance.now();
    await this.pool.count(tasks);
    return (performance.now() - started) / 1000;
  }

  async close(): Promise<void> {
    await this.pool.close();
  }
}
