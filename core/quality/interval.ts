import { quantile } from './quantile.js';

/** An estimate, and the ends of its 95 % interval. */
export interface Estimate {
  readonly value: number;
  readonly lower: number;
  readonly upper: number;
}

/** Standard normal quantile of 97.5 %. */
export const Z_95 = 1.959_963_984_540_054;
const LEVEL = 0.95;
/** Resamples of a bootstrap; Efron and Tibshirani (1993) ask for a thousand and more for percentile intervals. */
const RESAMPLES = 2000;

/**
 * A share with Wilson's score interval (Wilson, Journal of the American Statistical Association 22, 1927), which stays inside 0 and 1 and holds
 * its level for few rows too.
 *
 * @param hits rows that count
 * @param rows all rows, at least one
 */
export function shareEstimate(hits: number, rows: number): Estimate {
  const share = hits / rows;
  const squared = Z_95 ** 2;
  const middle = share + squared / (2 * rows);
  const half = Z_95 * Math.sqrt((share * (1 - share)) / rows + squared / (4 * rows ** 2));
  return { value: share, lower: (middle - half) / (1 + squared / rows), upper: (middle + half) / (1 + squared / rows) };
}

/** A statistic of rows that count as often as the weights say; NaN where it has nothing to rest on. */
export type RowStatistic = (weights: Uint32Array) => number;

/**
 * Statistics with the percentile intervals of one bootstrap over rows (Efron and Tibshirani, An Introduction to the Bootstrap, 1993, chapter 13).
 * Resamples for which a statistic is NaN, such as the area under the curve of one class, are left out of its interval.
 *
 * @param rows number of rows, at least one
 * @param random in [0, 1)
 */
export function bootstrapEstimates(
  rows: number,
  statistics: ReadonlyMap<string, RowStatistic>,
  random: () => number,
): Map<string, Estimate> {
  const all = new Uint32Array(rows).fill(1);
  const drawn = new Map([...statistics.keys()].map((name) => [name, [] as number[]]));
  const weights = new Uint32Array(rows);
  for (let resample = 0; resample < RESAMPLES; resample += 1) {
    weights.fill(0);
    for (let draw = 0; draw < rows; draw += 1) {
      const row = Math.floor(random() * rows);
      weights[row] = (weights[row] ?? 0) + 1;
    }
    for (const [name, statistic] of statistics) {
      const value = statistic(weights);
      if (Number.isFinite(value)) drawn.get(name)?.push(value);
    }
  }
  return new Map(
    [...statistics].map(([name, statistic]) => {
      const sorted = Float64Array.from(drawn.get(name) ?? []).sort();
      return [name, { value: statistic(all), lower: endOf(sorted, (1 - LEVEL) / 2), upper: endOf(sorted, (1 + LEVEL) / 2) }];
    }),
  );
}

function endOf(sorted: Float64Array, q: number): number {
  return sorted.length === 0 ? Number.NaN : quantile(sorted, q);
}
