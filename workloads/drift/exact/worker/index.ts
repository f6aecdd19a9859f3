import { parentPort } from 'node:worker_threads';
import { ColumnCounter, type ColumnToCount } from '../count-column.js';

/** A thread that counts one column after the other. */
const counter = new ColumnCounter();
parentPort?.on('message', (column: ColumnToCount) => parentPort?.postMessage(counter.count(column), []));
