import { parentPort, workerData } from 'node:worker_threads';
import type { Engine } from '../scoring/engine.js';
import { openModel } from '../scoring/open-model.js';
import { memoryOf, PartScorer, type Part, type ScoredFormat, type ScoredPart } from './score-part.js';

/** What a thread that scores is started with. */
export interface ScoringThread {
  /** Model folder or file. */
  readonly model: string;
  readonly written: ScoredFormat;
}

/** What it is told: once on which engine whoever started it has opened the model; then part by part; at last that there are no more. */
export type ThreadTask = { readonly engine: Engine['kind'] } | { readonly part: Part } | 'end';

/** What it answers: once that the model is open, or never will be; then part by part, in the order of the parts. */
export type ThreadAnswer = { readonly ready: true } | { readonly scored: ScoredPart } | { readonly failed: unknown };

/** A thread that scores parts of tables with a model of its own. */
async function main(): Promise<void> {
  const { model, written } = workerData as ScoringThread;
  let tell: (engine: Engine['kind']) => void = () => undefined;
  const engine = new Promise<Engine['kind']>((resolve) => void (tell = resolve));
  const opening = openModel(model, { choose: () => engine });
  const scorer = opening.then((opened) => new PartScorer(opened, written));
  scorer.catch(() => undefined);
  let last: Promise<void> = Promise.resolve();
  parentPort?.on('message', (task: ThreadTask) => {
    if (task === 'end') {
      // Nobody may have told the engine: one is as good as the other for what is closed.
      tell('trees');
      last = last.then(() => end(opening));
    } else if ('engine' in task) tell(task.engine);
    else last = last.then(async () => answer(await scored(scorer, task.part)));
  });
  await scorer.catch(() => undefined);
  answer({ ready: true });
}

/** Ends by itself: a thread that is ended while it is in onnxruntime takes the whole process with it. */
async function end(opening: Promise<Engine>): Promise<void> {
  await opening.then((engine) => engine.close()).catch(() => undefined);
  parentPort?.close();
}

async function scored(scorer: Promise<PartScorer>, part: Part): Promise<ThreadAnswer> {
  try {
    const scored = await (await scorer).score(part);
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
