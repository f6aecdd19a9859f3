import type { Fault } from './fault.js';
import { percentText } from './texts.js';

/** SageMaker's front refuses; the model never hears of it. */
export const throttled: Fault = {
  number: 16,
  name: 'throttled',
  trouble: 'errors',
  what: 'SageMaker refuses some requests before they reach the model; only callers notice',
  modes: ['real-time', 'serverless'],
  moves: ['requests'],
  strength: {
    fixed: 0.1,
    source: 'catalogue of faults: 10 % of the requests',
    range: [0.001, 1],
    steps: 'ratio',
    text: (share) => `${percentText(share)} of the requests are refused in front`,
  },
  lasts: 'until told',
  visibleTo: 'caller',
  strike: (share) => ({ refusedInFront: share }),
};
