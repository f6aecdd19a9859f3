import type { Fault } from './fault.js';

/** A run of older data ends after one of newer data. Readers must not be led back. */
export const oldOverwritesNew: Fault = {
  number: 42,
  name: 'old-overwrites-new',
  trouble: 'batch',
  what: "a backfill ends after the day's run",
  modes: ['batch'],
  moves: ['starts of runs'],
  strength: {
    fixed: 1,
    source: "catalogue of faults: backfill ends after today's run",
    range: [1, 1],
    steps: 'linear',
    text: () => 'a run of the day before, after that of the day',
  },
  lasts: 'until told',
  visibleTo: 'operator',
  quiet: true,
  strike: (days) => ({ runs: { backfillDaysAfter: days } }),
};
