import { createHash } from 'node:crypto';
import { jobNameOf, RUN_KEYS, runIdOf, scoredOf, type RunManifest } from '../../core/batch/run.js';
import type { PrepareAnswer, PrepareEvent } from '../../core/batch/steps.js';
import { dayIn, dayText } from '../../core/zoned-time.js';
import type { Claim } from './attempts.js';
import { emptyInput } from './empty-input.js';
import type { Objects } from './objects.js';
import { inputOfDay, objectsIn, publishedPart } from './part.js';
import type { StepWorld } from './world.js';

/** No run is tried more often than this, whoever asks. */
const MOST_ATTEMPTS = 100;

/**
 * Freezes the input of a run and claims an attempt at it. A run that is published, or that another execution is at work on, is left alone: an
 * event that comes twice computes nothing twice.
 */
export async function prepare({ time, execution, again = false }: PrepareEvent, world: StepWorld): Promise<PrepareAnswer> {
  const { settings } = world;
  const output = world.objects(settings.output);
  const run = again ? await runAgain(Date.parse(time), output, world) : { instant: Date.parse(time), revision: 1 };
  if ('because' in run) return { status: 'published', ...run };
  const runId = runIdOf(run.instant, run.revision);
  const done = await output.json<{ readonly published: boolean; readonly because?: string }>(RUN_KEYS.record(runId));
  if (done !== undefined) return { status: 'published', runId, because: done.because ?? 'the run has been published before' };
  const manifest = await frozen(run, output, world);
  if (manifest.objects.length === 0)
    return { status: 'empty', runId, because: await emptyInput(`there is nothing in ${manifest.input}`, manifest, output, world) };
  const claimed = await claim(runId, execution, output, world);
  if (typeof claimed === 'string') return { status: 'underway', runId, because: claimed };
  const { uri, objects } = scoredOf(manifest);
  await output.write(RUN_KEYS.transformManifest(runId), [{ prefix: uri }, ...objects.map(({ key }) => key)]);
  return {
    status: 'ready',
    runId,
    attempt: claimed,
    jobName: jobNameOf(settings.jobPrefix, runId, claimed),
    manifest: settings.output + RUN_KEYS.transformManifest(runId),
    output: settings.output + RUN_KEYS.output(runId, claimed),
    objects: manifest.objects.length,
    startedAt: new Date(world.now).toISOString(),
  };
}

/** A run by the instant that it is about, and how often it has been run. */
interface WhichRun {
  readonly instant: number;
  readonly revision: number;
}

/** The run of a day's part that is asked for anew: the next one of it, if anything has come since the last. */
async function runAgain(
  instant: number,
  output: Objects,
  world: StepWorld,
): Promise<WhichRun | { readonly runId: string; readonly because: string }> {
  const { settings } = world;
  const day = dayText(dayIn(settings.zone, instant));
  const part = settings.input.includes('{date}') ? await publishedPart(day, output, world) : undefined;
  if (part === undefined) return { instant, revision: 1 };
  const { pointer, came, gone } = part;
  if (came.length === 0) return { runId: pointer.runId, because: `run ${pointer.runId} has read all that there is of ${day}` };
  if (gone > 0)
    return {
      runId: pointer.runId,
      because: `${gone} of the objects that run ${pointer.runId} read of ${day} are gone, and their rows would be lost; put them back first`,
    };
  return { instant: Date.parse(pointer.dataTime), revision: (pointer.revision ?? 1) + 1 };
}

/** The manifest of a run: the one that is there, else what lies in the input now. Whoever comes second reads the first one's. */
async function frozen({ instant, revision }: WhichRun, output: Objects, world: StepWorld): Promise<RunManifest> {
  const runId = runIdOf(instant, revision);
  const key = RUN_KEYS.manifest(runId);
  const before = await output.json<RunManifest>(key);
  if (before !== undefined) return before;
  const { settings } = world;
  const day = dayText(dayIn(settings.zone, instant));
  const uri = inputOfDay(settings.input, day);
  const objects = await objectsIn(world.objects(uri));
  const digest = createHash('sha256').update(JSON.stringify(objects)).digest('hex');
  const manifest: RunManifest = {
    runId,
    dataTime: new Date(instant).toISOString(),
    ...(uri === settings.input ? {} : { day }),
    ...(revision === 1 ? {} : { revision }),
    input: uri,
    objects,
    bytes: objects.reduce((sum, { bytes }) => sum + bytes, 0),
    digest,
    ...(settings.table === undefined ? {} : { lines: settings.output + RUN_KEYS.lines(runId) }),
  };
  // Nothing is frozen of nothing: the input may still come before the run is tried again.
  if (objects.length === 0) return manifest;
  return (await output.writeNew(key, manifest)) ? manifest : ((await output.json<RunManifest>(key)) ?? manifest);
}

/** The number of the attempt; or, as a text, who else is at work. */
async function claim(runId: string, execution: string, output: Objects, world: StepWorld): Promise<number | string> {
  const now = world.now;
  for (let attempt = 1; attempt <= MOST_ATTEMPTS; attempt += 1) {
    const key = RUN_KEYS.claim(runId, attempt);
    if (await output.writeNew(key, { execution, at: new Date(now).toISOString() } satisfies Claim)) return attempt;
    const other = await output.json<Claim>(key);
    const failed = await output.read(RUN_KEYS.failure(runId, attempt));
    const young = other !== undefined && now - Date.parse(other.at) < world.settings.capSeconds * 1000;
    if (failed === undefined && young && other.execution !== execution)
      return `${other.execution} has been at work on it since ${other.at}`;
  }
  return `${MOST_ATTEMPTS} attempts were made`;
}
