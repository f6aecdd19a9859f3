import { exp32, softmax } from '../trees/links.js';

/** What onnxruntime makes of the sums of a classifier: core/providers/cpu/ml/tree_ensemble_aggregator.h and ml_common.h. */
export interface Classified {
  /** Index of each row's label. */
  readonly labels: Int32Array;
  /** A value per class, row-major. */
  readonly scores: Float32Array;
}

export type PostTransform = 'NONE' | 'LOGISTIC' | 'SOFTMAX';

/**
 * Two classes of which only one has weights. Weights that are never negative are probabilities, and more than a half says yes; others are
 * margins, and more than nothing says yes.
 */
export function classifyBinary(
  sums: Float64Array,
  rows: number,
  base: number,
  probabilities: boolean,
  transform: PostTransform,
): Classified {
  const labels = new Int32Array(rows);
  const scores = new Float32Array(rows * 2);
  for (let row = 0; row < rows; row += 1) {
    const score = Math.fround((sums[row] ?? 0) + base);
    const positive = score > (probabilities ? 0.5 : 0);
    labels[row] = positive ? 1 : 0;
    const [first, second] = pairOf(score, positive, probabilities, transform);
    scores[row * 2] = first;
    scores[row * 2 + 1] = second;
  }
  return { labels, scores };
}

function pairOf(score: number, positive: boolean, probabilities: boolean, transform: PostTransform): readonly [number, number] {
  if (probabilities) return [1 - score, score];
  if (transform === 'LOGISTIC') return [logistic(-score), logistic(score)];
  return positive ? [-score, score] : [score, -score];
}

/** Three classes and more: the first of the greatest sums is the label. */
export function classifyMany(
  sums: Float64Array,
  rows: number,
  classes: number,
  base: readonly number[],
  transform: PostTransform,
): Classified {
  const labels = new Int32Array(rows);
  const scores = new Float32Array(sums.length);
  for (let row = 0; row < rows; row += 1) {
    const from = row * classes;
    let best = 0;
    for (let index = 0; index < classes; index += 1) {
      scores[from + index] = (sums[from + index] ?? 0) + (base[index] ?? 0);
      if ((scores[from + index] ?? 0) > (scores[from + best] ?? 0)) best = index;
    }
    labels[row] = best;
    if (transform === 'SOFTMAX') softmax(scores, from, classes);
    if (transform === 'LOGISTIC') for (let index = from; index < from + classes; index += 1) scores[index] = logistic(scores[index] ?? 0);
  }
  return { labels, scores };
}

function logistic(value: number): number {
  const upper = Math.fround(1 / Math.fround(1 + exp32(-Math.abs(value))));
  return value < 0 ? Math.fround(1 - upper) : upper;
}
