import { sumOf } from '../sum.js';

/**
 * Total variation distance: half the sum of |p - q| over the bins, the greatest difference of probability that any set of bins shows, 0 to 1
 * (Levin and Peres, "Markov Chains and Mixing Times", proposition 4.2).
 *
 * @param p counts of the bins
 * @param q counts of the same bins in other rows
 */
export function totalVariation(p: ArrayLike<number>, q: ArrayLike<number>): number {
  const [rowsP, rowsQ] = [sumOf(p), sumOf(q)];
  return sumOf(Array.from({ length: p.length }, (_, bin) => Math.abs((p[bin] ?? 0) / rowsP - (q[bin] ?? 0) / rowsQ))) / 2;
}
