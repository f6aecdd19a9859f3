/** What a classifier said of rows whose class is known. Classes are counted from 0. */
export interface ScoredClasses {
  readonly kind: 'classification';
  readonly classes: readonly string[];
  /** Index of the true class, by row. */
  readonly actual: readonly number[];
  /** Index of the class that the model said, by row. */
  readonly predicted: readonly number[];
  /** Probability of each class, by row; undefined where the model gives none. */
  readonly probabilities: readonly (readonly number[])[] | undefined;
}

/** What a regression said of rows whose value is known. */
export interface ScoredValues {
  readonly kind: 'regression';
  readonly actual: readonly number[];
  readonly predicted: readonly number[];
}

export type Scored = ScoredClasses | ScoredValues;

/** Some of the rows, by their places. */
export function scoredAt(scored: Scored, places: readonly number[]): Scored {
  const at = <T>(list: readonly T[]): T[] => places.flatMap((place) => (place < list.length ? [list[place]] : []));
  const rows = { actual: at(scored.actual), predicted: at(scored.predicted) };
  return scored.kind === 'regression'
    ? { ...scored, ...rows }
    : { ...scored, ...rows, probabilities: scored.probabilities === undefined ? undefined : at(scored.probabilities) };
}
