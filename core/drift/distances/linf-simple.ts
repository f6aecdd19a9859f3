import { sumOf } from '../sum.js';

/**
 * Model Monitor's `linf_simple` for categories: the greatest difference of the two shares of one category. For numbers it is the greatest
 * difference of the two distribution functions, which is the Kolmogorov-Smirnov statistic (Amazon SageMaker Developer Guide, "Schema for
 * Constraints"). `linf_robust` is not published, so it is not here.
 *
 * @param p counts of the categories
 * @param q counts of the same categories in other rows
 */
export function linfSimple(p: ArrayLike<number>, q: ArrayLike<number>): number {
  const [rowsP, rowsQ] = [sumOf(p), sumOf(q)];
  let greatest = 0;
  for (let bin = 0; bin < p.length; bin += 1) greatest = Math.max(greatest, Math.abs((p[bin] ?? 0) / rowsP - (q[bin] ?? 0) / rowsQ));
  return greatest;
}
