import type { Fault } from './fault.js';
import { HOURS_LATE, inputLate } from './run-faults.js';

/** Whoever writes the input is late, writes nothing, or does not come to the end. */
export const batchLate: Fault = {
  number: 38,
  name: 'batch-late',
  trouble: 'batch',
  what: 'the input of a run is late, empty, or cut off',
  modes: ['batch'],
  moves: ['age of input', 'failed runs', 'age of results', 'rejected records', 'lost records'],
  strength: {
    fixed: 24,
    source: 'catalogue of faults: input late, empty or truncated; a day is what an input is late that does not come',
    ...HOURS_LATE,
  },
  lasts: 'until told',
  visibleTo: 'operator',
  strike: inputLate,
  ways: [
    { text: 'input without a record', strike: () => ({ runs: { inputEmpty: true } }) },
    { text: 'last object of the input cut in the middle of a record', strike: () => ({ runs: { inputCut: true } }) },
  ],
};
