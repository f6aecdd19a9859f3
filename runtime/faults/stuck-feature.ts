import { needs, numericFeatures } from './columns.js';
import { isStuck } from '../../core/drift/monitor/constant.js';
import type { NumericProfile, Profile } from '../../core/drift/profile/profile.js';
import type { Fault } from './fault.js';

/** A source stands still: the last value it had is sent for ever. */
export const stuckFeature: Fault = {
  number: 33,
  name: 'stuck-feature',
  trouble: 'silent errors',
  what: 'one feature is frozen at one value',
  rows: 'every answer rests on a value that stands still',
  modes: ['real-time'],
  moves: ['stuck values', 'values sent', 'zeros sent', 'answers'],
  strength: {
    fixed: 1,
    source: 'catalogue of faults: one feature frozen',
    range: [0.05, 1],
    steps: 'linear',
    text: (share) => `one feature is frozen in ${Math.round(share * 100)} % of the rows`,
  },
  lasts: 'until told',
  visibleTo: 'operator',
  meets: (share) => share,
  applies: needs((baseline) => movingFeature(baseline) !== undefined, 'no feature is a number that is seldom the same twice'),
  strike: (share) => ({
    rows: {
      sent: (row, { baseline, random }) => {
        const feature = movingFeature(baseline);
        return feature === undefined || random() >= share ? row : { ...row, [feature.name]: frozenValue(feature) };
      },
    },
  }),
};

/** The most important number of which many like values in a row could not be chance. */
function movingFeature(baseline: Profile): NumericProfile | undefined {
  return numericFeatures(baseline).find((feature) => {
    const frozen = { ...feature, count: 200, notFinite: 0, min: frozenValue(feature), max: frozenValue(feature) };
    return isStuck(feature, frozen);
  });
}

/** A value that it usually has. */
function frozenValue({ edges, spikes, mean, integer }: NumericProfile): number {
  const value = edges[Math.floor(edges.length / 2)] ?? spikes[0] ?? mean ?? 0;
  return integer ? Math.round(value) : value;
}
