import { CompensatedSum } from '../sum.js';

/**
 * The first Wasserstein distance: the area between the two empirical distribution functions, in the unit of the feature (Vallender, Theory of
 * Probability and its Applications 18, 1974). scipy: `wasserstein_distance(a, b)`.
 *
 * @param a ascending, finite, at least one value
 * @param b ascending, finite, at least one value
 */
export function wasserstein(a: ArrayLike<number>, b: ArrayLike<number>): number {
  const [n, m] = [a.length, b.length];
  if (n === 0 || m === 0) return Number.NaN;
  const area = new CompensatedSum();
  let [i, j] = [0, 0];
  let before = Math.min(a[0] ?? Number.NaN, b[0] ?? Number.NaN);
  while (i < n || j < m) {
    const value = Math.min(a[i] ?? Number.POSITIVE_INFINITY, b[j] ?? Number.POSITIVE_INFINITY);
    // Whole numbers until the end: far out both shares are near 1, and of their difference little would be left of what was rounded.
    area.add((Math.abs(i * m - j * n) / (n * m)) * (value - before));
    while (i < n && a[i] === value) i += 1;
    while (j < m && b[j] === value) j += 1;
    before = value;
  }
  return area.value;
}
