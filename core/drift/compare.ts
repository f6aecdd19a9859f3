import { chiSquare } from './distances/chi-square.js';
import { jensenShannon } from './distances/jensen-shannon.js';
import { linfSimple } from './distances/linf-simple.js';
import { psi } from './distances/psi.js';
import { totalVariation } from './distances/total-variation.js';
import { distancesFromSketches, type Bounded } from './from-sketches.js';
import { histogramsOf, newValues, type Histograms } from './histograms.js';
import type { ColumnProfile } from './profile/profile.js';
import { twoSampleTail } from './special/two-sample-tail.js';
import { sumOf } from './sum.js';
import { poolRare } from './verdict/pool-rare.js';

/** A share of rows on each side. */
export interface Share {
  readonly baseline: number;
  readonly current: number;
  /** Rows that each share is of. */
  readonly rows: readonly [number, number];
}

/** Everything that two profiles of one column say about each other. */
export interface ColumnComparison {
  readonly name: string;
  readonly kind: ColumnProfile['kind'];
  readonly sensitive: boolean;
  readonly importance?: number;
  /** Values in the current rows that the distances rest on. */
  readonly rows: number;
  readonly histograms: Histograms;
  readonly psi: number;
  readonly jensenShannon: number;
  readonly totalVariation: number;
  readonly linf: number;
  /** Reported, never deciding: with many rows every difference is significant. */
  readonly chiSquare: { readonly statistic: number; readonly p: number };
  /** Of a numeric column with a sketch: from buckets, with the most that the exact distance may be off. */
  readonly ks?: Bounded & { readonly p: number };
  readonly wasserstein?: Bounded;
  readonly shares: Readonly<Record<ShareName, Share>>;
}

/** Distances of two samples, from all of their values. */
export interface ExactDistances {
  readonly ks: number;
  readonly wasserstein: number;
}

export type ShareName = 'missing' | 'zero' | 'type_error' | 'new_value' | 'out_of_range' | 'not_finite';

/** @param exact from all values of both sides, where somebody kept them; else the sketches say it, with a bound */
export function compareColumns(baseline: ColumnProfile, current: ColumnProfile, exact?: ExactDistances): ColumnComparison {
  const histograms = poolRare(histogramsOf(baseline, current));
  const { baseline: p, current: q } = histograms;
  return {
    name: baseline.name,
    kind: baseline.kind,
    sensitive: baseline.sensitive === true,
    ...(baseline.importance === undefined ? {} : { importance: baseline.importance }),
    rows: sumOf(q),
    histograms,
    psi: psi(p, q),
    jensenShannon: jensenShannon(p, q),
    totalVariation: totalVariation(p, q),
    linf: linfSimple(p, q),
    chiSquare: chiSquare(p, q),
    ...numericDistances(baseline, current, exact),
    shares: sharesOf(baseline, current),
  };
}

function numericDistances(
  baseline: ColumnProfile,
  current: ColumnProfile,
  exact: ExactDistances | undefined,
): Pick<ColumnComparison, 'ks' | 'wasserstein'> {
  if (baseline.kind !== 'numeric' || current.kind !== 'numeric') return {};
  const distances = exact === undefined ? distancesFromSketches(baseline, current) : withoutError(exact);
  if (distances === undefined) return {};
  const { ks, wasserstein } = distances;
  const p = twoSampleTail(ks.value, baseline.count - baseline.notFinite, current.count - current.notFinite, 'asymptotic');
  return { ks: { ...ks, p }, wasserstein };
}

/** Of a side without values there is no distance. */
function withoutError({ ks, wasserstein }: ExactDistances): { ks: Bounded; wasserstein: Bounded } | undefined {
  return Number.isNaN(ks) ? undefined : { ks: { value: ks, error: 0 }, wasserstein: { value: wasserstein, error: 0 } };
}

/** The shares of a column on each side, without its distances. */
export function sharesOf(baseline: ColumnProfile, current: ColumnProfile): ColumnComparison['shares'] {
  const share = (countOf: (column: ColumnProfile) => number, rowsOf: (column: ColumnProfile) => number): Share => {
    const rows = [rowsOf(baseline), rowsOf(current)] as const;
    return { baseline: rows[0] === 0 ? 0 : countOf(baseline) / rows[0], current: rows[1] === 0 ? 0 : countOf(current) / rows[1], rows };
  };
  const all = ({ count, missing, typeErrors }: ColumnProfile): number => count + missing + typeErrors;
  const numeric = (key: 'zeros' | 'outOfRange' | 'notFinite') => (column: ColumnProfile) => (column.kind === 'numeric' ? column[key] : 0);
  return {
    missing: share(({ missing }) => missing, all),
    type_error: share(({ typeErrors }) => typeErrors, all),
    zero: share(numeric('zeros'), ({ count }) => count),
    out_of_range: share(numeric('outOfRange'), ({ count }) => count),
    not_finite: share(numeric('notFinite'), ({ count }) => count),
    new_value: share(
      (column) => (column.kind === 'categorical' ? newValues(column) : 0),
      ({ count }) => count,
    ),
  };
}
