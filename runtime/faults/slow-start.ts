import type { Fault } from './fault.js';

/** A model that takes longer to load than SageMaker waits: the update fails before the new version has answered anything. */
export const slowStart: Fault = {
  number: 11,
  name: 'slow-start',
  trouble: 'too large to run',
  what: 'a new version loads for longer than the start-up timeout: the update fails, and the old version goes on serving',
  modes: ['real-time'],
  moves: [],
  strength: {
    fixed: 1.5,
    source: 'half as long again as SageMaker waits for the containers; ours',
    range: [0.5, 3],
    steps: 'linear',
    text: (times) => `loading takes ${Number(times.toPrecision(3))} x as long as SageMaker waits`,
  },
  lasts: 'until told',
  visibleTo: 'operator',
  newVersion: 'alone',
  applies: ({ update }) => update.refused,
  strike: (times) => ({ loading: { times } }),
};
