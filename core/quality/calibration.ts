import type { ScoredClasses } from './scored.js';

/** Rows to which the model gave a like probability. */
export interface CalibrationBin {
  readonly from: number;
  readonly to: number;
  readonly rows: number;
  /** Mean of the probabilities that were given. */
  readonly said: number;
  /** Share of the rows that really are of the class. */
  readonly happened: number;
}

const BINS = 10;

/**
 * Whether probabilities mean what they say: of the positive class where there are two, else of the class that was said. Ten bins of equal width;
 * the error is the mean distance of said and happened, weighted by rows (Naeini, Cooper and Hauskrecht, AAAI 2015).
 */
export function calibration(scored: ScoredClasses): { readonly bins: readonly CalibrationBin[]; readonly error: number } | undefined {
  const { probabilities, actual, predicted, classes } = scored;
  if (probabilities === undefined) return undefined;
  const rows = actual.map((truth, row) => {
    const about = classes.length === 2 ? 1 : (predicted[row] ?? 0);
    return { said: probabilities[row]?.[about] ?? 0, happened: truth === about ? 1 : 0 };
  });
  const bins = Array.from({ length: BINS }, (_, index): CalibrationBin => {
    const inside = rows.filter(({ said }) => Math.min(BINS - 1, Math.floor(said * BINS)) === index);
    const mean = (of: 'said' | 'happened'): number => inside.reduce((sum, row) => sum + row[of], 0) / inside.length;
    return { from: index / BINS, to: (index + 1) / BINS, rows: inside.length, said: mean('said'), happened: mean('happened') };
  }).filter((bin) => bin.rows > 0);
  const error = bins.reduce((sum, bin) => sum + Math.abs(bin.said - bin.happened) * bin.rows, 0) / rows.length;
  return { bins, error };
}
