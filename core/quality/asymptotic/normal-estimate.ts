import { Z_95, type Estimate } from '../interval.js';

/** Where a metric can lie at all. */
export type Range = readonly [least: number, greatest: number];

const ANYWHERE: Range = [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY];

/** A value with the 95 % interval of a normal distribution around it, cut off where the metric ends. */
export function normalEstimate(value: number, standardError: number, [least, greatest]: Range = ANYWHERE): Estimate {
  return {
    value,
    lower: Math.max(least, value - Z_95 * standardError),
    upper: Math.min(greatest, value + Z_95 * standardError),
  };
}

/**
 * The same of a statistic whose influence function is known: how much each row moves it. Its variance is the mean squared influence over the number
 * of rows (Hampel, Journal of the American Statistical Association 69, 1974), which for a mean is the textbook's and for a ratio the delta method's.
 *
 * @param influences one a row, with mean 0
 */
export function influenceEstimate(value: number, influences: ArrayLike<number>, range?: Range): Estimate {
  let squares = 0;
  for (let row = 0; row < influences.length; row += 1) squares += (influences[row] ?? 0) ** 2;
  return normalEstimate(value, Math.sqrt(squares) / influences.length, range);
}
