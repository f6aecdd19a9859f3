import type { Fault } from './fault.js';
import { percentText } from './texts.js';

const MILLIS = 1000;

/** Calls block the loop that also answers `/ping`: the instance looks dead, and SageMaker replaces it. */
export const pingStarvation: Fault = {
  number: 7,
  name: 'ping-starvation',
  trouble: 'time lag',
  what: 'calls block a worker for a second, /ping waits behind them, and the instance is replaced',
  modes: ['real-time'],
  moves: ['time in the model', 'requests at once', 'busy workers', 'failed requests', 'instances'],
  strength: {
    fixed: 1,
    source: 'catalogue of faults: blocking calls of 1 s',
    range: [0.001, 1],
    steps: 'ratio',
    text: (share) => `${percentText(share)} of the requests block a worker for 1 s`,
  },
  lasts: 'until told',
  visibleTo: 'operator',
  newVersion: 'too',
  strike: (share) => ({ serviceTime: { share, millis: MILLIS } }),
};
