import { parentPort, workerData } from 'node:worker_threads';
import { openModel } from '../scoring/open-model.js';
import { PartScorer, type Part, type ScoredFormat, type ScoredPart } from './score-part.js';

/** What a thread that scores is started with. */
export interface ScoringThread {
  /** Model folder or file. */
  readonly model: string;
  readonly written: ScoredFormat;
}

/** What it answers, part by part, in the order of the parts. */
export type ThreadAnswer = { readonly scored: ScoredPart } | { readonly failed: unknown };

/** A thread that scores parts of tables with a model of its own. */
async function main(): Promise<void> {
  const { model, written } = workerData as ScoringThread;
  const opening = openModel(model).then((engine) => new PartScorer(engine, written));
  opening.catch(() => undefined);
  let last: Promise<void> = Promise.resolve();
  parentPort?.on('message', (part: Part) => {
    last = last.then(async () => answer(await scored(opening, part)));
  });
  await opening.catch(() => undefined);
}

async function scored(opening: Promise<PartScorer>, part: Part): Promise<ThreadAnswer> {
  try {
    return { scored: await (await opening).score(part) };
  } catch (failed) {
    return { failed };
  }
}

function answer(given: ThreadAnswer): void {
  parentPort?.postMessage(given, 'scored' in given ? [given.scored.output.buffer as ArrayBuffer] : []);
}

void main();
