import { parentPort } from 'node:worker_threads';
import { evaluate } from './evaluate.js';
import type { EvaluationRequest } from './protocol.js';

// One after the other, so that the main thread knows which expression a deadline is for.
let last: Promise<void> = Promise.resolve();
parentPort?.on('message', (request: EvaluationRequest) => {
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a worker thread, not a window
  last = last.then(async () => parentPort?.postMessage(await evaluate(request)));
});
