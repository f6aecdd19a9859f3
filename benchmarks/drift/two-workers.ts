import { join } from 'node:path';
import type { NumericPlan } from '../../core/drift/profile/profile.js';
import type { ColumnToCount } from '../../workloads/drift/exact/count-column.js';
import { CountPool } from '../../workloads/drift/exact/count-pool.js';
import type { BaselineColumns } from '../../workloads/drift/exact/exact-counters.js';

const WORKER = join(__dirname, '../../assets/drift-counter/index.js');

/** Seconds on the clock in which two threads hold columns against a sorted baseline; the threads are there and have worked before. */
export async function twoWorkers(
  columns: readonly { readonly plan: NumericPlan; readonly current: Float64Array }[],
  baseline: BaselineColumns,
): Promise<number> {
  const pool = new CountPool(WORKER, 2);
  try {
    const tasks = (most: number): ColumnToCount[] =>
      columns.map(({ plan, current }) => ({
        plan,
        values: current.slice(0, most),
        baseline: (baseline.get(plan.name) ?? new Float64Array(0)).slice(0, most),
      }));
    for (let round = 0; round < 3; round += 1) await pool.count(tasks(50_000));
    const all = tasks(Number.POSITIVE_INFINITY);
    const started = performance.now();
    await pool.count(all);
    return (performance.now() - started) / 1000;
  } finally {
    await pool.close();
  }
}
