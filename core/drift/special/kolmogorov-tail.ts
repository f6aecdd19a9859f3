import { durbinCdf } from './durbin.js';
import { pelzGoodCdf } from './pelz-good.js';
import { smirnovTail } from './smirnov-tail.js';
import { stirlingError } from './stirling.js';

/**
 * Probability that the two-sided Kolmogorov-Smirnov statistic of n draws is greater than d: scipy's `kstwo.sf`. Which method where follows
 * Simard and L'Ecuyer (Journal of Statistical Software 39(11), 2011); in the far tail twice the one-sided probability is it to all digits.
 */
export function kolmogorovTail(n: number, d: number): number {
  if (d >= 1) return 0;
  const t = n * d;
  if (t <= 0.5) return 1;
  if (t <= 1) return 1 - rubenGambino(n, t);
  if (t >= n - 1) return 2 * (1 - d) ** n;
  const square = t * d;
  // Less than the least number there is.
  if (square >= 370) return 0;
  if (d >= 0.5) return clip(2 * smirnovTail(n, d));
  if (n <= 140) return square <= 4 ? clip(1 - durbinCdf(n, d)) : clip(2 * smirnovTail(n, d));
  if (square >= 2.2) return clip(2 * smirnovTail(n, d));
  return clip(1 - (n <= 100_000 && n * d ** 1.5 <= 1.4 ? durbinCdf(n, d) : pelzGoodCdf(n, d)));
}

/** n! / n^n (2 t - 1)^n, for 1 / (2 n) <= d <= 1 / n (Ruben and Gambino 1982). */
function rubenGambino(n: number, t: number): number {
  return Math.exp(stirlingError(n) + 0.5 * Math.log(2 * Math.PI * n) - n + n * Math.log(2 * t - 1));
}

function clip(probability: number): number {
  return Math.min(1, Math.max(0, probability));
}
