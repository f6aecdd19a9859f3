/** Where the series below is good to the last bit; smaller arguments are lifted by the recurrence. */
const SERIES_FROM = 15;
/** B(2j) / (2j (2j - 1)) from j = 7 down to 1, Abramowitz and Stegun 6.1.41. */
const COEFFICIENTS = [1 / 156, -691 / 360360, 1 / 1188, -1 / 1680, 1 / 1260, -1 / 360, 1 / 12];

/**
 * What Stirling's formula leaves out: log gamma(x + 1) - (x + 1/2) log x + x - log(2 pi) / 2, without the cancellation that comes of
 * subtracting these. The heart of binomial and gamma terms that stay exact for large counts (Loader, "Fast and accurate computation of
 * binomial probabilities", 2000).
 *
 * @param x above 0
 */
export function stirlingError(x: number): number {
  if (x >= SERIES_FROM) return series(x);
  // Between x and x + 1 the error falls by (x + 1/2) log(1 + 1/x) - 1.
  let error = 0;
  let lifted = x;
  for (; lifted < SERIES_FROM; lifted += 1) error += (lifted + 0.5) * Math.log1p(1 / lifted) - 1;
  return error + series(lifted);
}

function series(x: number): number {
  const square = 1 / (x * x);
  let sum = 0;
  for (const coefficient of COEFFICIENTS) sum = sum * square + coefficient;
  return sum / x;
}

/**
 * x log(x / m) + m - x, the deviance of a count from its mean, exact also where both are close (Loader 2000, `bd0`).
 */
export function deviance(x: number, m: number): number {
  if (Math.abs(x - m) >= 0.1 * (x + m)) return x * Math.log(x / m) + m - x;
  const ratio = (x - m) / (x + m);
  let sum = (x - m) * ratio;
  let term = 2 * x * ratio;
  for (let odd = 3; ; odd += 2) {
    term *= ratio * ratio;
    const next = sum + term / odd;
    if (next === sum) return sum;
    sum = next;
  }
}
