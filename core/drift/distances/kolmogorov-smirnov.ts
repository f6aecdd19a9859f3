/**
 * The two-sample Kolmogorov-Smirnov statistic: the greatest difference of the two empirical distribution functions, 0 to 1 (Smirnov, Bulletin
 * de l'Université de Moscou 2, 1939). scipy: `ks_2samp(a, b).statistic`. Its p-value: `twoSampleTail`.
 *
 * @param a ascending, without NaN, at least one value
 * @param b ascending, without NaN, at least one value
 */
export function kolmogorovSmirnov(a: ArrayLike<number>, b: ArrayLike<number>): number {
  const [n, m] = [a.length, b.length];
  let [i, j] = [0, 0];
  let greatest = 0;
  while (i < n && j < m) {
    const value = Math.min(a[i] ?? Number.NaN, b[j] ?? Number.NaN);
    while (i < n && a[i] === value) i += 1;
    while (j < m && b[j] === value) j += 1;
    // Whole numbers keep the comparison exact while n m < 2^53.
    greatest = Math.max(greatest, Math.abs(i * m - j * n));
  }
  return n === 0 || m === 0 ? Number.NaN : greatest / n / m;
}
