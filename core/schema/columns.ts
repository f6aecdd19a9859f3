import type { ModelSchema } from './schema.js';

/**
 * What a digest of the column order is taken over: the features' names in order, one a line. Two like columns exchanged change no statistic,
 * but they change this. The hash function is the caller's, since core does without node's.
 */
export function columnOrder({ features }: ModelSchema): string {
  return features.map(({ name }) => name).join('\n');
}
