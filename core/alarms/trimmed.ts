import type { Trim } from '../metrics/statistics.js';
import { interpolated } from '../quality/quantile.js';
import { neighbours, sizeOf, type Run } from './runs.js';

/**
 * A statistic of the trimmed family: trimmed mean, count and sum, winsorized mean, percentile rank (CloudWatch user guide, statistics-definitions).
 * Bounds that are values exclude the lower and include the upper one. How CloudWatch rounds a percentage that cuts a value in two is not published:
 * here its share counts, which is how the interquartile mean is defined elsewhere.
 *
 * @param run at least one value
 * @returns NaN for a mean of no values
 */
export function trimmed(run: Run, trim: Trim): number {
  const total = sizeOf([run]);
  if (trim.of === 'WM') return winsorized(run, total, trim);
  const [count, sum] = trim.percent ? between(run, total, trim) : within(run, trim);
  switch (trim.of) {
    case 'TC':
      return count;
    case 'TS':
      return sum;
    case 'PR':
      return (100 * count) / total;
    default:
      return count === 0 ? Number.NaN : sum / count;
  }
}

/** Count and sum of the values between two bounds. */
function within(run: Run, { low = Number.NEGATIVE_INFINITY, high = Number.POSITIVE_INFINITY }: Trim): [number, number] {
  let [count, sum] = [0, 0];
  for (let index = run.from; index < run.to; index += 1) {
    const [value, occurs] = [run.values[index] ?? Number.NaN, run.times[index] ?? 0];
    if (value <= low || value > high) continue;
    count += occurs;
    sum += occurs * value;
  }
  return [count, sum];
}

/** Count and sum of the values between two shares of their order. */
function between(run: Run, total: number, { low = 0, high = 100 }: Trim): [number, number] {
  const [from, to] = [(total * low) / 100, (total * high) / 100];
  let [count, sum, before] = [0, 0, 0];
  for (let index = run.from; index < run.to; index += 1) {
    const occurs = run.times[index] ?? 0;
    const share = Math.max(0, Math.min(before + occurs, to) - Math.max(before, from));
    before += occurs;
    count += share;
    sum += share * (run.values[index] ?? Number.NaN);
  }
  return [count, sum];
}

/** The mean where values beyond a bound count as the bound. */
function winsorized(run: Run, total: number, { percent, low, high }: Trim): number {
  const atShare = (share: number): number => interpolated(share / 100, total, (rank) => neighbours([run], rank, total));
  const bound = (given: number | undefined, open: number): number => (given === undefined ? open : percent ? atShare(given) : given);
  const [least, most] = [bound(low, Number.NEGATIVE_INFINITY), bound(high, Number.POSITIVE_INFINITY)];
  let sum = 0;
  for (let index = run.from; index < run.to; index += 1) {
    sum += (run.times[index] ?? 0) * Math.min(most, Math.max(least, run.values[index] ?? Number.NaN));
  }
  return sum / total;
}
