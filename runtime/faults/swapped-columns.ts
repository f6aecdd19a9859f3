import type { NumericProfile, Profile } from '../../core/drift/profile/profile.js';
import { needs, numericFeatures } from './columns.js';
import type { Fault } from './fault.js';

/** The model gets two columns in each other's place, so that each value is one that could be. */
export const swappedColumns: Fault = {
  number: 34,
  name: 'swapped-columns',
  trouble: 'silent errors',
  what: 'two like columns are exchanged on the way to the model',
  rows: "every answer rests on two values in each other's place",
  modes: ['real-time'],
  moves: ['golden rows', 'answers'],
  strength: {
    fixed: 1,
    source: 'catalogue of faults: two like CSV columns exchanged',
    range: [1, 1],
    steps: 'linear',
    text: () => 'the two most important numbers that are like each other change places',
  },
  lasts: 'until told',
  visibleTo: 'operator',
  applies: needs((baseline) => likePair(baseline) !== undefined, 'there are no two numbers'),
  strike: () => ({
    rows: {
      served: (row, { baseline }) => {
        const [one, other] = likePair(baseline) ?? [];
        return one === undefined || other === undefined ? row : { ...row, [one.name]: row[other.name], [other.name]: row[one.name] };
      },
    },
  }),
};

/** The most important number, and the one among the next most important that is most like it. */
function likePair(baseline: Profile): readonly [NumericProfile, NumericProfile] | undefined {
  const [first, ...others] = numericFeatures(baseline).slice(0, 8);
  if (first === undefined) return undefined;
  const distance = (other: NumericProfile): number => Math.abs((first.mean ?? 0) - (other.mean ?? 0)) / (first.deviation ?? 1);
  const [nearest] = others.filter(({ integer }) => integer === first.integer).toSorted((a, b) => distance(a) - distance(b));
  return nearest === undefined ? undefined : [first, nearest];
}
