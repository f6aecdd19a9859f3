import { kolmogorovTail } from './kolmogorov-tail.js';

/** scipy's `auto` counts paths up to this many rows on the larger side. */
export const EXACT_UP_TO = 10_000;

/**
 * p-value of the two-sample, two-sided Kolmogorov-Smirnov test without regard to ties, as scipy's `ks_2samp` gives it: exact up to 10,000 rows
 * on the larger side, and beyond that Kolmogorov's distribution for the rounded effective size n m / (n + m), which is not its limit.
 *
 * @param d the statistic, a multiple of 1 / lcm(n, m)
 */
export function twoSampleTail(d: number, n: number, m: number, method: 'auto' | 'exact' | 'asymptotic' = 'auto'): number {
  const exact = method === 'auto' ? Math.max(n, m) <= EXACT_UP_TO : method === 'exact';
  return exact ? exactTail(d, n, m) : kolmogorovTail(roundHalfEven((n * m) / (n + m)), d);
}

/**
 * The share of lattice paths from (0, 0) to (n, m) that leave the band |i / n - j / m| < d: walking all paths at once, each point the weighted
 * mean of the two that lead to it, so that nothing is subtracted (Viehmann, "Numerically more stable computation of the p-values for the
 * two-sample Kolmogorov-Smirnov test", 2021).
 */
function exactTail(d: number, n: number, m: number): number {
  // Whole numbers, so that a point on the edge of the band is outside for sure.
  const edge = Math.round(d * n * m);
  if (edge === 0) return 1;
  const outside = new Float64Array(m + 1).fill(1);
  for (let i = 0; i <= n; i += 1) {
    // Only the band is walked: right of it nothing was written yet, and what the last row left on its left is overwritten.
    const first = Math.max(0, Math.floor((i * m - edge) / n) + 1);
    const last = Math.min(m, Math.ceil((i * m + edge) / n) - 1);
    if (first > 0) outside[first - 1] = 1;
    for (let j = first; j <= last; j += 1) {
      if (i === 0 && j === 0) outside[0] = 0;
      else if (i === 0) outside[j] = outside[j - 1] ?? 1;
      else if (j === 0) outside[j] = outside[j] ?? 1;
      else outside[j] = ((outside[j] ?? 1) * i + (outside[j - 1] ?? 1) * j) / (i + j);
    }
  }
  return Math.min(1, outside[m] ?? 1);
}

/** numpy's `round`, which decides between two whole numbers for the even one. */
function roundHalfEven(value: number): number {
  const floor = Math.floor(value);
  return value - floor === 0.5 ? floor + (floor % 2) : Math.round(value);
}
