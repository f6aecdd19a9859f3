import type { Random } from '../random.js';

/** A variant by its share of the weights; undefined where all weights are 0. A weight of 0 is never chosen. */
export function chooseByWeight<T extends { readonly weight: number }>(variants: readonly T[], random: Random): T | undefined {
  const sum = variants.reduce((total, { weight }) => total + weight, 0);
  if (!(sum > 0)) return undefined;
  let left = random() * sum;
  for (const variant of variants) {
    left -= variant.weight;
    if (left < 0) return variant;
  }
  return variants.findLast(({ weight }) => weight > 0);
}
