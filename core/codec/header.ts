import type { Feature } from '../schema/schema.js';

/** Position of each feature in a header, or undefined where the line is no header of exactly these features. */
export function headerOrder(line: readonly string[], features: readonly Pick<Feature, 'name'>[]): number[] | undefined {
  if (line.length !== features.length) return undefined;
  const order = features.map(({ name }) => line.indexOf(name));
  return order.includes(-1) ? undefined : order;
}
