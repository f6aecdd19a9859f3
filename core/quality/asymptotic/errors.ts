import type { Estimate } from '../interval.js';
import type { ScoredValues } from '../scored.js';
import { influenceEstimate, type Range } from './normal-estimate.js';

const AT_MOST_0: Range = [Number.NEGATIVE_INFINITY, 0];
const AT_MOST_1: Range = [Number.NEGATIVE_INFINITY, 1];

/** A mean with its interval. */
export function meanEstimate(values: readonly number[], range?: Range): Estimate {
  const mean = meanOf(values);
  return influenceEstimate(
    mean,
    values.map((value) => value - mean),
    range,
  );
}

/** The errors of a regression by the names of scikit-learn's scorers, all of which grow as the model gets better. */
export function errorEstimates({ actual, predicted }: Pick<ScoredValues, 'actual' | 'predicted'>): [name: string, Estimate][] {
  const errors = actual.map((value, row) => (predicted[row] ?? Number.NaN) - value);
  const squared = errors.map((error) => error ** 2);
  const [mse, center] = [meanOf(squared), meanOf(actual)];
  const apart = actual.map((value) => (value - center) ** 2);
  const variance = meanOf(apart);
  const rmse = Math.sqrt(mse);
  const rootInfluences = squared.map((each) => (mse - each) / (2 * rmse));
  const r2Influences = squared.map((each, row) => (-(each - mse) + (mse * ((apart[row] ?? 0) - variance)) / variance) / variance);
  return [
    ['neg_root_mean_squared_error', influenceEstimate(-rmse, rmse === 0 ? errors : rootInfluences, AT_MOST_0)],
    [
      'neg_mean_absolute_error',
      meanEstimate(
        errors.map((error) => -Math.abs(error)),
        AT_MOST_0,
      ),
    ],
    ['r2', influenceEstimate(1 - mse / variance, r2Influences, AT_MOST_1)],
  ];
}

function meanOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
