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
  /** Never more parts than there is room for: the caller's thread has one at a time. */
  readonly depth: number;
  private readonly threads: readonly Thread[];

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
    return idlest.load < PARTS_PER_THREAD ? idlest.score(part) : this.own.score(part);
  }

  async close(): Promise<void> {
    await Promise.all(this.threads.map((thread) => thread.close()));
  }
}

class Thread {
  private readonly worker: Worker;
  private readonly waiting: { readonly done: (part: ScoredPart) => void; readonly failed: (cause: unknown) => void }[] = [];

  constructor(start: ScoringThread) {
    this.worker = new Worker(bundled('batch', 'index.js'), { workerData: start, resourceLimits: { maxYoungGenerationSizeMb: YOUNG_MB } });
    this.worker.on('message', (answer: ThreadAnswer) => {
      const first = this.waiting.shift();
      if ('scored' in answer) first?.done(answer.scored);
      else first?.failed(answer.failed);
    });
    this.worker.on('error', (cause) => {
      for (const { failed } of this.waiting.splice(0)) failed(cause);
    });
  }

  /** Parts that it has. */
  get load(): number {
    return this.waiting.length;
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
