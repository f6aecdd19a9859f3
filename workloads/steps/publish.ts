import type { RunAttempt, RunRecord } from '../../core/batch/record.js';
import { RUN_KEYS, type FrozenObject, type RunManifest } from '../../core/batch/run.js';
import type { PublishAnswer, PublishEvent } from '../../core/batch/steps.js';
import { attemptOf, failedAttempts } from './attempts.js';
import { inputOf } from './input-of.js';
import { countLines, linesOf } from './lines.js';
import { rejectedBecause } from './markers.js';
import { Objects } from './objects.js';
import { publishRun, type Outcome } from './point.js';
import { durationRatio } from './past-runs.js';
import { publishMetrics } from './publish-metrics.js';
import type { StepWorld } from './world.js';

interface Counts {
  readonly rowsIn: number;
  readonly rowsOut: number;
  readonly rejected: number;
}

/** The input was written anew while the job read it: what came out is of neither. */
export class InputChanged extends Error {
  override readonly name = 'InputChanged';
}

/** Rows went in that did not come out, or the other way round. */
export class RowsDiffer extends Error {
  override readonly name = 'RowsDiffer';
}

/**
 * Looks at what a job wrote, object by object: as many records as went in. Takes the markers of rejected records out and writes them beside, with
 * the line that each came from. Then lets the pointer name this run, unless it names newer data; the record of the run says which.
 */
export async function publish(event: PublishEvent, world: StepWorld): Promise<PublishAnswer> {
  const { settings } = world;
  const { runId, attempt } = event;
  const store = new Objects(world.s3, settings.output);
  const manifest = await store.json<RunManifest>(RUN_KEYS.manifest(runId));
  if (manifest === undefined) throw new RowsDiffer(`there is no manifest of run ${runId}`);
  const input = new Objects(world.s3, manifest.input);
  const counts = { rowsIn: 0, rowsOut: 0, rejected: 0 };
  for (const object of manifest.objects) {
    const each = await checkObject(object, input, store, runId, attempt, settings.format);
    counts.rowsIn += each.rowsIn;
    counts.rowsOut += each.rowsOut;
    counts.rejected += each.rejected;
  }
  const outcome = await publishRun(store, manifest, attempt, counts.rowsOut, world);
  const record = recordOf(world, manifest, event, await failedAttempts(store, runId, attempt), counts, outcome);
  const ratio = await durationRatio(store, record);
  // The first record is the one that counts: a step that is run again says nothing new.
  if ((await store.writeNew(RUN_KEYS.record(runId), record)) && event.backfill !== true)
    publishMetrics(world, world.now, {
      RunFailed: 0,
      RowsIn: record.rowsIn,
      RowsLost: 0,
      RejectedRate: record.rowsIn === 0 ? 0 : record.rejected / record.rowsIn,
      RunDuration: record.durationSeconds,
      ...(ratio === undefined ? {} : { DurationRatio: ratio }),
    });
  return { runId, ...counts, ...outcome };
}

async function checkObject(
  { key, etag }: FrozenObject,
  input: Objects,
  store: Objects,
  runId: string,
  attempt: number,
  format: 'csv' | 'jsonl',
): Promise<Counts> {
  const name = `${RUN_KEYS.output(runId, attempt)}${key}.out`;
  let rowsIn: number;
  try {
    rowsIn = await countLines(input.stream(key, etag));
  } catch (error) {
    if (error instanceof Error && ['PreconditionFailed', 'NoSuchKey'].includes(error.name))
      throw new InputChanged(`${input.uri}${key} was written anew, or deleted, after the run began; write new objects under new names`);
    throw error;
  }
  const rejectedKey = `${RUN_KEYS.rejected(runId, attempt)}${key}.jsonl`;
  const rejected = await rejectedOf(store, name, rejectedKey, `${input.uri}${key}`, format);
  const rowsOut = await countLines(store.stream(name));
  if (rowsOut + rejected !== rowsIn)
    throw new RowsDiffer(
      `${input.uri}${key} has ${rowsIn} records, and ${store.uri}${name} ${rowsOut}, with ${rejected} rejected; nothing is published`,
    );
  return { rowsIn, rowsOut, rejected };
}

/**
 * Moves markers out of an output. Written beside first and taken out then, so that a step that is stopped between and run again finds either the
 * markers or what was written of them.
 */
async function rejectedOf(store: Objects, name: string, rejectedKey: string, source: string, format: 'csv' | 'jsonl'): Promise<number> {
  const found: string[] = [];
  let line = 0;
  for await (const text of linesOf(store.stream(name))) {
    line += 1;
    const reason = rejectedBecause(text, format);
    if (reason !== undefined) found.push(JSON.stringify({ file: source, line, reason }));
  }
  if (found.length === 0) return countLines(textOf((await store.read(rejectedKey))?.text ?? ''));
  await store.write(rejectedKey, `${found.join('\n')}\n`);
  await store.upload(name, kept(store.stream(name), format));
  return found.length;
}

async function* textOf(text: string): AsyncGenerator<Uint8Array> {
  yield Buffer.from(text);
}

async function* kept(chunks: AsyncIterable<Uint8Array>, format: 'csv' | 'jsonl'): AsyncGenerator<Uint8Array> {
  for await (const line of linesOf(chunks)) if (rejectedBecause(line, format) === undefined) yield line;
}

function recordOf(
  { settings, now }: StepWorld,
  manifest: RunManifest,
  { attempt, execution, startedAt, job, backfill = false }: PublishEvent,
  failed: readonly RunAttempt[],
  counts: Counts,
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
    durationSeconds: Math.round((now - Date.parse(startedAt)) / 1000),
    attempts: [...failed, attemptOf(attempt, job, startedAt, now)],
    input: inputOf(manifest, output),
    ...counts,
    output: output + RUN_KEYS.output(runId, attempt),
    ...outcome,
    ...(backfill ? { backfill } : {}),
    model,
    instances,
    ...(commit === undefined ? {} : { commit }),
  };
}
