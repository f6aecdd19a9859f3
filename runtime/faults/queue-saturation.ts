import type { Fault } from './fault.js';

/** More is asked than the workers can answer. */
export const queueSaturation: Fault = {
  number: 3,
  name: 'queue-saturation',
  trouble: 'time lag',
  what: 'several times the traffic meets the same workers',
  modes: ['real-time', 'serverless', 'async'],
  moves: ['requests', 'time in the model', 'requests at once', 'busy workers', 'failed requests', 'instances'],
  strength: {
    fixed: 3,
    source: 'catalogue of faults: traffic x 3',
    range: [1.2, 2000],
    steps: 'ratio',
    text: (factor) => `traffic x ${Number(factor.toPrecision(3))}`,
  },
  lasts: 'until told',
  visibleTo: 'operator',
  strike: (factor) => ({ traffic: factor }),
};
