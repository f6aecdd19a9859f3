import type { FailedRun } from '../../core/batch/record.js';
import { RUN_KEYS, runIdOf, type RunManifest } from '../../core/batch/run.js';
import type { FailureEvent } from '../../core/batch/steps.js';
import { attemptOf, failedAttempts, jobIn, type Claim, type Failure } from './attempts.js';
import { inputOf } from './input-of.js';
import type { Objects } from './objects.js';
import { publishMetrics } from './publish-metrics.js';
import type { StepWorld } from './world.js';

const LOST = new Set(['RowsDiffer']);

/** Writes down why an attempt failed, so that the next one may begin at once; with the last one the run has failed, and leaves a record of it. */
export async function fail(event: FailureEvent, world: StepWorld): Promise<{ readonly runId: string }> {
  const { time, execution, error, cause, attempt, last, backfill = false } = event;
  const runId = event.runId === undefined || event.runId === '' ? runIdOf(Date.parse(time)) : event.runId;
  const store = world.objects(world.settings.output);
  const at = new Date(world.now).toISOString();
  if (attempt > 0) await store.write(RUN_KEYS.failure(runId, attempt), { execution, at, error, cause } satisfies Failure);
  if (last) await store.write(RUN_KEYS.failed(runId), await failedRun(runId, event, store, world));
  if (last && !backfill) publishMetrics(world, world.now, { RunFailed: 1, ...(LOST.has(error) ? { RowsLost: 1 } : {}) });
  return { runId };
}

async function failedRun(
  runId: string,
  { time, execution, error, cause, attempt }: FailureEvent,
  store: Objects,
  { settings, now }: StepWorld,
): Promise<FailedRun> {
  const { model, instances, commit, output } = settings;
  const [manifest, claim] = await Promise.all([
    store.json<RunManifest>(RUN_KEYS.manifest(runId)),
    store.json<Claim>(RUN_KEYS.claim(runId, attempt)),
  ]);
  const before = await failedAttempts(store, runId, attempt);
  return {
    runId,
    dataTime: new Date(Date.parse(time)).toISOString(),
    execution,
    endedAt: new Date(now).toISOString(),
    error,
    cause,
    attempts: attempt === 0 ? before : [...before, { ...attemptOf(attempt, jobIn(cause), claim?.at, now), error }],
    ...(manifest === undefined ? {} : { input: inputOf(manifest, output) }),
    model,
    instances,
    ...(commit === undefined ? {} : { commit }),
  };
}
