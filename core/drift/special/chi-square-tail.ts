import { deviance, stirlingError } from './stirling.js';

const MOST_TERMS = 100_000;
const EPSILON = 2 ** -53;

/** Probability that a chi-square variable with `freedom` degrees of freedom is greater than `statistic`: Q(freedom / 2, statistic / 2). */
export function chiSquareTail(statistic: number, freedom: number): number {
  if (Number.isNaN(statistic) || freedom <= 0) return Number.NaN;
  return upperGamma(freedom / 2, statistic / 2);
}

/**
 * The regularized upper incomplete gamma function Q(a, x): the series of DLMF 8.11.4 below the mean, the continued fraction of DLMF 8.9.2
 * (modified Lentz) above it.
 */
function upperGamma(a: number, x: number): number {
  if (x <= 0) return 1;
  if (x === Number.POSITIVE_INFINITY) return 0;
  return x < a + 1 ? 1 - lowerSeries(a, x) : upperFraction(a, x);
}

/** x^a e^-x / gamma(a + 1), by Loader's terms so that nothing cancels when a is large. */
function prefactor(a: number, x: number): number {
  return Math.exp(-deviance(a, x) - stirlingError(a)) / Math.sqrt(2 * Math.PI * a);
}

function lowerSeries(a: number, x: number): number {
  let term = 1;
  let sum = 1;
  for (let n = 1; n < MOST_TERMS; n += 1) {
    term *= x / (a + n);
    sum += term;
    if (term < sum * EPSILON) break;
  }
  return prefactor(a, x) * sum;
}

function upperFraction(a: number, x: number): number {
  const tiny = 1e-300;
  let b = x + 1 - a;
  let c = 1 / tiny;
  let d = 1 / b;
  let fraction = d;
  for (let n = 1; n < MOST_TERMS; n += 1) {
    const numerator = -n * (n - a);
    b += 2;
    d = numerator * d + b;
    d = 1 / (Math.abs(d) < tiny ? tiny : d);
    c = b + numerator / c;
    if (Math.abs(c) < tiny) c = tiny;
    fraction *= d * c;
    if (Math.abs(d * c - 1) <= EPSILON * 2) break;
  }
  return prefactor(a, x) * a * fraction;
}
