/**
 * The q-quantile of sorted values by linear interpolation between closest ranks (Hyndman and Fan, type 7: numpy's default).
 *
 * @param sorted ascending, at least one value
 * @param q 0 to 1
 */
export function quantile(sorted: ArrayLike<number>, q: number): number {
  const position = q * (sorted.length - 1);
  const below = Math.floor(position);
  const low = sorted[below] ?? Number.NaN;
  const high = sorted[Math.min(below + 1, sorted.length - 1)] ?? Number.NaN;
  return low + (high - low) * (position - below);
}
