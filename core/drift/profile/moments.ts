import { CompensatedSum } from '../sum.js';

/** Count, mean and spread, in a form that adds up. */
export interface Moments {
  readonly count: number;
  readonly mean: number;
  /** Sum of the squared distances from the mean. */
  readonly squares: number;
}

export const NO_MOMENTS: Moments = { count: 0, mean: 0, squares: 0 };

/** Of finite values, in two passes over them: the mean first, then the distances from it. */
export function momentsOf(values: ArrayLike<number>): Moments {
  const count = values.length;
  if (count === 0) return NO_MOMENTS;
  const sum = new CompensatedSum();
  for (let index = 0; index < count; index += 1) sum.add(values[index] ?? 0);
  const mean = sum.value / count;
  const squares = new CompensatedSum();
  for (let index = 0; index < count; index += 1) {
    const distance = (values[index] ?? 0) - mean;
    squares.add(distance * distance);
  }
  return { count, mean, squares: squares.value };
}

/** Chan, Golub and LeVeque, "Updating formulae and a pairwise algorithm for computing sample variances", 1979. */
export function addMoments(one: Moments, other: Moments): Moments {
  if (one.count === 0) return other;
  if (other.count === 0) return one;
  const count = one.count + other.count;
  const delta = other.mean - one.mean;
  return {
    count,
    mean: one.mean + (delta * other.count) / count,
    squares: one.squares + other.squares + ((delta * one.count) / count) * delta * other.count,
  };
}
