import type { Fault } from './fault.js';
import { percentText } from './texts.js';

/** The model fails for some requests, for a while. */
export const errorBurst: Fault = {
  number: 14,
  name: 'error-burst',
  trouble: 'errors',
  what: 'the model answers some requests with 500, for 20 minutes',
  modes: ['real-time', 'serverless', 'async'],
  moves: ['failed requests'],
  strength: {
    fixed: 0.05,
    source: 'catalogue of faults: 5 % of the requests for 20 min',
    range: [0.0005, 1],
    steps: 'ratio',
    text: (share) => `${percentText(share)} of the requests fail`,
  },
  lasts: 20,
  visibleTo: 'operator',
  strike: (share) => ({ failing: { share, status: 500 } }),
};
