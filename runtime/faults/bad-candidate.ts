import type { Fault } from './fault.js';
import { percentText } from './texts.js';

/** A new version that fails for some requests, and is not noticed before it serves. */
export const badCandidate: Fault = {
  number: 18,
  name: 'bad-candidate',
  trouble: 'errors',
  what: 'a new version answers some requests with 500; the update should come back by itself',
  modes: ['real-time'],
  moves: ['failed requests'],
  strength: {
    fixed: 0.2,
    source: 'catalogue of faults: 20 % of the requests',
    range: [0.0005, 1],
    steps: 'ratio',
    text: (share) => `a new version fails ${percentText(share)} of its requests`,
  },
  lasts: 'until told',
  visibleTo: 'operator',
  newVersion: 'alone',
  applies: ({ update }) => update.refused,
  strike: (share) => ({ failing: { share, status: 500 } }),
};
