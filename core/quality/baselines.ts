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

/**
 * What it reaches to say of every row the shares that the classes have: for models whose probabilities count. Nothing where a model gives none. Its value
 * is known only afterwards, from the rows themselves, so that it is a little better than any rule could be.
 */
export function sharesRule(scored: Scored): OneLineRule | undefined {
  if (scored.kind === 'regression' || scored.probabilities === undefined) return undefined;
  const shares = scored.classes.map((_, index) => scored.actual.filter((value) => value === index).length / scored.actual.length);
  const value = shares.reduce((sum, share) => sum + (share === 0 ? 0 : share * Math.log(share)), 0);
  return { name: 'shares of the classes', metric: 'neg_log_loss', value };
}
