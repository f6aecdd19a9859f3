import { availableParallelism } from 'node:os';
import { SortPool } from '../../workloads/drift/exact/sort-pool.js';
import type { SortedCounters } from '../../workloads/drift/exact/sorted-counter.js';
import { bundled } from '../bundled.js';

/** Fewer numbers are sorted before a thread has started. */
const FEWEST_NUMBERS = 2_000_000;
/** Each thread holds one column and the baseline's at a time. */
const MOST_THREADS = 4;

/** Sorts the columns of a large window on as many threads as there are cores, up to four; a small one is left to whoever takes the counts. */
export async function sortOnThreads(counters: SortedCounters): Promise<void> {
  const threads = Math.min(MOST_THREADS, availableParallelism());
  if (threads < 2 || counters.waiting < FEWEST_NUMBERS) return;
  const pool = new SortPool(bundled('drift-sorter', 'index.js'), threads);
  try {
    await counters.sortBy(pool);
  } finally {
    await pool.close();
  }
}
