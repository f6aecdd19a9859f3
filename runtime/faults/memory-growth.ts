import type { Fault } from './fault.js';

/** A leak: memory grows until the container is killed and starts anew. */
export const memoryGrowth: Fault = {
  number: 9,
  name: 'memory-growth',
  trouble: 'too large to run',
  what: 'memory grows until the container is killed, again and again',
  modes: ['real-time', 'serverless', 'async'],
  moves: ['memory', 'failed requests'],
  strength: {
    fixed: 1,
    source: 'catalogue of faults: + 1 % of the memory a minute',
    range: [0.05, 20],
    steps: 'ratio',
    text: (percent) => `memory + ${Number(percent.toPrecision(2))} % a minute`,
  },
  lasts: 240,
  visibleTo: 'operator',
  newVersion: 'too',
  strike: (percent) => ({ memoryPercentPerMinute: percent }),
};
