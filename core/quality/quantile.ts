// In tests the globals are looked up in another realm, which is slow where it is done millions of times.
const { floor, min } = Math;
const { NaN: NONE } = Number;

/**
 * The q-quantile of sorted values by linear interpolation between closest ranks (Hyndman and Fan, type 7: numpy's default).
 *
 * @param sorted ascending, at least one value
 * @param q 0 to 1
 * @param counts how often each value occurs, whole numbers; without it each occurs once
 */
export function quantile(sorted: ArrayLike<number>, q: number, counts?: ArrayLike<number>): number {
  const total = counts === undefined ? sorted.length : sum(counts);
  const position = q * (total - 1);
  const below = floor(position);
  const [low, high] =
    counts === undefined ? [sorted[below] ?? NONE, sorted[min(below + 1, sorted.length - 1)] ?? NONE] : neighbours(sorted, counts, below);
  return low + (high - low) * (position - below);
}

/** The values of a rank and of the next, where each value occurs several times. */
function neighbours(sorted: ArrayLike<number>, counts: ArrayLike<number>, rank: number): [number, number] {
  let before = 0;
  for (let index = 0; index < sorted.length; index += 1) {
    const value = sorted[index] ?? NONE;
    before += counts[index] ?? 0;
    if (before > rank) return [value, before > rank + 1 ? value : (sorted[index + 1] ?? value)];
  }
  const last = sorted[sorted.length - 1] ?? NONE;
  return [last, last];
}

function sum(counts: ArrayLike<number>): number {
  let total = 0;
  for (let index = 0; index < counts.length; index += 1) total += counts[index] ?? 0;
  return total;
}
