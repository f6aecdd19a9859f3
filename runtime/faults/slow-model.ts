import type { Fault } from './fault.js';

/** Every answer takes longer: a colder cache, a smaller machine, a heavier model. */
export const slowModel: Fault = {
  number: 1,
  name: 'slow-model',
  trouble: 'time lag',
  what: 'every request takes several times as long in the model',
  modes: ['real-time', 'serverless', 'async'],
  moves: ['time in the model', 'requests at once', 'busy workers', 'failed requests', 'instances'],
  strength: {
    fixed: 5,
    source: 'catalogue of faults: service time x 5',
    range: [1.1, 2000],
    steps: 'ratio',
    text: (factor) => `service time x ${Number(factor.toPrecision(3))}`,
  },
  lasts: 'until told',
  visibleTo: 'operator',
  newVersion: 'too',
  strike: (factor) => ({ serviceTime: { share: 1, factor } }),
};
