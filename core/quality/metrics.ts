import { bootstrapEstimate, shareEstimate, type Estimate } from './interval.js';
import type { Scored, ScoredClasses, ScoredValues } from './scored.js';

/**
 * The metrics of a model by name, each with its 95 % interval: named as scikit-learn's scorers, all of which grow as the model gets better. Shares
 * have Wilson's interval, the rest a bootstrap over rows.
 *
 * @param random dice of the bootstrap, in [0, 1)
 */
export function metricsOf(scored: Scored, random: () => number): Map<string, Estimate> {
  const found = scored.kind === 'regression' ? ofValues(scored, random) : ofClasses(scored, random);
  return new Map(found.filter(([, { value }]) => Number.isFinite(value)));
}

type Named = readonly [name: string, Estimate];
/** Keeps the logarithm of a probability of 0 finite, as scikit-learn's log_loss does for doubles. */
const EPSILON = 2 ** -52;

function ofClasses(scored: ScoredClasses, random: () => number): Named[] {
  const { actual, predicted, classes, probabilities } = scored;
  const rows = actual.length;
  const right = actual.filter((value, row) => value === predicted[row]).length;
  const common: Named[] = [['accuracy', shareEstimate(right, rows)]];
  const loss: Named[] =
    probabilities === undefined
      ? []
      : [
          [
            'neg_log_loss',
            bootstrapEstimate(rows, mean(probabilities.map((each, row) => Math.log(clipped(each[actual[row] ?? 0] ?? 0)))), random),
          ],
        ];
  if (classes.length !== 2) return [...common, ['f1_macro', bootstrapEstimate(rows, macroF1(scored), random)], ...loss];
  return [...common, ...ofTwo(scored, random), ...loss];
}

function ofTwo({ actual, predicted, probabilities }: ScoredClasses, random: () => number): Named[] {
  const rows = actual.length;
  const hits = actual.filter((value, row) => value === 1 && predicted[row] === 1).length;
  const said = predicted.filter((value) => value === 1).length;
  const positives = actual.filter((value) => value === 1).length;
  const score = probabilities?.map((each) => each[1] ?? Number.NaN);
  return [
    ...(said === 0 ? [] : [['precision', shareEstimate(hits, said)] as const]),
    ...(positives === 0 ? [] : [['recall', shareEstimate(hits, positives)] as const]),
    ['f1', bootstrapEstimate(rows, f1({ actual, predicted }, 1), random)],
    ...(score === undefined ? [] : [['roc_auc', bootstrapEstimate(rows, areaUnderRoc(actual, score), random)] as const]),
  ];
}

function ofValues({ actual, predicted }: ScoredValues, random: () => number): Named[] {
  const rows = actual.length;
  const errors = actual.map((value, row) => (predicted[row] ?? Number.NaN) - value);
  const squared = mean(errors.map((error) => error ** 2));
  const absolute = mean(errors.map(Math.abs));
  const total = mean(actual);
  const squares = mean(actual.map((value) => value ** 2));
  return [
    ['neg_root_mean_squared_error', bootstrapEstimate(rows, (weights) => -Math.sqrt(squared(weights)), random)],
    ['neg_mean_absolute_error', bootstrapEstimate(rows, (weights) => -absolute(weights), random)],
    ['r2', bootstrapEstimate(rows, (weights) => 1 - squared(weights) / (squares(weights) - total(weights) ** 2), random)],
  ];
}

type Statistic = (weights: Uint32Array) => number;

function mean(values: readonly number[]): Statistic {
  return (weights) => {
    let [sum, count] = [0, 0];
    for (let row = 0; row < values.length; row += 1) {
      sum += (values[row] ?? 0) * (weights[row] ?? 0);
      count += weights[row] ?? 0;
    }
    return sum / count;
  };
}

function f1({ actual, predicted }: Pick<ScoredClasses, 'actual' | 'predicted'>, of: number): Statistic {
  return (weights) => {
    let [hits, said, real] = [0, 0, 0];
    for (let row = 0; row < actual.length; row += 1) {
      const weight = weights[row] ?? 0;
      if (actual[row] === of) real += weight;
      if (predicted[row] === of) said += weight;
      if (actual[row] === of && predicted[row] === of) hits += weight;
    }
    return said + real === 0 ? 0 : (2 * hits) / (said + real);
  };
}

/** The plain mean over classes that occur or are said, as scikit-learn has it. */
function macroF1({ classes, actual, predicted }: ScoredClasses): Statistic {
  const present = classes.map((_, index) => index).filter((index) => actual.includes(index) || predicted.includes(index));
  const parts = present.map((index) => f1({ actual, predicted }, index));
  return (weights) => parts.reduce((sum, part) => sum + part(weights), 0) / parts.length;
}

/** As the Mann-Whitney statistic, ties counting one half (Hanley and McNeil, Radiology 143, 1982); rows are sorted once for all resamples. */
function areaUnderRoc(actual: readonly number[], score: readonly number[]): Statistic {
  const order = Uint32Array.from(score.keys()).sort((a, b) => (score[a] ?? 0) - (score[b] ?? 0));
  return (weights) => {
    let [below, positives, pairs] = [0, 0, 0];
    for (let start = 0; start < order.length;) {
      let [tiedNegatives, tiedPositives, end] = [0, 0, start];
      const tie = score[order[start] ?? 0];
      for (; end < order.length && score[order[end] ?? 0] === tie; end += 1) {
        const row = order[end] ?? 0;
        if (actual[row] === 1) tiedPositives += weights[row] ?? 0;
        else tiedNegatives += weights[row] ?? 0;
      }
      pairs += tiedPositives * (below + tiedNegatives / 2);
      below += tiedNegatives;
      positives += tiedPositives;
      start = end;
    }
    return pairs / (positives * below);
  };
}

function clipped(probability: number): number {
  return Math.min(1 - EPSILON, Math.max(EPSILON, probability));
}
