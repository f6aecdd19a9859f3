import type { Fault } from './fault.js';

const MINUTES_PER_HOUR = 60;

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
    range: [0.5, 48],
    steps: 'ratio',
    text: (hours) => `input ${Number(hours.toPrecision(3))} h late`,
  },
  lasts: 'until told',
  visibleTo: 'operator',
  strike: (hours) => ({ runs: { inputMinutesLate: Math.round(hours * MINUTES_PER_HOUR) } }),
};
