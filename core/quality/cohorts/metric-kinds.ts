import type { Scoring } from './scoring.js';

/** Metrics that labels can show, by what a model answers and by the names that a model card has. */
export const QUALITY_METRICS = Object.freeze({
  classification: ['accuracy', 'precision', 'recall', 'f1', 'f1_macro', 'roc_auc', 'neg_log_loss'],
  regression: ['neg_root_mean_squared_error', 'neg_mean_absolute_error', 'r2'],
}) satisfies Readonly<Record<Scoring['kind'], readonly string[]>>;

/** What kind of answers bars are for: it is known before any label is. Undefined where they name metrics of both, or of neither. */
export function kindOfBars(atLeast: Readonly<Record<string, number>>): Scoring['kind'] | undefined {
  const names = Object.keys(atLeast);
  const kinds = (['classification', 'regression'] as const).filter((kind) => names.some((name) => QUALITY_METRICS[kind].includes(name)));
  return kinds.length === 1 ? kinds[0] : undefined;
}
