import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import type { ColumnToSort, SortedColumn } from './sort-column.js';
import type { SortingElsewhere } from './sorted-counter.js';

/** Threads that sort columns, each with memory of its own: the columns move to them, and are gone here. */
export class SortPool implements SortingElsewhere {
  private readonly workers: readonly Worker[];

  /** @param path the bundled worker */
  constructor(path: string, threads: number) {
    this.workers = Array.from({ length: threads }, () => new Worker(path));
  }

  async sort(columns: readonly ColumnToSort[]): Promise<readonly SortedColumn[]> {
    const sorted: SortedColumn[] = [];
    const waiting = columns.map((column, index) => ({ column, index })).reverse();
    await Promise.all(
      this.workers.map(async (worker) => {
        for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
          const answer = once(worker, 'message');
          worker.postMessage(next.column, buffersOf(next.column));
          sorted[next.index] = ((await answer) as [SortedColumn])[0];
        }
      }),
    );
    return sorted;
  }

  async close(): Promise<void> {
    await Promise.all(this.workers.map((worker) => worker.terminate()));
  }
}

/** What can move: memory that no other array looks at. */
function buffersOf({ values, baseline }: ColumnToSort): ArrayBuffer[] {
  return [values, ...(baseline === undefined ? [] : [baseline])]
    .filter(({ buffer, byteLength }) => buffer instanceof ArrayBuffer && buffer.byteLength === byteLength)
    .map(({ buffer }) => buffer as ArrayBuffer);
}
