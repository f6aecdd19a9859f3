import type { Fault } from './fault.js';

/** EventBridge delivers at least once: sometimes twice. One run may come of it. */
export const duplicateEvent: Fault = {
  number: 48,
  name: 'duplicate-event',
  trouble: 'pipeline',
  what: 'what starts a run comes twice',
  modes: ['pipeline'],
  moves: ['starts of runs'],
  strength: {
    fixed: 2,
    source: 'catalogue of faults: the trigger twice; EventBridge delivers at least once',
    range: [2, 2],
    steps: 'linear',
    text: (times) => `every start is delivered ${times} times`,
  },
  lasts: 'until told',
  visibleTo: 'operator',
  quiet: true,
  strike: (times) => ({ runs: { starts: times } }),
};
