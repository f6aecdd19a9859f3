import type { Trim } from '../metrics/statistics.js';
import { quantile } from '../quality/quantile.js';

/**
 * A statistic of the trimmed family: trimmed mean, count and sum, winsorized mean, percentile rank (CloudWatch user guide, statistics-definitions).
 * Bounds that are values exclude the lower and include the upper one. How CloudWatch rounds a percentage that cuts a value in two is not published:
 * here its share counts, which is how the interquartile mean is defined elsewhere.
 *
 * @param values ascending, at least one
 * @param times how often each occurs
 * @returns NaN for a mean of no values
 */
export function trimmed(values: ArrayLike<number>, times: ArrayLike<number>, trim: Trim): number {
  let total = 0;
  for (let index = 0; index < values.length; index += 1) total += times[index] ?? 0;
  if (trim.of === 'WM') return winsorized(values, times, total, trim);
  const [count, sum] = trim.percent ? between(values, times, total, trim) : within(values, times, trim);
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
function within(values: ArrayLike<number>, times: ArrayLike<number>, trim: Trim): [number, number] {
  const { low = Number.NEGATIVE_INFINITY, high = Number.POSITIVE_INFINITY } = trim;
  let [count, sum] = [0, 0];
  for (let index = 0; index < values.length; index += 1) {
    const [value, occurs] = [values[index] ?? Number.NaN, times[index] ?? 0];
    if (value <= low || value > high) continue;
    count += occurs;
    sum += occurs * value;
  }
  return [count, sum];
}

/** Count and sum of the values between two shares of their order. */
function between(values: ArrayLike<number>, times: ArrayLike<number>, total: number, { low = 0, high = 100 }: Trim): [number, number] {
  const [from, to] = [(total * low) / 100, (total * high) / 100];
  let [count, sum, before] = [0, 0, 0];
  for (let index = 0; index < values.length; index += 1) {
    const occurs = times[index] ?? 0;
    const share = Math.max(0, Math.min(before + occurs, to) - Math.max(before, from));
    before += occurs;
    count += share;
    sum += share * (values[index] ?? Number.NaN);
  }
  return [count, sum];
}

/** The mean where values beyond a bound count as the bound. */
function winsorized(values: ArrayLike<number>, times: ArrayLike<number>, total: number, { percent, low, high }: Trim): number {
  const bound = (given: number | undefined, open: number): number =>
    given === undefined ? open : percent ? quantile(values, given / 100, times) : given;
  const [least, most] = [bound(low, Number.NEGATIVE_INFINITY), bound(high, Number.POSITIVE_INFINITY)];
  let sum = 0;
  for (let index = 0; index < values.length; index += 1) {
    sum += (times[index] ?? 0) * Math.min(most, Math.max(least, values[index] ?? Number.NaN));
  }
  return sum / total;
}
