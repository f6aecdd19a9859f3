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

/**
 * Buckets, or values that are known to stand alone, ascending: shares of both sides, and where they lie. Thousands of a column, therefore not an
 * object each.
 */
interface Steps {
  readonly count: number;
  readonly from: Float64Array;
  readonly to: Float64Array;
  readonly left: Float64Array;
  readonly right: Float64Array;
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
  return steps === undefined ? undefined : { ks: kolmogorovSmirnov(steps), wasserstein: wasserstein(steps) };
}

/** Inside a bucket the distribution functions differ by no more than one of them at the bucket's end and the other at its start. */
function kolmogorovSmirnov({ count, from, to, left, right }: Steps): Bounded {
  let [before, other] = [0, 0];
  let value = 0;
  let most = 0;
  for (let step = 0; step < count; step += 1) {
    const l = left[step] ?? 0;
    const r = right[step] ?? 0;
    if (from[step] !== to[step]) most = Math.max(most, before + l - other, other + r - before);
    before += l;
    other += r;
    value = Math.max(value, Math.abs(before - other));
  }
  return { value, error: Math.max(0, most - value) };
}

/** Rows stand in the middle of their bucket; none is further from there than half its width. */
function wasserstein({ count, from, to, left, right }: Steps): Bounded {
  const area = new CompensatedSum();
  const error = new CompensatedSum();
  let apart = 0;
  let before = 0;
  for (let step = 0; step < count; step += 1) {
    const start = from[step] ?? 0;
    const l = left[step] ?? 0;
    const r = right[step] ?? 0;
    const width = (to[step] ?? 0) - start;
    const middle = start + width / 2;
    area.add(Math.abs(apart) * (middle - before));
    error.add(((l + r) * width) / 2);
    apart += l - r;
    before = middle;
  }
  return { value: area.value, error: error.value };
}

function stepsOf(baseline: NumericProfile, current: NumericProfile): Steps | undefined {
  if (baseline.sketch === undefined || current.sketch === undefined) return undefined;
  const { bits, keys, left, right } = pair(bucketsOf(baseline.sketch), bucketsOf(current.sketch));
  // Ascending, so what is not finite stands at the ends.
  const first = keys.findIndex((key) => isFiniteKey(key, bits));
  const count = first < 0 ? 0 : keys.findLastIndex((key) => isFiniteKey(key, bits)) + 1 - first;
  const rowsOf = (counts: Float64Array): number => {
    let rows = 0;
    for (let index = first; index < first + count; index += 1) rows += counts[index] ?? 0;
    return rows;
  };
  const [rowsLeft, rowsRight] = [rowsOf(left), rowsOf(right)];
  if (rowsLeft === 0 || rowsRight === 0) return undefined;
  const least = Math.min(baseline.min ?? Number.POSITIVE_INFINITY, current.min ?? Number.POSITIVE_INFINITY);
  const greatest = Math.max(baseline.max ?? Number.NEGATIVE_INFINITY, current.max ?? Number.NEGATIVE_INFINITY);
  const alone = oneValueOf(baseline, current);
  const column = (): Float64Array => new Float64Array(count);
  const steps = { count, from: column(), to: column(), left: column(), right: column() };
  for (let step = 0; step < count; step += 1) {
    const key = keys[first + step] ?? 0;
    const l = left[first + step] ?? 0;
    const r = right[first + step] ?? 0;
    const start = bucketStart(key, bits);
    const end = bucketStart(key + 1, bits);
    const value = alone(start, end, l, r);
    const from = value ?? Math.max(start, least);
    steps.from[step] = from;
    steps.to[step] = value ?? Math.max(from, Math.min(end, greatest));
    steps.left[step] = l / rowsLeft;
    steps.right[step] = r / rowsRight;
  }
  return steps;
}

/** Says which value a bucket holds alone, where that is known. */
function oneValueOf(
  baseline: NumericProfile,
  current: NumericProfile,
): (start: number, end: number, left: number, right: number) => number | undefined {
  const { integer } = baseline;
  return (start, end, left, right) => {
    if (!integer && baseline.spikes.length === 0) return undefined;
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
