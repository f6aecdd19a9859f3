import type { Fault } from './fault.js';

/** EventBridge delivers at least once: sometimes twice. Nothing may come of it. */
export const batchTwice: Fault = {
  number: 40,
  name: 'batch-twice',
  trouble: 'batch',
  what: 'what starts a run comes twice',
  modes: ['batch'],
  moves: ['starts of runs'],
  strength: {
    fixed: 2,
    source: 'catalogue of faults: a duplicate event, two runs; EventBridge delivers at least once',
    range: [2, 2],
    steps: 'linear',
    text: (times) => `every start is delivered ${times} times`,
  },
  lasts: 'until told',
  visibleTo: 'operator',
  quiet: true,
  strike: (times) => ({ runs: { starts: times } }),
};
