import type { Fault } from './fault.js';

/** A service refuses for a moment what is too much at once. Retries are there for it. */
export const stepFlaky: Fault = {
  number: 46,
  name: 'step-flaky',
  trouble: 'pipeline',
  what: 'a step fails for a moment, and then works',
  modes: ['pipeline'],
  moves: ['time of runs'],
  strength: {
    fixed: 2,
    source: 'catalogue of faults: a step fails twice, then works',
    range: [2, 2],
    steps: 'linear',
    text: (times) => `the first step fails ${times} times, then works`,
  },
  lasts: 'until told',
  visibleTo: 'operator',
  quiet: true,
  strike: (times) => ({ runs: { taskFails: times } }),
};
