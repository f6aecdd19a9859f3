import { RUN_KEYS, type ScoredObject } from '../../core/batch/run.js';
import type { BatchSettings } from '../../core/batch/settings.js';
import type { KeySet } from './key-set.js';
import { countLines, linesOf } from './lines.js';
import { rejectedBecause } from './markers.js';
import type { Objects } from './objects.js';
import { keyOfRow } from './row-key.js';
import { hasRun, withRun } from './run-column.js';

/** Records of one object, or of a run. */
export interface Counts {
  readonly rowsIn: number;
  readonly rowsOut: number;
  readonly rejected: number;
}

/** Where a run's objects lie, and what rows have to be. */
export interface CheckedRun {
  readonly input: Objects;
  readonly store: Objects;
  readonly runId: string;
  readonly attempt: number;
  readonly settings: BatchSettings;
  /** Keys of the rows so far, where they have to differ. */
  readonly keys?: KeySet;
}

/** The input was written anew while the job read it: what came out is of neither. */
export class InputChanged extends Error {
  override readonly name = 'InputChanged';
}

/** Rows went in that did not come out, or the other way round. */
export class RowsDiffer extends Error {
  override readonly name = 'RowsDiffer';
}

/** Two rows of the output have one key. */
export class KeysRepeat extends Error {
  override readonly name = 'KeysRepeat';
}

/** Name of an object's output, below that of the runs. */
export function outputOf({ runId, attempt }: { readonly runId: string; readonly attempt: number }, key: string): string {
  return `${RUN_KEYS.output(runId, attempt)}${key}.out`;
}

/** Holds one output against its input, after taking rejected records out of it and writing the run into its rows. */
export async function checkObject(object: ScoredObject, run: CheckedRun): Promise<Counts> {
  const { input, store } = run;
  const rowsIn = await countInput(object, input);
  const rejected = await readyRows(object, run);
  const rowsOut = await countOutput(object, run);
  if (rowsOut + rejected !== rowsIn)
    throw new RowsDiffer(
      `${input.uri}${object.key} has ${rowsIn} records, and ${store.uri}${outputOf(run, object.key)} ${rowsOut}, with ${rejected} rejected; nothing is published`,
    );
  return { rowsIn, rowsOut, rejected };
}

/** Records of an object of the input, which has to be the one that was frozen. */
export async function countInput({ key, etag }: ScoredObject, input: Objects): Promise<number> {
  try {
    return await countLines(input.stream(key, etag));
  } catch (error) {
    if (error instanceof Error && ['PreconditionFailed', 'NoSuchKey'].includes(error.name))
      throw new InputChanged(`${input.uri}${key} was written anew, or deleted, after the run began; write new objects under new names`);
    throw error;
  }
}

/**
 * Takes markers out of an output, and writes the run into its rows where that is asked for; answers how many markers there were. They are written
 * beside first and taken out then, so that a step that is stopped between and run again finds either them or what was written of them.
 */
async function readyRows(object: ScoredObject, run: CheckedRun): Promise<number> {
  const { input, store, settings } = run;
  const { key } = object;
  const { format, runIdColumn } = settings;
  const name = outputOf(run, key);
  const found: string[] = [];
  let line = 0;
  let isReady = true;
  for await (const text of linesOf(store.stream(name))) {
    line += 1;
    const reason = rejectedBecause(text, format);
    if (reason !== undefined) found.push(JSON.stringify({ file: `${input.uri}${key}`, line, reason }));
    else if (runIdColumn !== undefined) isReady &&= hasRun(text, run.runId, runIdColumn, format);
  }
  if (found.length === 0 && isReady) return (await rejectedOf(object, run)).length;
  if (found.length > 0) await store.write(rejectedKey(object, run), `${found.join('\n')}\n`);
  await store.upload(name, rowsOf(store.stream(name), run));
  return found.length;
}

/** Numbers of the input's records that were rejected, from 1 on, once they are written beside. */
export async function rejectedOf(object: ScoredObject, run: CheckedRun): Promise<number[]> {
  const { text } = (await run.store.read(rejectedKey(object, run))) ?? { text: '' };
  return text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => (JSON.parse(line) as { readonly line: number }).line);
}

function rejectedKey({ key }: ScoredObject, { runId, attempt }: CheckedRun): string {
  return `${RUN_KEYS.rejected(runId, attempt)}${key}.jsonl`;
}

/** The rows as they are published. */
async function* rowsOf(chunks: AsyncIterable<Uint8Array>, { runId, settings }: CheckedRun): AsyncGenerator<Uint8Array> {
  const { format, runIdColumn } = settings;
  for await (const line of linesOf(chunks))
    if (rejectedBecause(line, format) === undefined) yield runIdColumn === undefined ? line : withRun(line, runId, runIdColumn, format);
}

async function countOutput({ key }: ScoredObject, run: CheckedRun): Promise<number> {
  const { store, keys, settings } = run;
  const { format, uniqueKey } = settings;
  const name = outputOf(run, key);
  if (keys === undefined || uniqueKey === undefined) return countLines(store.stream(name));
  let row = 0;
  for await (const line of linesOf(store.stream(name))) {
    row += 1;
    const place = `row ${row} of ${store.uri}${name}`;
    if (!keys.add(keyOfRow(line, uniqueKey, format, place)))
      throw new KeysRepeat(
        `${place} has the same ${uniqueKey.join(', ')} as a row before it; nothing is published: look for records that the input holds twice`,
      );
  }
  return row;
}
