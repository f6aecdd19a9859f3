/**
 * The q-quantile of sorted values by linear interpolation between closest ranks (Hyndman and Fan, type 7: numpy's default).
 *
 * @param sorted ascending, at least one value
 * @param q 0 to 1
 */
export function quantile(sorted: ArrayLike<number>, q: number): number {
  return interpolated(q, sorted.length, (rank) => [
    sorted[rank] ?? Number.NaN,
    sorted[Math.min(rank + 1, sorted.length - 1)] ?? Number.NaN,
  ]);
}

/**
 * The same, of values in whatever form they are kept.
 *
 * @param neighbours the values of a rank, from 0, and of the next; of the last rank twice the last value
 */
export function interpolated(q: number, size: number, neighbours: (rank: number) => readonly [number, number]): number {
  const position = q * (size - 1);
  const below = Math.floor(position);
  const [low, high] = neighbours(below);
  return low + (high - low) * (position - below);
}
