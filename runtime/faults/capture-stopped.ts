import { unwatched } from './columns.js';
import type { Fault } from './fault.js';

/** Capture writes nothing, and requests are answered as ever: what the records would show, nobody sees. */
export const captureStopped: Fault = {
  number: 23,
  name: 'capture-stopped',
  trouble: 'lack of metrics',
  what: 'nothing is captured for two hours, and traffic is as usual',
  rows: 'what was asked and answered meanwhile can never be looked at',
  modes: ['real-time'],
  moves: ['captured records'],
  strength: {
    fixed: 1,
    source: 'catalogue of faults: no capture for 2 h',
    range: [0.1, 1],
    steps: 'linear',
    text: (share) => `${Math.round(share * 100)} % of the records are lost`,
  },
  lasts: 120,
  visibleTo: 'operator',
  applies: unwatched,
  strike: (share) => ({ rows: { captured: 1 - share } }),
};
