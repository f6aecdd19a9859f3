const { PI, sqrt, exp, ceil } = Math;
const PI2 = PI ** 2;
const PI4 = PI ** 4;
const PI6 = PI ** 6;
/** exp of less is no number any more. */
const LEAST_LOG = -708;

/**
 * Probability that the two-sided Kolmogorov-Smirnov statistic of n draws is at most x, for large n: the limit and three corrections in powers
 * of 1 / sqrt(n) (Pelz and Good, Journal of the Royal Statistical Society B 38, 1976; as arranged by Simard and L'Ecuyer, Journal of
 * Statistical Software 39(11), 2011). All four are theta series in exp(-pi^2 / (8 z^2)), z = x sqrt(n).
 */
export function pelzGoodCdf(n: number, x: number): number {
  const z = x * sqrt(n);
  const z2 = z * z;
  if (-PI2 / (8 * z2) < LEAST_LOG) return 0;
  const odd = oddSums(z);
  const { second, third } = evenSums(z);
  const root = sqrt(PI / 2);
  const k0 = (2 * root * odd[0]) / z;
  const k1 = (root / (3 * z2 * z2)) * odd[1];
  const k2 = (root / (36 * z2 ** 3 * z)) * odd[2] - ((PI2 * root) / (18 * z2 * z)) * second;
  const k3 = (root / (3240 * z2 ** 5)) * odd[3] + (root * PI2 * third) / (108 * z2 ** 3);
  return k0 + k1 / sqrt(n) + k2 / n + k3 / (n * sqrt(n));
}

/** Sums over the odd numbers m = 1, 3, 5 ... of polynomials in m^2 times exp(-m^2 pi^2 / (8 z^2)). */
function oddSums(z: number): [number, number, number, number] {
  const z2 = z * z;
  const z4 = z2 * z2;
  const z6 = z4 * z2;
  const sums: [number, number, number, number] = [0, 0, 0, 0];
  for (let m = 2 * termsOf(z) - 1; m >= 1; m -= 2) {
    const m2 = m * m;
    const weight = exp((-m2 * PI2) / (8 * z2));
    sums[0] += weight;
    sums[1] += weight * ((PI2 / 4) * m2 - z2);
    sums[2] += weight * (6 * z6 + 2 * z4 + (PI2 / 4) * (2 * z4 - 5 * z2) * m2 + (PI4 / 16) * (1 - 2 * z2) * m2 * m2);
    sums[3] +=
      weight *
      (-30 * z6 -
        90 * z4 * z4 +
        (PI2 / 4) * (135 * z4 - 96 * z6) * m2 +
        (PI4 / 16) * (212 * z4 - 60 * z2) * m2 * m2 +
        (PI6 / 64) * (5 - 30 * z2) * m2 * m2 * m2);
  }
  return sums;
}

/** Sums over all k = 1, 2, 3 ... with exp(-k^2 pi^2 / (2 z^2)). */
function evenSums(z: number): { second: number; third: number } {
  const z2 = z * z;
  let second = 0;
  let third = 0;
  for (let k = termsOf(z); k >= 1; k -= 1) {
    const weight = k * k * exp((-k * k * PI2) / (2 * z2));
    second += weight;
    third += weight * (3 * z2 - PI2 * k * k);
  }
  return { second, third };
}

function termsOf(z: number): number {
  return ceil((16 * z) / PI);
}
