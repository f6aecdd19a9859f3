import type { RunRecord } from '../../core/batch/record.js';
import { RUN_KEYS } from '../../core/batch/run.js';
import type { Objects } from './objects.js';

/** Runs that a duration is compared with. */
const RUNS = 14;
/** Fewer say nothing. */
const LEAST_RUNS = 3;
/** Somebody else may have written the durations meanwhile; a comparison is not worth more tries than this. */
const TRIES = 5;

/** How long a run took. */
interface PastRun {
  readonly runId: string;
  readonly seconds: number;
}

/**
 * How long a run took over the median of the last fourteen; nothing while there are fewer than three. Their durations are one small object, so
 * that nobody has to look for records among the outputs of all runs, and this run's is kept there with them. Backfills are neither compared nor
 * kept: that is the caller's to see to.
 */
export async function durationRatio(store: Objects, { runId, durationSeconds }: RunRecord): Promise<number | undefined> {
  let others: readonly PastRun[] = [];
  for (let tried = 0; tried < TRIES; tried += 1) {
    const before = await store.read(RUN_KEYS.durations);
    const known = before === undefined ? [] : (JSON.parse(before.text) as readonly PastRun[]);
    // A step that is run again finds its own.
    others = known.filter((run) => run.runId !== runId);
    const kept = [...others, { runId, seconds: durationSeconds }].toSorted((a, b) => (a.runId < b.runId ? -1 : 1)).slice(-(RUNS + 1));
    if (await store.replace(RUN_KEYS.durations, kept, before)) break;
  }
  const durations = others.slice(-RUNS).map(({ seconds }) => seconds);
  const median = durations.toSorted((a, b) => a - b)[Math.floor(durations.length / 2)];
  return median === undefined || durations.length < LEAST_RUNS ? undefined : durationSeconds / Math.max(1, median);
}
