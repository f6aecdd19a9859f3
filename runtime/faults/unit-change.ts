import type { NumericProfile, Profile } from '../../core/drift/profile/profile.js';
import { changed, needs, numericFeatures } from './columns.js';
import type { Fault } from './fault.js';

/** One caller's source changes its unit: kilometres in the place of miles, cents in the place of euros. */
export const unitChange: Fault = {
  number: 25,
  name: 'unit-change',
  trouble: 'input drift',
  what: 'the most important measure comes in another unit',
  rows: 'every answer rests on a number in another unit',
  modes: ['real-time'],
  moves: ['values sent', 'values that break the schema', 'answers'],
  strength: {
    fixed: 1.609,
    source: 'catalogue of faults: miles to kilometres; x 100 is cents',
    range: [1.01, 100],
    steps: 'ratio',
    text: (factor) => `the most important measure x ${Number(factor.toPrecision(4))}`,
  },
  lasts: 'until told',
  visibleTo: 'operator',
  applies: needs((baseline) => measures(baseline).length > 0, 'no feature is a measure: a number that is seldom 0'),
  strike: (factor) => ({
    rows: { sent: (row, { baseline }) => changed(row, measures(baseline).slice(0, 1), (value) => value * factor) },
  }),
};

/** Numbers that have a unit: what is often 0 is a count of something rare, or a flag. */
function measures(baseline: Profile): NumericProfile[] {
  return numericFeatures(baseline).filter(({ zeros, count }) => zeros < count * OFTEN);
}

const OFTEN = 0.1;
