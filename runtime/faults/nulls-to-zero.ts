import { changed, needs, numericFeatures } from './columns.js';
import type { Fault } from './fault.js';

/** A join upstream finds nothing and writes 0 where there was nothing to write: a value like any other. */
export const nullsToZero: Fault = {
  number: 32,
  name: 'nulls-to-zero',
  trouble: 'silent errors',
  what: 'in some rows every number is 0, since nothing was found',
  rows: 'answers rest on zeros that mean nothing',
  modes: ['real-time'],
  moves: ['zeros sent', 'values sent', 'values that break the schema', 'answers'],
  strength: {
    fixed: 0.05,
    source: 'catalogue of faults: 5 % become 0, and 20 %',
    range: [0.002, 0.5],
    steps: 'ratio',
    text: (share) => `${Number((share * 100).toPrecision(2))} % of the rows become 0`,
  },
  lasts: 'until told',
  visibleTo: 'operator',
  meets: (share) => share,
  applies: needs((baseline) => numericFeatures(baseline).length > 0, 'no feature is a number'),
  strike: (share) => ({
    rows: {
      sent: (row, { baseline, random }) => (random() < share ? changed(row, numericFeatures(baseline), () => 0) : row),
    },
  }),
};
