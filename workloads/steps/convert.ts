import { RUN_KEYS, type RunManifest } from '../../core/batch/run.js';
import type { ConvertAnswer, ConvertEvent } from '../../core/batch/steps.js';
import { InputChanged } from './check-object.js';
import { BrokenTable, linesOfParquet } from './parquet-rows.js';
import type { StepWorld } from './world.js';

/** A further object is begun while so much time is left. */
const RESERVE_MILLIS = 8 * 60_000;

/**
 * Makes lines of the objects of a run, since a transform job splits no Parquet: each whole, or not at all, and none twice. Called again until all are
 * made, so that it does not matter how many there are.
 */
export async function convert({ runId }: ConvertEvent, world: StepWorld, remainingMillis: () => number): Promise<ConvertAnswer> {
  const store = world.objects(world.settings.output);
  const manifest = await store.json<RunManifest>(RUN_KEYS.manifest(runId));
  if (manifest === undefined) throw new BrokenTable(`there is no manifest of run ${runId}`);
  const folder = RUN_KEYS.lines(runId);
  const made = new Set<string>();
  for await (const { key } of store.list(folder)) made.add(key);
  const left = manifest.objects.filter(({ key }) => !made.has(`${folder}${key}.jsonl`));
  const input = world.objects(manifest.input);
  for (const [index, object] of left.entries()) {
    if (index > 0 && remainingMillis() < RESERVE_MILLIS) return { runId, left: left.length - index };
    try {
      await store.upload(`${folder}${object.key}.jsonl`, linesOfParquet(object, input));
    } catch (error) {
      if (error instanceof Error && ['PreconditionFailed', 'NoSuchKey'].includes(error.name))
        throw new InputChanged(
          `${input.uri}${object.key} was written anew, or deleted, after the run began; write new objects under new names`,
        );
      throw error;
    }
  }
  return { runId, left: 0 };
}
