import type { NumericProfile, Profile } from '../../core/drift/profile/profile.js';
import { changed, needs, numericFeatures } from './columns.js';
import type { Fault } from './fault.js';

const HOURS = 24;

/** Hours of the day are told in another zone: every value is one that the model knows, and none is right. */
export const timezoneShift: Fault = {
  number: 26,
  name: 'timezone-shift',
  trouble: 'input drift',
  what: 'the hour of the day is told in another time zone',
  rows: 'every answer rests on another hour',
  modes: ['real-time'],
  moves: ['values sent', 'answers'],
  strength: {
    fixed: 5,
    source: 'catalogue of faults: New York to UTC',
    range: [1, 12],
    steps: 'linear',
    text: (hours) => `the hour + ${Math.round(hours)}`,
  },
  lasts: 'until told',
  visibleTo: 'operator',
  applies: needs((baseline) => hoursIn(baseline).length > 0, 'no feature is an hour of the day (whole numbers from 0 to 23)'),
  strike: (hours) => ({
    rows: { sent: (row, { baseline }) => changed(row, hoursIn(baseline), (hour) => (hour + Math.round(hours)) % HOURS) },
  }),
};

function hoursIn(baseline: Profile): NumericProfile[] {
  return numericFeatures(baseline).filter(({ integer, range, min, max }) => {
    const [least, greatest] = range ?? [min ?? -1, max ?? -1];
    return integer && least === 0 && greatest === HOURS - 1;
  });
}
