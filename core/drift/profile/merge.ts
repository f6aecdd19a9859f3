import { SlipwayError } from '../../errors/index.js';
import { FirstNames } from './first-names.js';
import { addMoments, type Moments } from './moments.js';
import {
  MOST_UNSEEN,
  type CategoricalProfile,
  type ColumnProfile,
  type NumericProfile,
  type Profile,
  type SegmentProfile,
} from './profile.js';
import { mergeSketches, type SketchSize } from './sketch.js';

/**
 * The profile of the rows of two profiles together: counts, minima, maxima and buckets exactly, mean and deviation to rounding. Both must
 * come of one plan.
 */
export function mergeProfiles(one: Profile, other: Profile, size: SketchSize = 'compact'): Profile {
  return {
    ...one,
    rows: one.rows + other.rows,
    broken: one.broken + other.broken,
    features: mergeColumns(one.features, other.features, size),
    predictions: mergeColumns(one.predictions, other.predictions, size),
    segments: zip(
      one.segments,
      other.segments,
      ({ feature, value }) => `${feature} = ${value ?? 'any other'}`,
      (a, b) => mergeSegments(a, b, size),
    ),
  };
}

function mergeSegments(one: SegmentProfile, other: SegmentProfile, size: SketchSize): SegmentProfile {
  return {
    ...one,
    rows: one.rows + other.rows,
    features: mergeColumns(one.features, other.features, size),
    predictions: mergeColumns(one.predictions, other.predictions, size),
  };
}

function mergeColumns(ones: readonly ColumnProfile[], others: readonly ColumnProfile[], size: SketchSize): ColumnProfile[] {
  return zip(
    ones,
    others,
    ({ name, kind }) => `${name} (${kind})`,
    (one, other) => {
      if (one.kind === 'numeric' && other.kind === 'numeric') return mergeNumeric(one, other, size);
      if (one.kind === 'categorical' && other.kind === 'categorical') return mergeCategorical(one, other);
      throw otherPlan(one.name);
    },
  );
}

function mergeNumeric(one: NumericProfile, other: NumericProfile, size: SketchSize): NumericProfile {
  if (!same(one.edges, other.edges) || !same(one.spikes, other.spikes)) throw otherPlan(one.name);
  const moments = addMoments(momentsIn(one), momentsIn(other));
  const hidden = one.sensitive === true || moments.count === 0;
  const sketch = one.sketch !== undefined && other.sketch !== undefined ? { sketch: mergeSketches(one.sketch, other.sketch, size) } : {};
  return {
    ...one,
    ...addCounts(one, other, ['count', 'missing', 'typeErrors', 'notFinite', 'outOfRange', 'zeros']),
    mean: hidden ? null : moments.mean,
    deviation: hidden ? null : Math.sqrt(moments.squares / moments.count),
    min: least(one.min, other.min, Math.min),
    max: least(one.max, other.max, Math.max),
    binCounts: add(one.binCounts, other.binCounts),
    spikeCounts: add(one.spikeCounts, other.spikeCounts),
    ...sketch,
  };
}

function mergeCategorical(one: CategoricalProfile, other: CategoricalProfile): CategoricalProfile {
  if (!same(one.known, other.known)) throw otherPlan(one.name);
  const unseen = new FirstNames(MOST_UNSEEN);
  for (const { unseen: names, others } of [one, other]) {
    for (const [name, count] of names) unseen.add(name, count);
    unseen.addOthers(others);
  }
  return {
    ...one,
    ...addCounts(one, other, ['count', 'missing', 'typeErrors']),
    knownCounts: add(one.knownCounts, other.knownCounts),
    ...unseen.counts(),
  };
}

function momentsIn({ count, notFinite, mean, deviation }: NumericProfile): Moments {
  const finite = count - notFinite;
  return { count: finite, mean: mean ?? 0, squares: (deviation ?? 0) ** 2 * finite };
}

function addCounts<K extends string>(
  one: Readonly<Record<K, number>>,
  other: Readonly<Record<K, number>>,
  keys: readonly K[],
): Record<K, number> {
  return Object.fromEntries(keys.map((key) => [key, one[key] + other[key]])) as Record<K, number>;
}

function add(ones: readonly number[], others: readonly number[]): number[] {
  return ones.map((count, index) => count + (others[index] ?? 0));
}

function least(one: number | null, other: number | null, choose: (a: number, b: number) => number): number | null {
  if (one === null || other === null) return one ?? other;
  return choose(one, other);
}

function same(one: readonly (number | string)[], other: readonly (number | string)[]): boolean {
  return one.length === other.length && one.every((value, index) => value === other[index]);
}

function zip<T>(ones: readonly T[], others: readonly T[], nameOf: (item: T) => string, merge: (one: T, other: T) => T): T[] {
  const at = ones.findIndex((one, index) => others[index] === undefined || nameOf(one) !== nameOf(others[index]));
  const odd = at >= 0 ? ones[at] : others[ones.length];
  if (odd !== undefined) throw otherPlan(nameOf(odd));
  return ones.map((one, index) => merge(one, others[index] ?? one));
}

function otherPlan(what: string): SlipwayError {
  return new SlipwayError(
    'profile-plan',
    `'${what}' is counted in another way on each side; merge profiles of windows of one baseline only`,
  );
}
