import { setImmediate as nextTurn } from 'node:timers/promises';
import { SHARE_ENV, Worker } from 'node:worker_threads';
import type { ScoringThread, ThreadAnswer, ThreadTask } from '../../workloads/batch/index.js';
import { memoryOf, type Part, type PartScorer, type ScoredPart } from '../../workloads/batch/score-part.js';
import type { Engine } from '../../workloads/scoring/engine.js';
import { bundled } from '../bundled.js';

/** Parts that each thread has: one that is worked on, and the next. */
const PARTS_PER_THREAD = 2;

/** A thread's short-lived memory, MB: parts are of a size, and most of what they need lies outside the heap. */
const YOUNG_MB = 2;

/** Scores parts, in whatever order it likes. */
export interface Scorers {
  /** Parts that may be under way at once. */
  readonly depth: number;
  score(part: Part): Promise<ScoredPart>;
}

/** The caller's thread alone. */
export class OwnScorer implements Scorers {
  readonly depth = 1;

  constructor(private readonly scorer: PartScorer) {}

  score(part: Part): Promise<ScoredPart> {
    return this.scorer.score(part);
  }
}

/** Threads with a model each, and the caller's own, which takes its share: it has a model anyway, and would only wait. */
export class ThreadScorers implements Scorers {
  /** As many as there is room for: parts are written in their order, and with fewer whoever is done first would wait for the others. */
  readonly depth: number;
  /** The caller's thread has one part at a time, however many it is given while the others open the model. */
  private lastOwn: Promise<unknown> = Promise.resolve();
  private ownLoad = 0;

  /** @param threads those beside the caller's */
  constructor(
    private readonly threads: readonly Thread[],
    private readonly own: PartScorer,
  ) {
    this.depth = (threads.length + 1) * PARTS_PER_THREAD;
  }

  score(part: Part): Promise<ScoredPart> {
    const idlest = this.threads.reduce((best, thread) => (thread.load < best.load ? thread : best));
    return idlest.load <= this.ownLoad ? idlest.score(part) : this.scoreHere(part);
  }

  private scoreHere(part: Part): Promise<ScoredPart> {
    this.ownLoad += 1;
    // In between the threads' answers are taken, and their next parts are read, or they would wait for them.
    const scored = this.lastOwn.then(() => this.own.score(part, () => nextTurn()));
    const settled = (): void => void (this.ownLoad -= 1);
    this.lastOwn = scored.then(settled, settled);
    return scored;
  }
}

/** A thread that scores, and opens the model while the caller opens it too. */
export class Thread {
  /** Its exit code, once it has ended. */
  readonly ended: Promise<number>;
  private readonly worker: Worker;
  private isReady = false;
  private readonly waiting: { readonly done: (part: ScoredPart) => void; readonly failed: (cause: unknown) => void }[] = [];

  constructor(start: ScoringThread) {
    this.worker = new Worker(bundled('batch', 'index.js'), {
      workerData: start,
      // What a thread tells onnxruntime by the environment would else be told to a copy of it.
      env: SHARE_ENV,
      resourceLimits: { maxYoungGenerationSizeMb: YOUNG_MB },
    });
    this.ended = new Promise((resolve) => this.worker.once('exit', resolve));
    this.worker.on('message', (answer: ThreadAnswer) => {
      if ('ready' in answer) {
        this.isReady = true;
        return;
      }
      const first = this.waiting.shift();
      if ('scored' in answer) first?.done(answer.scored);
      else first?.failed(answer.failed);
    });
    this.worker.on('error', (cause) => {
      for (const { failed } of this.waiting.splice(0)) failed(cause);
    });
  }

  /** Parts that it has; until the model is open more than anybody, or all would wait for its first one. */
  get load(): number {
    return this.isReady ? this.waiting.length : Infinity;
  }

  /** Says on which engine the model is opened: it waits for this where there is a choice. */
  choose(engine: Engine['kind']): void {
    this.post({ engine });
  }

  score(part: Part): Promise<ScoredPart> {
    return new Promise((done, failed) => {
      this.waiting.push({ done, failed });
      const memory = memoryOf(part);
      this.post({ part }, memory === undefined ? [] : [memory]);
    });
  }

  /** Waits until it has ended by itself: a thread that is ended while it is in onnxruntime takes the whole process with it. */
  async close(): Promise<void> {
    this.post('end');
    await this.ended;
  }

  private post(task: ThreadTask, memory: readonly ArrayBuffer[] = []): void {
    this.worker.postMessage(task, memory);
  }
}
