import type { Fault } from './fault.js';

const LATE_MINUTES = 3;

/** CloudWatch is slow and forgetful for a while; the service is well. */
export const lateMetrics: Fault = {
  number: 22,
  name: 'late-metrics',
  trouble: 'lack of metrics',
  what: 'metrics arrive late, and of some minutes not at all; nothing is wrong',
  modes: ['real-time', 'serverless', 'async'],
  moves: [],
  strength: {
    fixed: 2,
    source: 'catalogue of faults: 3 min late, two minutes lost',
    range: [1, 10],
    steps: 'linear',
    text: (minutes) => `metrics ${LATE_MINUTES} min late, ${Math.round(minutes)} minutes lost`,
  },
  lasts: 30,
  visibleTo: 'operator',
  quiet: true,
  strike: (minutes) => ({ publishing: { lateMinutes: LATE_MINUTES, lostMinutes: Math.round(minutes) } }),
};
