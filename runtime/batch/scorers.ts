import { Worker } from 'node:worker_threads';
import type { ScoringThread, ThreadAnswer } from '../../workloads/batch/index.js';
import type { Part, ScoredPart } from '../../workloads/batch/score-part.js';
import { bundled } from '../bundled.js';

/** Parts that wait in front of each thread: one that is worked on, and the next. */
const PARTS_PER_THREAD = 2;

/** Scores parts, in whatever order it likes. */
export interface Scorers {
  /** Parts that may be under way at once. */
  readonly depth: number;
  score(part: Part): Promise<ScoredPart>;
  close(): Promise<void>;
}

/** Threads with a model each. Parts are handed out in turn. */
export class ThreadScorers implements Scorers {
  readonly depth: number;
  private readonly threads: Thread[];
  private next = 0;

  constructor(count: number, start: ScoringThread) {
    this.threads = Array.from({ length: count }, () => new Thread(start));
    this.depth = count * PARTS_PER_THREAD;
  }

  score(part: Part): Promise<ScoredPart> {
    const thread = this.threads[this.next];
    this.next = (this.next + 1) % this.threads.length;
    return thread.score(part);
  }

  async close(): Promise<void> {
    await Promise.all(this.threads.map((thread) => thread.close()));
  }
}

class Thread {
  private readonly worker: Worker;
  private readonly waiting: { readonly done: (part: ScoredPart) => void; readonly failed: (cause: unknown) => void }[] = [];

  constructor(start: ScoringThread) {
    this.worker = new Worker(bundled('batch', 'index.js'), { workerData: start });
    this.worker.on('message', (answer: ThreadAnswer) => {
      const first = this.waiting.shift();
      if ('scored' in answer) first?.done(answer.scored);
      else first?.failed(answer.failed);
    });
    this.worker.on('error', (cause) => {
      for (const { failed } of this.waiting.splice(0)) failed(cause);
    });
  }

  score(part: Part): Promise<ScoredPart> {
    return new Promise((done, failed) => {
      this.waiting.push({ done, failed });
      // A part of text is the only view on its bytes, which go over without being copied.
      this.worker.postMessage(part, part.kind === 'columns' ? [] : [part.bytes.buffer as ArrayBuffer]);
    });
  }

  async close(): Promise<void> {
    await this.worker.terminate();
  }
}
