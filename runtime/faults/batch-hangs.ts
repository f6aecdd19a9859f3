import type { Fault } from './fault.js';
import { NEVER_BEGINS } from './run-faults.js';

/** A job does not come to its end, or a run never begins. */
export const batchHangs: Fault = {
  number: 41,
  name: 'batch-hangs',
  trouble: 'batch',
  what: 'a job runs past its cap, or its run never begins',
  modes: ['batch'],
  moves: ['time of runs', 'failed runs', 'age of results', 'starts of runs'],
  strength: {
    fixed: 100,
    source: 'catalogue of faults: job past its cap, whatever that is',
    range: [1.1, 100],
    steps: 'ratio',
    text: (times) => `the job takes ${Number(times.toPrecision(3))} x as long`,
  },
  lasts: 'until told',
  visibleTo: 'operator',
  strike: (times) => ({ runs: { jobTimes: times } }),
  ways: NEVER_BEGINS,
};
