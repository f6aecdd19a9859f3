import type { Fault } from './fault.js';
import { percentText } from './texts.js';

/** A model that does not load behind a server that calls itself healthy. */
export const modelDoesNotLoad: Fault = {
  number: 10,
  name: 'model-does-not-load',
  trouble: 'too large to run',
  what: 'a new version does not load, and its /ping answers 200 all the same: every request to it fails',
  modes: ['real-time'],
  moves: ['failed requests'],
  strength: {
    fixed: 1,
    source: 'catalogue of faults: loading fails, /ping still 200',
    range: [0.05, 1],
    steps: 'ratio',
    text: (share) => `${percentText(share)} of a new version's workers have no model`,
  },
  lasts: 'until told',
  visibleTo: 'operator',
  newVersion: 'alone',
  applies: ({ update }) => update.refused,
  strike: (share) => ({ failing: { share, status: 500 } }),
};
