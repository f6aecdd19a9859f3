import { sumOf } from '../sum.js';

/** A bin never counts for less than this share, so that an empty one weighs much and not infinitely: what monitors commonly take. */
const LEAST_SHARE = 1e-4;

/**
 * Population stability index: the sum of (p - q) ln(p / q) over the bins, Jeffreys' divergence of the two histograms (Siddiqi, "Credit Risk
 * Scorecards", 2006; its distribution: Yurdakul and Naranjo, Journal of Risk Model Validation 14, 2020). 0 means alike; there is no upper end.
 * An empty bin counts as half a row of its side, and no bin for less than 0.0001.
 *
 * @param p counts of the baseline's bins
 * @param q counts of the same bins in the current rows
 */
export function psi(p: ArrayLike<number>, q: ArrayLike<number>): number {
  const [rowsP, rowsQ] = [sumOf(p), sumOf(q)];
  if (rowsP === 0 || rowsQ === 0) return Number.NaN;
  const share = (count: number, rows: number): number => Math.max(count / rows, LEAST_SHARE, 0.5 / rows);
  return sumOf(
    Array.from({ length: p.length }, (_, bin) => {
      const [a, b] = [share(p[bin] ?? 0, rowsP), share(q[bin] ?? 0, rowsQ)];
      return (a - b) * Math.log(a / b);
    }),
  );
}
