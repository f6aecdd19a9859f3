import { changed, needs, numericFeatures } from './columns.js';
import type { Fault } from './fault.js';

const DAYS = 30;
const MINUTES_PER_DAY = 1440;

/** The world moves, a little every day. */
export const slowDrift: Fault = {
  number: 28,
  name: 'slow-drift',
  trouble: 'input drift',
  what: 'every number grows a little every day for 30 days',
  rows: 'answers rest on numbers that the model has seen less and less of',
  modes: ['real-time'],
  moves: ['values sent', 'values that break the schema', 'answers', 'zeros sent'],
  strength: {
    fixed: 0.5,
    source: 'catalogue of faults: + 0.5 standard deviations over 30 days',
    range: [0.02, 3],
    steps: 'ratio',
    text: (deviations) => `+ ${Number(deviations.toPrecision(2))} standard deviations over ${DAYS} days`,
  },
  lasts: DAYS * MINUTES_PER_DAY,
  visibleTo: 'operator',
  applies: needs((baseline) => numericFeatures(baseline).length > 0, 'no feature is a number'),
  strike: (deviations) => ({
    rows: {
      overDays: DAYS,
      sent: (row, { baseline, progress }) =>
        changed(row, numericFeatures(baseline), (value, { deviation, integer }) => {
          const shifted = value + deviations * progress * (deviation ?? 0);
          return integer ? Math.round(shifted) : shifted;
        }),
    },
  }),
};
