import type { RunRecord } from '../../core/batch/record.js';
import { RUN_KEYS } from '../../core/batch/run.js';
import type { Objects } from './objects.js';

/** Runs that a duration is compared with. */
const RUNS = 14;
/** Fewer say nothing. */
const LEAST_RUNS = 3;

/** How long a run took over the median of the last fourteen, backfills left out; nothing while there are fewer than three. */
export async function durationRatio(store: Objects, { runId, durationSeconds }: RunRecord): Promise<number | undefined> {
  const keys: string[] = [];
  for await (const { key } of store.list(RUN_KEYS.runs)) if (key.endsWith('/record.json') && key !== RUN_KEYS.record(runId)) keys.push(key);
  const durations: number[] = [];
  for (const key of keys.toSorted().toReversed()) {
    if (durations.length === RUNS) break;
    const record = await store.json<RunRecord>(key);
    if (record !== undefined && record.backfill !== true) durations.push(record.durationSeconds);
  }
  const median = durations.toSorted((a, b) => a - b)[Math.floor(durations.length / 2)];
  return median === undefined || durations.length < LEAST_RUNS ? undefined : durationSeconds / Math.max(1, median);
}
