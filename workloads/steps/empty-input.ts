import { mayReplace, RUN_KEYS, type Pointer, type RunManifest } from '../../core/batch/run.js';
import type { Objects } from './objects.js';
import type { StepWorld } from './world.js';

/** There is nothing to score, and there should be. */
export class EmptyInput extends Error {
  override readonly name = 'EmptyInput';
}

/** An empty input either fails the run, or is a result: nothing to refresh, as of now. Answers what is empty. */
export async function emptyInput(
  what: string,
  { dataTime }: Pick<RunManifest, 'dataTime'>,
  output: Objects,
  { settings, now }: StepWorld,
): Promise<string> {
  if (settings.onEmpty === 'fail') throw new EmptyInput(`${what}; put the input there, or let an empty input succeed (onEmpty)`);
  const before = await output.read(RUN_KEYS.pointer);
  const current = before === undefined ? undefined : (JSON.parse(before.text) as Pointer);
  // What was published stays what readers read, as of now.
  if (before !== undefined && current !== undefined && mayReplace(current, { dataTime }))
    await output.replace(RUN_KEYS.pointer, { ...current, dataTime, publishedAt: new Date(now).toISOString() }, before);
  return what;
}
