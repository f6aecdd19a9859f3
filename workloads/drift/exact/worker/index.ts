import { parentPort } from 'node:worker_threads';
import { ColumnSorter, type ColumnToSort } from '../sort-column.js';

/** A thread that sorts one column after the other. */
const sorter = new ColumnSorter();
parentPort?.on('message', (column: ColumnToSort) => {
  const sorted = sorter.sort(column);
  parentPort?.postMessage(sorted, sorted.sorted === undefined ? [] : [sorted.sorted.buffer as ArrayBuffer]);
});
