import type { Fault } from './fault.js';
import { percentText } from './texts.js';

/** SageMaker gives up after 60 s, the worker does not: it goes on for a second more. */
const MILLIS = 61_000;

/** A few requests never come back in time, and hold a worker each. */
export const timeout60s: Fault = {
  number: 5,
  name: 'timeout-60s',
  trouble: 'time lag',
  what: 'a few requests take longer than the 60 s that SageMaker waits',
  modes: ['real-time', 'serverless'],
  moves: ['failed requests', 'time in the model', 'requests at once', 'busy workers', 'instances'],
  strength: {
    fixed: 0.03,
    source: 'catalogue of faults: 3 % of the requests take 61 s',
    range: [0.0005, 1],
    steps: 'ratio',
    text: (share) => `${percentText(share)} of the requests take 61 s`,
  },
  lasts: 'until told',
  visibleTo: 'operator',
  newVersion: 'too',
  strike: (share) => ({ serviceTime: { share, millis: MILLIS } }),
};
