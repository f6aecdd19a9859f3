import type { Fault } from './fault.js';
import { percentText } from './texts.js';

const RETRIES = 3;

/** Callers try again what failed, and add to what the model fails at. */
export const retryStorm: Fault = {
  number: 8,
  name: 'retry-storm',
  trouble: 'time lag',
  what: `requests fail, and callers send each again up to ${RETRIES} times`,
  modes: ['real-time', 'serverless'],
  moves: ['requests', 'failed requests', 'requests at once', 'busy workers'],
  strength: {
    fixed: 0.3,
    source: 'three retries as in the catalogue of faults (the AWS SDKs make two by themselves); 30 % failing is ours',
    range: [0.001, 1],
    steps: 'ratio',
    text: (share) => `${percentText(share)} of the requests fail, each is sent up to ${RETRIES} times more`,
  },
  lasts: 'until told',
  visibleTo: 'operator',
  strike: (share) => ({ failing: { share, status: 500 }, retries: RETRIES }),
};
