import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import type { ColumnToCount, CountedColumn } from './count-column.js';
import type { CountingElsewhere } from './exact-counters.js';

/** Threads that count columns, each with memory of its own: the columns move to them, and are gone here. */
export class CountPool implements CountingElsewhere {
  private readonly workers: readonly Worker[];

  /** @param path the bundled worker */
  constructor(path: string, threads: number) {
    this.workers = Array.from({ length: threads }, () => new Worker(path));
  }

  async count(columns: readonly ColumnToCount[]): Promise<readonly CountedColumn[]> {
    const counted: CountedColumn[] = [];
    const waiting = columns.map((column, index) => ({ column, index })).reverse();
    await Promise.all(
      this.workers.map(async (worker) => {
        for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
          const answer = once(worker, 'message');
          worker.postMessage(next.column, buffersOf(next.column));
          counted[next.index] = ((await answer) as [CountedColumn])[0];
        }
      }),
    );
    return counted;
  }

  async close(): Promise<void> {
    await Promise.all(this.workers.map((worker) => worker.terminate()));
  }
}

/** What can move: memory that no other array looks at. */
function buffersOf({ values, baseline }: ColumnToCount): ArrayBuffer[] {
  return [values, baseline]
    .filter(({ buffer, byteLength }) => buffer instanceof ArrayBuffer && buffer.byteLength === byteLength)
    .map(({ buffer }) => buffer as ArrayBuffer);
}
