import { bucketStart, isFiniteKey } from './profile/bits.js';
import type { NumericProfile } from './profile/profile.js';
import { bucketsOf, pair } from './profile/sketch.js';
import { CompensatedSum } from './sum.js';

/** A distance that a sketch gives, and how far the exact one may be from it. */
export interface Bounded {
  readonly value: number;
  /** The exact distance is at most this much greater or less. */
  readonly error: number;
}

/** One bucket, or one value that is known to stand alone: shares of both sides, and where they lie. */
interface Step {
  readonly from: number;
  readonly to: number;
  readonly left: number;
  readonly right: number;
}

/**
 * Kolmogorov-Smirnov and Wasserstein distance of two columns, from their sketches. Between its ends a bucket hides where its rows lie, so each
 * comes with a bound; where a bucket holds one value only, a spike or a whole number, nothing is hidden.
 *
 * @returns undefined where a side has no sketch or no finite value
 */
export function distancesFromSketches(
  baseline: NumericProfile,
  current: NumericProfile,
): { ks: Bounded; wasserstein: Bounded } | undefined {
  const steps = stepsOf(baseline, current);
  if (steps.length === 0) return undefined;
  return { ks: kolmogorovSmirnov(steps), wasserstein: wasserstein(steps) };
}

/** Inside a bucket the distribution functions differ by no more than one of them at the bucket's end and the other at its start. */
function kolmogorovSmirnov(steps: readonly Step[]): Bounded {
  let [left, right] = [0, 0];
  let value = 0;
  let most = 0;
  for (const { from, to, left: l, right: r } of steps) {
    if (from !== to) most = Math.max(most, left + l - right, right + r - left);
    left += l;
    right += r;
    value = Math.max(value, Math.abs(left - right));
  }
  return { value, error: Math.max(0, most - value) };
}

/** Rows stand in the middle of their bucket; none is further from there than half its width. */
function wasserstein(steps: readonly Step[]): Bounded {
  const area = new CompensatedSum();
  const error = new CompensatedSum();
  let apart = 0;
  let before = 0;
  for (const { from, to, left, right } of steps) {
    const middle = from + (to - from) / 2;
    area.add(Math.abs(apart) * (middle - before));
    error.add(((left + right) * (to - from)) / 2);
    apart += left - right;
    before = middle;
  }
  return { value: area.value, error: error.value };
}

function stepsOf(baseline: NumericProfile, current: NumericProfile): Step[] {
  if (baseline.sketch === undefined || current.sketch === undefined) return [];
  const { bits, keys, left, right } = pair(bucketsOf(baseline.sketch), bucketsOf(current.sketch));
  const finite = [...keys.keys()].filter((index) => isFiniteKey(keys[index] ?? 0, bits));
  const rows = (counts: readonly number[]): number => finite.reduce((sum, index) => sum + (counts[index] ?? 0), 0);
  const [rowsLeft, rowsRight] = [rows(left), rows(right)];
  if (rowsLeft === 0 || rowsRight === 0) return [];
  const least = Math.min(baseline.min ?? Number.POSITIVE_INFINITY, current.min ?? Number.POSITIVE_INFINITY);
  const greatest = Math.max(baseline.max ?? Number.NEGATIVE_INFINITY, current.max ?? Number.NEGATIVE_INFINITY);
  const alone = oneValueOf(baseline, current);
  return finite.map((index) => {
    const key = keys[index] ?? 0;
    const [l, r] = [left[index] ?? 0, right[index] ?? 0];
    const [start, end] = [bucketStart(key, bits), bucketStart(key + 1, bits)];
    const value = alone(start, end, l, r);
    const [from, to] = value === undefined ? [Math.max(start, least), Math.min(end, greatest)] : [value, value];
    return { from, to: Math.max(from, to), left: l / rowsLeft, right: r / rowsRight };
  });
}

/** Says which value a bucket holds alone, where that is known. */
function oneValueOf(
  baseline: NumericProfile,
  current: NumericProfile,
): (start: number, end: number, left: number, right: number) => number | undefined {
  const { integer } = baseline;
  return (start, end, left, right) => {
    const spike = baseline.spikes.findIndex(
      (value, index) => value >= start && value <= end && baseline.spikeCounts[index] === left && current.spikeCounts[index] === right,
    );
    if (spike >= 0) return baseline.spikes[spike];
    // Of a negative bucket the end belongs to it, of another the start.
    const whole = end <= 0 ? Math.floor(end) : Math.ceil(start);
    const alone = end <= 0 ? whole - 1 <= start : whole + 1 >= end;
    return integer && alone ? whole : undefined;
  };
}
