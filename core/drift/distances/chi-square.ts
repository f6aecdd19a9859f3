import { sumOf } from '../sum.js';
import { chiSquareTail } from '../special/chi-square-tail.js';

export interface ChiSquare {
  readonly statistic: number;
  /** Bins that either side holds, less one. */
  readonly freedom: number;
  readonly p: number;
}

/**
 * Pearson's chi-square test that two histograms come of one distribution, on the table of 2 x bins without Yates' correction (Pearson,
 * Philosophical Magazine 50, 1900). scipy: `chi2_contingency([p, q], correction=False)`. Bins that both sides lack say nothing and are left out.
 */
export function chiSquare(p: ArrayLike<number>, q: ArrayLike<number>): ChiSquare {
  const [rowsP, rowsQ] = [sumOf(p), sumOf(q)];
  const rows = rowsP + rowsQ;
  const terms: number[] = [];
  for (let bin = 0; bin < p.length; bin += 1) {
    const [a, b] = [p[bin] ?? 0, q[bin] ?? 0];
    if (a + b === 0) continue;
    const [expectedP, expectedQ] = [((a + b) * rowsP) / rows, ((a + b) * rowsQ) / rows];
    terms.push((a - expectedP) ** 2 / expectedP + (b - expectedQ) ** 2 / expectedQ);
  }
  if (rowsP === 0 || rowsQ === 0) return { statistic: Number.NaN, freedom: Math.max(0, terms.length - 1), p: Number.NaN };
  const statistic = sumOf(terms);
  const freedom = terms.length - 1;
  return { statistic, freedom, p: freedom < 1 ? 1 : chiSquareTail(statistic, freedom) };
}
