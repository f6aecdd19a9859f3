import type { Fault } from './fault.js';
import { percentText } from './texts.js';

const FACTOR = 20;

/** A few answers take far longer: garbage collection, a lock, an input that the model finds hard. */
export const slowTail: Fault = {
  number: 2,
  name: 'slow-tail',
  trouble: 'time lag',
  what: `a few requests take ${FACTOR} times as long in the model`,
  modes: ['real-time', 'serverless', 'async'],
  moves: ['time in the model', 'requests at once', 'busy workers'],
  strength: {
    fixed: 0.02,
    source: 'catalogue of faults: 2 % of the requests x 20',
    range: [0.001, 0.5],
    steps: 'ratio',
    text: (share) => `${percentText(share)} of the requests take ${FACTOR} times as long`,
  },
  lasts: 'until told',
  visibleTo: 'operator',
  newVersion: 'too',
  strike: (share) => ({ serviceTime: { share, factor: FACTOR } }),
};
