import { bootstrapEstimates, shareEstimate, type Estimate, type RowStatistic } from './interval.js';
import type { Scored, ScoredClasses, ScoredValues } from './scored.js';

/**
 * The metrics of a model by name, each with its 95 % interval: named as scikit-learn's scorers, all of which grow as the model gets better. Shares
 * have Wilson's interval, the rest a bootstrap over rows.
 *
 * @param random dice of the bootstrap, in [0, 1)
 */
export function metricsOf(scored: Scored, random: () => number): Map<string, Estimate> {
  const { shares, statistics } = scored.kind === 'regression' ? ofValues(scored) : ofClasses(scored);
  const found = [...shares, ...bootstrapEstimates(scored.actual.length, new Map(statistics), random)];
  return new Map(found.filter(([, { value }]) => Number.isFinite(value)));
}

interface Metrics {
  /** Shares of rows, whose interval has a formula. */
  readonly shares: readonly (readonly [name: string, Estimate])[];
  readonly statistics: readonly (readonly [name: string, RowStatistic])[];
}

/** Keeps the logarithm of a probability of 0 finite, as scikit-learn's log_loss does for doubles. */
const EPSILON = 2 ** -52;

function ofClasses(scored: ScoredClasses): Metrics {
  const { actual, predicted, classes, probabilities } = scored;
  const right = actual.filter((value, row) => value === predicted[row]).length;
  const more = classes.length === 2 ? ofTwo(scored) : { shares: [], statistics: [['f1_macro', macroF1(scored)] as const] };
  return {
    shares: [['accuracy', shareEstimate(right, actual.length)], ...more.shares],
    statistics: [...more.statistics, ...(probabilities === undefined ? [] : [['neg_log_loss', logLoss(actual, probabilities)] as const])],
  };
}

function ofTwo({ actual, predicted, probabilities }: ScoredClasses): Metrics {
  const hits = actual.filter((value, row) => value === 1 && predicted[row] === 1).length;
  const said = predicted.filter((value) => value === 1).length;
  const positives = actual.filter((value) => value === 1).length;
  const score = probabilities?.map((each) => each[1] ?? Number.NaN);
  return {
    shares: [
      ...(said === 0 ? [] : [['precision', shareEstimate(hits, said)] as const]),
      ...(positives === 0 ? [] : [['recall', shareEstimate(hits, positives)] as const]),
    ],
    statistics: [['f1', f1({ actual, predicted }, 1)], ...(score === undefined ? [] : [['roc_auc', areaUnderRoc(actual, score)] as const])],
  };
}

function ofValues({ actual, predicted }: ScoredValues): Metrics {
  const errors = actual.map((value, row) => (predicted[row] ?? Number.NaN) - value);
  const squared = mean(errors.map((error) => error ** 2));
  const absolute = mean(errors.map(Math.abs));
  const total = mean(actual);
  const squares = mean(actual.map((value) => value ** 2));
  return {
    shares: [],
    statistics: [
      ['neg_root_mean_squared_error', (weights) => -Math.sqrt(squared(weights))],
      ['neg_mean_absolute_error', (weights) => -absolute(weights)],
      ['r2', (weights) => 1 - squared(weights) / (squares(weights) - total(weights) ** 2)],
    ],
  };
}

function logLoss(actual: readonly number[], probabilities: readonly (readonly number[])[]): RowStatistic {
  return mean(probabilities.map((each, row) => logOf(each[actual[row] ?? 0] ?? 0)));
}

function mean(given: readonly number[]): RowStatistic {
  const values = Float64Array.from(given);
  return (weights) => {
    let sum = 0;
    let count = 0;
    for (let row = 0; row < values.length; row += 1) {
      const weight = weights[row] ?? 0;
      sum += (values[row] ?? 0) * weight;
      count += weight;
    }
    return sum / count;
  };
}

function f1({ actual, predicted }: Pick<ScoredClasses, 'actual' | 'predicted'>, of: number): RowStatistic {
  const hit = Uint8Array.from(actual, (each, row) => Number(each === of && predicted[row] === of));
  const counted = Uint8Array.from(actual, (each, row) => Number(each === of) + Number(predicted[row] === of));
  return (weights) => {
    let hits = 0;
    let both = 0;
    for (let row = 0; row < hit.length; row += 1) {
      const weight = weights[row] ?? 0;
      hits += weight * (hit[row] ?? 0);
      both += weight * (counted[row] ?? 0);
    }
    return both === 0 ? 0 : (2 * hits) / both;
  };
}

/** The plain mean over classes that occur or are said, as scikit-learn has it. */
function macroF1({ classes, actual, predicted }: ScoredClasses): RowStatistic {
  const present = classes.map((_, index) => index).filter((index) => actual.includes(index) || predicted.includes(index));
  const parts = present.map((index) => f1({ actual, predicted }, index));
  return (weights) => parts.reduce((sum, part) => sum + part(weights), 0) / parts.length;
}

/** As the Mann-Whitney statistic, ties counting one half (Hanley and McNeil, Radiology 143, 1982); rows are sorted once for all resamples. */
function areaUnderRoc(actual: readonly number[], score: readonly number[]): RowStatistic {
  const order = Uint32Array.from(score.keys()).sort((a, b) => (score[a] ?? 0) - (score[b] ?? 0));
  const isPositive = Uint8Array.from(order, (row) => Number(actual[row] === 1));
  // Where rows of one score end.
  const ends = Uint32Array.from(
    [...order.keys()].map((place) => place + 1).filter((end) => score[order[end - 1] ?? 0] !== score[order[end] ?? -1]),
  );
  return (weights) => {
    let below = 0;
    let positives = 0;
    let pairs = 0;
    let place = 0;
    for (const end of ends) {
      let tied = 0;
      let tiedPositives = 0;
      for (; place < end; place += 1) {
        const weight = weights[order[place] ?? 0] ?? 0;
        tied += weight;
        tiedPositives += weight * (isPositive[place] ?? 0);
      }
      const tiedNegatives = tied - tiedPositives;
      pairs += tiedPositives * (below + tiedNegatives / 2);
      below += tiedNegatives;
      positives += tiedPositives;
    }
    return pairs / (positives * below);
  };
}

/** The logarithm of a probability, finite for 0 too. */
export function logOf(probability: number): number {
  return Math.log(Math.min(1 - EPSILON, Math.max(EPSILON, probability)));
}
