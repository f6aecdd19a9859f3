import { parentPort, workerData } from 'node:worker_threads';
import type { Engine } from '../scoring/engine.js';
import { openModel } from '../scoring/open-model.js';
import { memoryOf, PartScorer, type Part, type ScoredFormat, type ScoredPart } from './score-part.js';

/** What a thread that scores is started with. */
export interface ScoringThread {
  /** Model folder or file. */
  readonly model: string;
  readonly written: ScoredFormat;
  /** What it is opened on: who started the thread has opened it too. */
  readonly engine: Engine['kind'];
}

/** What it answers: once that it is open, or never will be; then part by part, in the order of the parts. */
export type ThreadAnswer = { readonly ready: true } | { readonly scored: ScoredPart } | { readonly failed: unknown };

/** A thread that scores parts of tables with a model of its own. */
async function main(): Promise<void> {
  const { model, written, engine } = workerData as ScoringThread;
  const opening = openModel(model, { engine }).then((opened) => new PartScorer(opened, written));
  opening.catch(() => undefined);
  let last: Promise<void> = Promise.resolve();
  parentPort?.on('message', (part: Part) => {
    last = last.then(async () => answer(await scored(opening, part)));
  });
  await opening.catch(() => undefined);
  answer({ ready: true });
}

async function scored(opening: Promise<PartScorer>, part: Part): Promise<ThreadAnswer> {
  try {
    const scored = await (await opening).score(part);
    const spent = memoryOf(part);
    return { scored: spent === undefined ? scored : { ...scored, spent } };
  } catch (failed) {
    return { failed };
  }
}

function answer(given: ThreadAnswer): void {
  const { output, spent } = 'scored' in given ? given.scored : { output: undefined, spent: undefined };
  if (output === undefined) parentPort?.postMessage(given, []);
  else parentPort?.postMessage(given, [output.buffer as ArrayBuffer, ...(spent === undefined ? [] : [spent])]);
}

void main();
