import { newValues } from '../histograms.js';
import type { ColumnProfile } from '../profile/profile.js';
import { VERDICT_LIMITS } from '../verdict/limits.js';

/** Chance of so many like values in a row from which on it is none. */
const NO_CHANCE = 1e-9;
/** A value without a bin of its own holds no more than this: see `bins.ts`. */
const MOST_WITHOUT_SPIKE = 0.05;

/**
 * Whether a column has one value in a whole window, and chance cannot be the reason: of rows drawn from the baseline, all would have its most
 * frequent value with the share of that value to the power of the rows. What is constant in the baseline never counts.
 */
export function isStuck(baseline: ColumnProfile, current: ColumnProfile): boolean {
  const values = current.count - (current.kind === 'numeric' ? current.notFinite : 0);
  return values >= VERDICT_LIMITS.rowsToTell && hasOneValue(current) && mostFrequentShare(baseline) ** values < NO_CHANCE;
}

/** A sensitive column keeps no minimum and maximum, so that of it nothing is said. */
function hasOneValue(column: ColumnProfile): boolean {
  if (column.kind === 'numeric') return column.min !== null && column.min === column.max;
  return column.count > 0 && Math.max(0, ...column.knownCounts, ...column.unseen.map(([, count]) => count)) === column.count;
}

function mostFrequentShare(column: ColumnProfile): number {
  if (column.count === 0 || hasOneValue(column)) return 1;
  const most =
    column.kind === 'numeric'
      ? Math.max(MOST_WITHOUT_SPIKE * column.count, ...column.spikeCounts)
      : Math.max(newValues(column), ...column.knownCounts);
  return most / column.count;
}
