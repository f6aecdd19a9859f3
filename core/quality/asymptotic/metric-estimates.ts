import { shareEstimate, type Estimate } from '../interval.js';
import { logOf } from '../metrics.js';
import type { Scored, ScoredClasses } from '../scored.js';
import { errorEstimates, meanEstimate } from './errors.js';
import { f1Estimate } from './f1.js';
import { rocAreaEstimate } from './roc-area.js';

/**
 * The metrics of `metricsOf`, each with a 95 % interval that has a formula: a day of millions of answers is judged in one sort, and twice to the same
 * result without dice. What has nothing to rest on is left out.
 *
 * @param scored at least one row
 */
export function metricEstimates(scored: Scored): Map<string, Estimate> {
  const found = scored.kind === 'regression' ? errorEstimates(scored) : classEstimates(scored);
  return new Map(found.filter(([, { value }]) => Number.isFinite(value)));
}

function classEstimates(scored: ScoredClasses): [name: string, Estimate][] {
  const { classes, actual, predicted, probabilities } = scored;
  const right = actual.filter((value, row) => value === predicted[row]).length;
  const logs = probabilities?.map((each, row) => logOf(each[actual[row] ?? 0] ?? 0));
  return [
    ['accuracy', shareEstimate(right, actual.length)],
    ...(classes.length === 2 ? ofTwo(scored) : [['f1_macro', f1Estimate(scored, present(scored))] as [string, Estimate]]),
    ...(logs === undefined ? [] : [['neg_log_loss', meanEstimate(logs, [Number.NEGATIVE_INFINITY, 0])] as [string, Estimate]]),
  ];
}

function ofTwo({ actual, predicted, probabilities }: ScoredClasses): [name: string, Estimate][] {
  const hits = actual.filter((value, row) => value === 1 && predicted[row] === 1).length;
  const said = predicted.filter((value) => value === 1).length;
  const positives = actual.filter((value) => value === 1).length;
  const score = probabilities?.map((each) => each[1] ?? Number.NaN);
  const found: [string, Estimate][] = [];
  if (said > 0) found.push(['precision', shareEstimate(hits, said)]);
  if (positives > 0) found.push(['recall', shareEstimate(hits, positives)]);
  found.push(['f1', f1Estimate({ actual, predicted }, [1])]);
  if (score !== undefined) found.push(['roc_auc', rocAreaEstimate(actual, score)]);
  return found;
}

/** Classes that occur or are said, as scikit-learn averages over. */
function present({ classes, actual, predicted }: ScoredClasses): number[] {
  const seen = new Set([...actual, ...predicted]);
  return [...classes.keys()].filter((index) => seen.has(index));
}
