import type { Fault } from './fault.js';

/** One record of a run is no record: a value of another type, or nothing that can be read. */
export const batchBadRecord: Fault = {
  number: 39,
  name: 'batch-bad-record',
  trouble: 'batch',
  what: 'one record of one object of the input is broken, or gets no line in the output',
  modes: ['batch'],
  moves: ['rejected records', 'lost records', 'failed runs', 'age of results'],
  strength: {
    fixed: 1 / 200,
    source: 'catalogue of faults: one bad record in 1 of 10 objects; so many records as a run of a rehearsal has',
    range: [1 / 10_000, 1 / 20],
    steps: 'ratio',
    text: (share) => `1 broken record of ${Math.round(1 / share)}`,
  },
  lasts: 'until told',
  visibleTo: 'operator',
  strike: (share) => ({ runs: { oneBrokenIn: Math.round(1 / share) } }),
  ways: [{ text: '1 record left out of the output', strike: () => ({ runs: { oneLeftOut: true } }) }],
};
