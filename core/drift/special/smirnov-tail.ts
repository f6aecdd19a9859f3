import { CompensatedSum } from '../sum.js';
import { deviance, stirlingError } from './stirling.js';

/** Above this many rows scipy takes the limit, and so do we: the sum would be long and its first digits are the limit's. */
const LONGEST_SUM = 1_000_000;

/**
 * Terms that are enough. Beside their neighbours they change smoothly and they vanish at both ends, so every s-th of them, times s, is their sum
 * to the last digits (the trapezoidal rule: Trefethen and Weideman, SIAM Review 56, 2014).
 */
const ENOUGH_TERMS = 4096;
/** The first term is about e^(-n x), the last one less: from here on they are nothing beside the sum. */
const NEGLIGIBLE_BEYOND = 100;

/**
 * Probability that the one-sided Kolmogorov-Smirnov statistic D+ of n draws is at least x: Birnbaum and Tingey, Annals of Mathematical
 * Statistics 22, 1951. Each term is a binomial probability, x / p times dbinom(j; n, p = x + j / n), taken by Loader's expansion.
 */
export function smirnovTail(n: number, x: number): number {
  if (x <= 0) return 1;
  if (x >= 1) return 0;
  // Maag and Dicaire, Biometrika 58, 1971.
  if (n > LONGEST_SUM) return Math.exp(-((6 * n * x + 1) ** 2) / (18 * n));
  const sum = new CompensatedSum();
  const last = Math.floor(n * (1 - x));
  const step = n * x < NEGLIGIBLE_BEYOND ? 1 : Math.max(1, Math.floor(last / ENOUGH_TERMS));
  for (let j = 0; j <= last; j += step) {
    const p = x + j / n;
    sum.add(binomialTerm(j, n, p) / p);
  }
  return Math.min(1, x * step * sum.value);
}

/** C(n, j) p^j (1 - p)^(n - j). */
function binomialTerm(j: number, n: number, p: number): number {
  const q = 1 - p;
  if (q <= 0) return j === n ? 1 : 0;
  if (j === 0) return Math.exp(n * Math.log1p(-p));
  if (j === n) return Math.exp(n * Math.log(p));
  const exponent = stirlingError(n) - stirlingError(j) - stirlingError(n - j) - deviance(j, n * p) - deviance(n - j, n * q);
  return Math.exp(exponent) * Math.sqrt(n / (2 * Math.PI * j * (n - j)));
}
