import { metricEstimates } from '../asymptotic/metric-estimates.js';
import { scoredAt } from '../scored.js';
import { groupBias, type GroupBias } from './bias.js';
import type { Cohort } from './cohort-builder.js';
import type { SegmentQuality } from './cohort-quality.js';
import { QUALITY_LIMITS as LIMITS } from './limits.js';
import type { ScoredCohort } from './scored-cohort.js';

/** Metrics of a cohort by the values of each segment; values with too few labelled answers are left out. */
export function segmentQuality(cohort: Cohort, names: readonly string[], { scored, places }: ScoredCohort): SegmentQuality[] {
  return names.flatMap((feature, part) =>
    valuesOf(cohort, part, places).map(({ value, rows }): SegmentQuality => {
      const metrics = Object.fromEntries(metricEstimates(scoredAt(scored, rows)));
      return { feature, value, rows: rows.length, metrics };
    }),
  );
}

/**
 * How each group fares beside all others; of classifiers of two classes.
 *
 * @param first place of the first group among the cohort's parts
 */
export function biasOf(cohort: Cohort, names: readonly string[], first: number, { scored, places }: ScoredCohort): GroupBias[] {
  if (scored.kind === 'regression' || scored.classes.length !== 2) return [];
  return names.flatMap((feature, index) =>
    valuesOf(cohort, first + index, places)
      .filter(({ rows }) => places.length - rows.length >= LIMITS.rowsToTell)
      .map(({ value, rows }): GroupBias => {
        const members = new Set(rows);
        return {
          feature,
          value,
          ...groupBias(
            scored,
            places.map((_, row) => members.has(row)),
          ),
        };
      }),
  );
}

/** Values of a part that hold enough labelled answers, the most frequent first, with the rows of each among those. */
function valuesOf({ parts }: Cohort, part: number, places: readonly number[]): { value: string; rows: number[] }[] {
  const found = new Map<string, number[]>();
  for (const [row, place] of places.entries()) {
    const value = parts[part]?.[place] ?? '';
    const rows = found.get(value);
    if (rows === undefined) found.set(value, [row]);
    else rows.push(row);
  }
  return [...found]
    .map(([value, rows]) => ({ value, rows }))
    .filter(({ rows }) => rows.length >= LIMITS.rowsToTell)
    .toSorted((one, other) => other.rows.length - one.rows.length || (one.value < other.value ? -1 : 1))
    .slice(0, LIMITS.mostValues);
}
