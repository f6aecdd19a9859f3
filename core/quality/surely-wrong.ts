import type { Scored } from './scored.js';

/** A row that the model gets wrong, and how sure it was. */
export interface SurelyWrong {
  /** Place of the row. */
  readonly row: number;
  readonly expected: string | number;
  readonly given: string | number;
  /** Of a classifier the probability of what it said; of a regression the error's size. */
  readonly sureness: number;
}

/** What a model gets most confidently wrong, worst first: the rows to look at before it goes out. */
export function surelyWrong(scored: Scored, most: number): SurelyWrong[] {
  const rows = scored.actual.map((_, row) => row);
  if (scored.kind === 'regression') {
    return rows
      .map((row) => ({ row, expected: scored.actual[row] ?? 0, given: scored.predicted[row] ?? 0 }))
      .map((wrong) => ({ ...wrong, sureness: Math.abs(wrong.given - wrong.expected) }))
      .toSorted((a, b) => b.sureness - a.sureness)
      .slice(0, most);
  }
  const { actual, predicted, probabilities, classes } = scored;
  return rows
    .filter((row) => actual[row] !== predicted[row])
    .map((row) => ({
      row,
      expected: classes[actual[row] ?? 0] ?? '',
      given: classes[predicted[row] ?? 0] ?? '',
      sureness: probabilities?.[row]?.[predicted[row] ?? 0] ?? 1,
    }))
    .toSorted((a, b) => b.sureness - a.sureness)
    .slice(0, most);
}
