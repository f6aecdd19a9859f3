import type { Fault } from './fault.js';
import { NEVER_BEGINS } from './run-faults.js';

/** On a laptop a step may take less than a millisecond; of that this makes days. */
const NEVER = 1_000_000_000;

/** A step waits for what does not come, or nothing starts the run. */
export const stepHangs: Fault = {
  number: 47,
  name: 'step-hangs',
  trouble: 'pipeline',
  what: 'a step never ends, or its run never begins',
  modes: ['pipeline'],
  moves: ['time of runs', 'failed runs', 'starts of runs'],
  strength: {
    fixed: NEVER,
    source: 'catalogue of faults: a step never ends',
    range: [10, NEVER],
    steps: 'ratio',
    text: (times) => (times === NEVER ? 'the steps never end' : `the steps take ${Number(times.toPrecision(2))} x as long`),
  },
  lasts: 'until told',
  visibleTo: 'operator',
  ways: NEVER_BEGINS,
  strike: (times) => ({ runs: { jobTimes: times } }),
};
