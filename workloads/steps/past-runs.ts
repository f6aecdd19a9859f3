import type { RunRecord } from '../../core/batch/record.js';
import { RUN_KEYS } from '../../core/batch/run.js';
import type { Objects } from './objects.js';

/** Runs that a duration is compared with. */
const RUNS = 14;
/** Fewer say nothing. */
const LEAST_RUNS = 3;

/** How long a run took over the median of the last fourteen; nothing while there are fewer than three. */
export async function durationRatio(store: Objects, { runId, durationSeconds }: RunRecord): Promise<number | undefined> {
  const keys: string[] = [];
  for await (const { key } of store.list(RUN_KEYS.runs)) if (key.endsWith('/record.json') && !key.includes(runId)) keys.push(key);
  const past = await Promise.all(
    keys
      .toSorted()
      .slice(-RUNS)
      .map((key) => store.json<RunRecord>(key)),
  );
  const durations = past.flatMap((record) => (record === undefined ? [] : [record.durationSeconds])).toSorted((a, b) => a - b);
  const median = durations[Math.floor(durations.length / 2)];
  return median === undefined || durations.length < LEAST_RUNS ? undefined : durationSeconds / Math.max(1, median);
}
