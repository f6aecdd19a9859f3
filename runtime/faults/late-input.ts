import type { Fault } from './fault.js';
import { HOURS_LATE, inputLate } from './run-faults.js';

/** Whoever writes the input is late: the run reads what was there before. */
export const lateInput: Fault = {
  number: 43,
  name: 'late-input',
  trouble: 'pipeline',
  what: 'the input of a run comes after its time',
  modes: ['pipeline'],
  moves: ['age of input', 'checks of data'],
  strength: {
    fixed: 1.5,
    source: 'catalogue of faults: input an hour after its time; and half of one, so that it is not there when the run begins',
    ...HOURS_LATE,
  },
  lasts: 'until told',
  visibleTo: 'operator',
  strike: inputLate,
};
