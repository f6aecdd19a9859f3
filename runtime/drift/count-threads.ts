import { availableParallelism } from 'node:os';
import { CountPool } from '../../workloads/drift/exact/count-pool.js';
import type { ExactCounters } from '../../workloads/drift/exact/exact-counters.js';
import { bundled } from '../bundled.js';

/** Fewer numbers are counted before a thread has started. */
const FEWEST_NUMBERS = 2_000_000;
/** Each thread holds one column and the baseline's at a time. */
const MOST_THREADS = 4;

/** Counts the columns of a large window on as many threads as there are cores, up to four; a small one is left to whoever takes the counts. */
export async function countOnThreads(counters: ExactCounters): Promise<void> {
  const threads = Math.min(MOST_THREADS, availableParallelism());
  if (threads < 2 || counters.waiting < FEWEST_NUMBERS) return;
  const pool = new CountPool(bundled('drift-counter', 'index.js'), threads);
  try {
    await counters.countBy(pool);
  } finally {
    await pool.close();
  }
}
