import { oneLineRule, type OneLineRule } from './baselines.js';
import { calibration, type CalibrationBin } from './calibration.js';
import type { Estimate } from './interval.js';
import { metricsOf } from './metrics.js';
import { scoredAt, type Scored } from './scored.js';

/** How a model fared on rows whose truth is known. */
export interface ModelEvaluation {
  readonly rows: number;
  readonly metrics: ReadonlyMap<string, Estimate>;
  /** What it has to beat. */
  readonly rule: OneLineRule;
  /** Rows by true class and by what was said; of classifiers. */
  readonly confusion?: { readonly classes: readonly string[]; readonly counts: readonly (readonly number[])[] };
  readonly calibration?: { readonly bins: readonly CalibrationBin[]; readonly error: number };
  /** The same by the values of a feature, worst first. */
  readonly slices: readonly Slice[];
}

/** Rows that have one value of a feature. */
export interface Slice {
  readonly feature: string;
  readonly value: string;
  readonly rows: number;
  readonly metric: string;
  readonly estimate: Estimate;
}

/** Fewer rows say nothing of a slice. */
export const FEWEST_ROWS_OF_A_SLICE = 30;

/** A feature by which results are also kept apart: its value in each row. */
export interface SlicingFeature {
  readonly name: string;
  readonly values: readonly string[];
}

/**
 * Everything that a model card says of one evaluation.
 *
 * @param scored at least one row
 * @param slicing features by whose values results are kept apart
 * @param random dice of the bootstrap, in [0, 1)
 */
export function evaluateModel(scored: Scored, slicing: readonly SlicingFeature[], random: () => number): ModelEvaluation {
  const rows = scored.actual.length;
  const calibrated = scored.kind === 'classification' ? calibration(scored) : undefined;
  return {
    rows,
    metrics: metricsOf(scored, random),
    rule: oneLineRule(scored),
    ...(scored.kind === 'classification' ? { confusion: { classes: scored.classes, counts: confusionOf(scored) } } : {}),
    ...(calibrated === undefined ? {} : { calibration: calibrated }),
    slices: slicing.flatMap((feature) => slicesBy(scored, feature, random)).toSorted((a, b) => a.estimate.value - b.estimate.value),
  };
}

function confusionOf({ classes, actual, predicted }: Extract<Scored, { kind: 'classification' }>): number[][] {
  const counts = classes.map(() => classes.map(() => 0));
  for (const [row, truth] of actual.entries()) {
    const said = predicted[row] ?? 0;
    const line = counts[truth];
    if (line !== undefined) line[said] = (line[said] ?? 0) + 1;
  }
  return counts;
}

function slicesBy(scored: Scored, { name, values }: SlicingFeature, random: () => number): Slice[] {
  const places = new Map<string, number[]>();
  for (const [row, value] of values.entries()) places.set(value, [...(places.get(value) ?? []), row]);
  const metric = scored.kind === 'regression' ? 'neg_root_mean_squared_error' : 'accuracy';
  return [...places]
    .filter(([, inside]) => inside.length >= FEWEST_ROWS_OF_A_SLICE)
    .flatMap(([value, inside]) => {
      const estimate = metricsOf(scoredAt(scored, inside), random).get(metric);
      return estimate === undefined ? [] : [{ feature: name, value, rows: inside.length, metric, estimate }];
    });
}
