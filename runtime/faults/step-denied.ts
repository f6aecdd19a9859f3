import type { Fault } from './fault.js';

/** A role has lost a permission. */
export const stepDenied: Fault = {
  number: 49,
  name: 'step-denied',
  trouble: 'pipeline',
  what: 'a permission that a step needs is missing',
  modes: ['pipeline'],
  moves: ['failed runs'],
  strength: {
    fixed: 1,
    source: 'catalogue of faults: a permission is missing',
    range: [1, 1],
    steps: 'linear',
    text: () => 'the first step may not do what it does',
  },
  lasts: 'until told',
  visibleTo: 'operator',
  strike: () => ({ runs: { taskDenied: true } }),
};
