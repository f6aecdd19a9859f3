import { Worker } from 'node:worker_threads';
import type { ScoringThread, ThreadAnswer } from '../../workloads/batch/index.js';
import { memoryOf, type Part, type PartScorer, type ScoredPart } from '../../workloads/batch/score-part.js';
import { bundled } from '../bundled.js';

/** Parts that wait in front of each thread: one that is worked on, and the next. */
const PARTS_PER_THREAD = 2;

/** A thread's short-lived memory, MB: parts are of a size, and most of what they need lies outside the heap. */
const YOUNG_MB = 2;

/** Scores parts, in whatever order it likes. */
export interface Scorers {
  /** Parts that may be under way at once. */
  readonly depth: number;
  score(part: Part): Promise<ScoredPart>;
  close(): Promise<void>;
}

/** The caller's thread alone. */
export class OwnScorer implements Scorers {
  readonly depth = 1;

  constructor(private readonly scorer: PartScorer) {}

  score(part: Part): Promise<ScoredPart> {
    return this.scorer.score(part);
  }

  close(): Promise<void> {
    return Promise.resolve();
  }
}

/** Threads with a model each, and the caller's own, which scores what they have no room for: it has a model anyway, and would only wait. */
export class ThreadScorers implements Scorers {
  /** Parts that there is room for in the threads, and one for the caller's. */
  readonly depth: number;
  private readonly threads: readonly Thread[];
  /** The caller's thread has one part at a time, however many it is given while the others open the model. */
  private lastOwn: Promise<unknown> = Promise.resolve();

  /** @param count threads beside the caller's */
  constructor(
    count: number,
    start: ScoringThread,
    private readonly own: PartScorer,
  ) {
    this.threads = Array.from({ length: count }, () => new Thread(start));
    this.depth = count * PARTS_PER_THREAD + 1;
  }

  score(part: Part): Promise<ScoredPart> {
    const idlest = this.threads.reduce((best, thread) => (thread.load < best.load ? thread : best));
    if (idlest.load < PARTS_PER_THREAD) return idlest.score(part);
    const scored = this.lastOwn.then(() => this.own.score(part));
    this.lastOwn = scored.catch(() => undefined);
    return scored;
  }

  async close(): Promise<void> {
    await Promise.all(this.threads.map((thread) => thread.close()));
  }
}

class Thread {
  private readonly worker: Worker;
  private isReady = false;
  private readonly waiting: { readonly done: (part: ScoredPart) => void; readonly failed: (cause: unknown) => void }[] = [];

  constructor(start: ScoringThread) {
    this.worker = new Worker(bundled('batch', 'index.js'), { workerData: start, resourceLimits: { maxYoungGenerationSizeMb: YOUNG_MB } });
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

  /** Parts that it has; while it opens the model it has as many as it can have, or everybody would wait for its first one. */
  get load(): number {
    return this.isReady ? this.waiting.length : PARTS_PER_THREAD;
  }

  score(part: Part): Promise<ScoredPart> {
    return new Promise((done, failed) => {
      this.waiting.push({ done, failed });
      const memory = memoryOf(part);
      this.worker.postMessage(part, memory === undefined ? [] : [memory]);
    });
  }

  async close(): Promise<void> {
    await this.worker.terminate();
  }
}
