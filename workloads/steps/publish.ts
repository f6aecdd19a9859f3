import type { RunAttempt, RunRecord, SetAside } from '../../core/batch/record.js';
import { RUN_KEYS, scoredOf, type RunManifest, type ScoredObject } from '../../core/batch/run.js';
import type { PublishAnswer, PublishEvent } from '../../core/batch/steps.js';
import { attemptOf, failedAttempts, jobIn } from './attempts.js';
import { captureRun } from './capture.js';
import { checkObject, countInput, outputOf, RowsDiffer, type CheckedRun, type Counts } from './check-object.js';
import { inputOf } from './input-of.js';
import { KeySet } from './key-set.js';
import { durationRatio } from './past-runs.js';
import { publishRun, type Outcome } from './point.js';
import { publishMetrics } from './publish-metrics.js';
import type { StepWorld } from './world.js';

/** So few objects have an output that not single ones are broken, but the run is. */
export class TooManySetAside extends Error {
  override readonly name = 'TooManySetAside';
}

/** Nothing came out: what readers read stays. */
export class NothingScored extends Error {
  override readonly name = 'NothingScored';
}

/** What all objects of a run came to. */
interface Checked extends Counts {
  readonly setAside: readonly SetAside[];
}

/**
 * Looks at what a job wrote, object by object: as many records as went in, and keys that differ where they have to. Takes the markers of rejected
 * records out and writes them beside, with the line that each came from. Then lets the pointer name this run, unless it names newer data; the
 * record of the run says which.
 */
export async function publish(event: PublishEvent, world: StepWorld): Promise<PublishAnswer> {
  const { settings } = world;
  const { runId, attempt } = event;
  const store = world.objects(settings.output);
  const manifest = await store.json<RunManifest>(RUN_KEYS.manifest(runId));
  if (manifest === undefined) throw new RowsDiffer(`there is no manifest of run ${runId}`);
  const scored = scoredOf(manifest);
  const input = world.objects(scored.uri);
  const keys = settings.uniqueKey === undefined ? {} : { keys: new KeySet() };
  const run: CheckedRun = { input, store, runId, attempt, settings, ...keys };
  const checked = await checkObjects(scored.objects, run, event);
  const { setAside, ...counts } = checked;
  if (counts.rowsIn > 0 && counts.rowsOut === 0)
    throw new NothingScored(
      `none of ${counts.rowsIn} records of ${manifest.input} could be scored, and nothing is published; the reasons lie in ${settings.output}${RUN_KEYS.rejected(runId, attempt)}`,
    );
  const outcome = await publishRun(store, manifest, { attempt, ...checked }, world);
  // What is filled in, or run anew, is no news of the day.
  if (settings.capture !== undefined && event.backfill !== true && manifest.revision === undefined)
    await captureRun(
      scored.objects.filter(({ source }) => !setAside.some(({ key }) => key === source)),
      run,
      settings.capture,
      world,
    );
  const record = recordOf(world, manifest, event, await failedAttempts(store, runId, attempt), checked, outcome);
  const ratio = event.backfill === true ? undefined : await durationRatio(store, record);
  // The first record is the one that counts: a step that is run again says nothing new.
  if ((await store.writeNew(RUN_KEYS.record(runId), record)) && event.backfill !== true)
    publishMetrics(world, world.now, {
      RunFailed: 0,
      RowsIn: record.rowsIn,
      RowsLost: setAside.reduce((sum, { rows }) => sum + rows, 0),
      RejectedRate: record.rowsIn === 0 ? 0 : record.rejected / record.rowsIn,
      RunDuration: record.durationSeconds,
      ...(ratio === undefined ? {} : { DurationRatio: ratio }),
    });
  return { runId, ...counts, ...(setAside.length === 0 ? {} : { setAside: setAside.length }), ...outcome };
}

/** Every object in turn; of a job that has failed, those that have an output, and what the others would have been. */
async function checkObjects(objects: readonly ScoredObject[], run: CheckedRun, { partly = false }: PublishEvent): Promise<Checked> {
  const counts = { rowsIn: 0, rowsOut: 0, rejected: 0 };
  const written = partly ? await outputsOf(run) : undefined;
  const broken = objects.filter(({ key }) => written?.has(outputOf(run, key)) === false);
  if (broken.length * 2 > objects.length)
    throw new TooManySetAside(
      `${broken.length} of ${objects.length} objects have no output after the last attempt: that is the run, and no single objects; nothing is published`,
    );
  const setAside: SetAside[] = [];
  for (const object of objects) {
    if (broken.includes(object)) {
      const rows = await countInput(object, run.input);
      setAside.push({ key: object.source, rows });
      counts.rowsIn += rows;
      continue;
    }
    const each = await checkObject(object, run);
    counts.rowsIn += each.rowsIn;
    counts.rowsOut += each.rowsOut;
    counts.rejected += each.rejected;
  }
  return { ...counts, setAside };
}

async function outputsOf({ store, runId, attempt }: CheckedRun): Promise<ReadonlySet<string>> {
  const names = new Set<string>();
  for await (const { key } of store.list(RUN_KEYS.output(runId, attempt))) names.add(key);
  return names;
}

function recordOf(
  { settings, now }: StepWorld,
  manifest: RunManifest,
  { attempt, execution, startedAt, job, partly = false, backfill = false }: PublishEvent,
  failed: readonly RunAttempt[],
  { setAside, ...counts }: Checked,
  outcome: Outcome,
): RunRecord {
  const { output, model, instances, commit } = settings;
  const { runId, dataTime } = manifest;
  return {
    runId,
    dataTime,
    attempt,
    execution,
    startedAt,
    endedAt: new Date(now).toISOString(),
    // A clock that was set back makes no run end before it began.
    durationSeconds: Math.max(0, Math.round((now - Date.parse(startedAt)) / 1000)),
    attempts: [
      ...failed,
      {
        ...attemptOf(attempt, typeof job === 'string' ? jobIn(job) : job, startedAt, now),
        ...(partly ? { error: 'States.TaskFailed' } : {}),
      },
    ],
    input: inputOf(manifest, output),
    ...counts,
    ...(setAside.length === 0 ? {} : { setAside }),
    output: output + RUN_KEYS.output(runId, attempt),
    ...outcome,
    ...(backfill ? { backfill } : {}),
    model,
    instances,
    ...(commit === undefined ? {} : { commit }),
  };
}
