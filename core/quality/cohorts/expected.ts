import { logOf } from '../metrics.js';
import type { ReadAnswer } from './scored-cohort.js';

/**
 * What the metrics of two classes come to if the probabilities are right: each answer counts as positive with its probability and as negative with the
 * rest. It needs no label, and knows nothing of whether the probabilities still are right: concept drift leaves it as it was.
 *
 * @param answers at least one, each with the probabilities of two classes
 */
export function expectedMetrics(answers: readonly ReadAnswer[]): Map<string, number> {
  const positive = answers.map(({ probabilities }) => probabilities?.[1] ?? Number.NaN);
  const [rows, right] = [
    answers.length,
    sum(answers.map(({ said }, row) => (said === 1 ? (positive[row] ?? 0) : 1 - (positive[row] ?? 0)))),
  ];
  const hits = sum(positive.filter((_, row) => answers[row]?.said === 1));
  const [said, real] = [answers.filter((answer) => answer.said === 1).length, sum(positive)];
  const log = sum(positive.map((p) => p * logOf(p) + (1 - p) * logOf(1 - p)));
  const found: [string, number][] = [
    ['accuracy', right / rows],
    ['precision', hits / said],
    ['recall', hits / real],
    ['f1', said + real === 0 ? 0 : (2 * hits) / (said + real)],
    ['roc_auc', expectedArea(positive)],
    ['neg_log_loss', log / rows],
  ];
  return new Map(found.filter(([, value]) => Number.isFinite(value)));
}

/** The same of several classes: what all of them share. */
export function expectedAccuracy(answers: readonly ReadAnswer[]): number {
  return sum(answers.map(({ said, probabilities }) => probabilities?.[said] ?? Number.NaN)) / answers.length;
}

/** The Mann-Whitney statistic of rows that are partly positive and partly negative. */
function expectedArea(positive: readonly number[]): number {
  const order = Float64Array.from(positive).sort();
  let [below, pairs] = [0, 0];
  for (let start = 0; start < order.length;) {
    let end = start;
    while (end < order.length && order[end] === order[start]) end += 1;
    const [p, tied] = [order[start] ?? 0, end - start];
    pairs += tied * p * (below + (tied * (1 - p)) / 2);
    below += tied * (1 - p);
    start = end;
  }
  return pairs / (sum(positive) * below);
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
