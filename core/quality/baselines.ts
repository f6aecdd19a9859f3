import type { Scored } from './scored.js';

/** What a rule of one line reaches, and by which metric it is told. */
export interface OneLineRule {
  readonly name: string;
  readonly metric: string;
  readonly value: number;
}

/** The rule that needs no model: the most frequent class, or the mean of the values. */
export function oneLineRule(scored: Scored): OneLineRule {
  if (scored.kind === 'regression') {
    const { actual } = scored;
    const mean = actual.reduce((sum, value) => sum + value, 0) / actual.length;
    const deviation = Math.sqrt(actual.reduce((sum, value) => sum + (value - mean) ** 2, 0) / actual.length);
    return { name: 'mean of the values', metric: 'neg_root_mean_squared_error', value: -deviation };
  }
  const counts = scored.classes.map((_, index) => scored.actual.filter((value) => value === index).length);
  return { name: 'majority class', metric: 'accuracy', value: Math.max(...counts) / scored.actual.length };
}
