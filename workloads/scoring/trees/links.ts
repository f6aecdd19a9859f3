/**
 * Functions that turn sums into predictions, in the precision of the library that they stand for. `Math.exp` is within one unit of the last
 * place of the C library's; in 32-bit floats the result is then the same but for ties that next to never happen.
 */

const { exp } = Math;

/** `exp` of a 32-bit float. */
export function exp32(value: number): number {
  return Math.fround(exp(value));
}

/** Softmax over `size` values from `from` on, in place. `round` is Math.fround for 32-bit floats. */
export function softmax(values: Float32Array | Float64Array, from: number, size: number, sumIsDouble = false): void {
  const single = values instanceof Float32Array;
  let most = Number.NEGATIVE_INFINITY;
  for (let index = from; index < from + size; index += 1) most = Math.max(most, values[index] ?? 0);
  let sum = 0;
  for (let index = from; index < from + size; index += 1) {
    const shifted = (values[index] ?? 0) - most;
    values[index] = exp(single ? Math.fround(shifted) : shifted);
    sum += values[index] ?? 0;
    if (single && !sumIsDouble) sum = Math.fround(sum);
  }
  if (single) sum = Math.fround(sum);
  for (let index = from; index < from + size; index += 1) values[index] = (values[index] ?? 0) / sum;
}
