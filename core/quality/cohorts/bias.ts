import { shareEstimate, Z_95, type Estimate } from '../interval.js';
import type { ScoredClasses } from '../scored.js';

/** Answers to the members of one group, beside those to all others. */
export interface GroupBias {
  readonly feature: string;
  readonly value: string;
  /** Labelled answers in the group, and outside. */
  readonly rows: readonly [inside: number, outside: number];
  /** Share of positive answers outside less that inside; Clarify's DPPL. Above 0 the group gets the positive answer less often. */
  readonly differenceInPositiveRate: Estimate;
  /** Share of positive answers inside over that outside; Clarify's DI. */
  readonly disparateImpact: Estimate;
  /** Accuracy outside less that inside; Clarify's AD. Above 0 the model is wrong more often for the group. */
  readonly accuracyDifference: Estimate;
}

/** Of two classes the second is the positive one. */
const POSITIVE = 1;

/**
 * How a group fares beside all others, by three of the measures that SageMaker Clarify names (Difference in Positive Proportions in Predicted Labels,
 * Disparate Impact, Accuracy Difference).
 *
 * @param inside whether a row belongs to the group, by row
 */
export function groupBias({ actual, predicted }: ScoredClasses, inside: readonly boolean[]): Omit<GroupBias, 'feature' | 'value'> {
  const count = (member: boolean, counts: (row: number) => boolean): number =>
    actual.reduce((sum, _, row) => sum + Number(inside[row] === member && counts(row)), 0);
  const rows = [count(true, () => true), count(false, () => true)] as const;
  const positive = (row: number): boolean => predicted[row] === POSITIVE;
  const right = (row: number): boolean => predicted[row] === actual[row];
  const difference = (counts: (row: number) => boolean): Estimate =>
    shareDifference(count(false, counts), rows[1], count(true, counts), rows[0]);
  return {
    rows,
    differenceInPositiveRate: difference(positive),
    disparateImpact: shareRatio(count(true, positive), rows[0], count(false, positive), rows[1]),
    accuracyDifference: difference(right),
  };
}

/** Difference of two shares with Newcombe's hybrid score interval (Statistics in Medicine 17, 1998, method 10). */
export function shareDifference(hits: number, rows: number, otherHits: number, otherRows: number): Estimate {
  const [one, other] = [shareEstimate(hits, rows), shareEstimate(otherHits, otherRows)];
  const value = one.value - other.value;
  return {
    value,
    lower: value - Math.hypot(one.value - one.lower, other.upper - other.value),
    upper: value + Math.hypot(one.upper - one.value, other.value - other.lower),
  };
}

/** Ratio of two shares with the interval of its logarithm (Katz et al., Biometrics 34, 1978); NaN ends where one of them is 0. */
export function shareRatio(hits: number, rows: number, otherHits: number, otherRows: number): Estimate {
  const value = hits / rows / (otherHits / otherRows);
  const error = Math.sqrt(1 / hits - 1 / rows + 1 / otherHits - 1 / otherRows);
  return { value, lower: value * Math.exp(-Z_95 * error), upper: value * Math.exp(Z_95 * error) };
}
