import { RUN_KEYS, runIdOf } from '../../core/batch/run.js';
import type { FailureEvent } from '../../core/batch/steps.js';
import { Objects } from './objects.js';
import { publishMetrics } from './publish-metrics.js';
import type { StepWorld } from './world.js';

const LOST = new Set(['RowsDiffer']);

/** Writes down why an attempt failed, so that the next one may begin at once; with the last one the run has failed. */
export async function fail(
  { time, execution, error, cause, attempt, last, backfill = false }: FailureEvent,
  world: StepWorld,
): Promise<{ readonly runId: string }> {
  const runId = runIdOf(Date.parse(time));
  const store = new Objects(world.s3, world.settings.output);
  const at = new Date(world.now).toISOString();
  if (attempt > 0) await store.write(RUN_KEYS.failure(runId, attempt), { execution, at, error, cause });
  if (last && !backfill) publishMetrics(world, world.now, { RunFailed: 1, ...(LOST.has(error) ? { RowsLost: 1 } : {}) });
  return { runId };
}
