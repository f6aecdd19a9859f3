import { join } from 'node:path';
import type { NumericPlan } from '../../core/drift/profile/profile.js';
import type { ColumnToSort } from '../../workloads/drift/exact/sort-column.js';
import { SortPool } from '../../workloads/drift/exact/sort-pool.js';
import type { SortedColumns } from '../../workloads/drift/exact/sorted-columns.js';

const WORKER = join(__dirname, '../../assets/drift-sorter/index.js');

/** Seconds on the clock in which two threads hold columns against a sorted baseline; the threads are there and have worked before. */
export async function twoWorkers(
  columns: readonly { readonly plan: NumericPlan; readonly current: Float64Array }[],
  baseline: SortedColumns,
): Promise<number> {
  const pool = new SortPool(WORKER, 2);
  try {
    const tasks = (most: number): ColumnToSort[] =>
      columns.map(({ plan, current }) => ({
        plan,
        values: current.slice(0, most),
        baseline: (baseline.get(plan.name) ?? new Float64Array(0)).slice(0, most),
      }));
    for (let round = 0; round < 3; round += 1) await pool.sort(tasks(50_000));
    const all = tasks(Number.POSITIVE_INFINITY);
    const started = performance.now();
    await pool.sort(all);
    return (performance.now() - started) / 1000;
  } finally {
    await pool.close();
  }
}
