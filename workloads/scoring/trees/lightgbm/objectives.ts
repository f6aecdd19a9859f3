import { softmax } from '../links.js';

/** Changes sums to predictions, in place, `size` a row: src/objective/*.hpp of LightGBM, ConvertOutput. In doubles. */
export type Convert = (sums: Float64Array, size: number) => void;

/** The first word of the file's line `objective`, and what the rest of it says. */
export const OBJECTIVES: Readonly<Record<string, (parameters: ReadonlyMap<string, string>) => Convert>> = {
  regression: (parameters) => (parameters.has('sqrt') ? each((sum) => Math.sign(sum) * sum * sum) : raw),
  regression_l1: () => raw,
  huber: () => raw,
  fair: () => raw,
  quantile: () => raw,
  mape: () => raw,
  lambdarank: () => raw,
  rank_xendcg: () => raw,
  custom: () => raw,
  poisson: () => each(Math.exp),
  gamma: () => each(Math.exp),
  tweedie: () => each(Math.exp),
  binary: sigmoid,
  multiclassova: sigmoid,
  multiclass: () => (sums, size) => {
    for (let from = 0; from < sums.length; from += size) softmax(sums, from, size);
  },
  cross_entropy: () => each((sum) => 1 / (1 + Math.exp(-sum))),
  cross_entropy_lambda: () => each((sum) => Math.log1p(Math.exp(sum))),
};

function raw(): void {
  // The sums are the predictions.
}

function sigmoid(parameters: ReadonlyMap<string, string>): Convert {
  const slope = Number(parameters.get('sigmoid') ?? 1);
  return each((sum) => 1 / (1 + Math.exp(-slope * sum)));
}

function each(change: (sum: number) => number): Convert {
  return (sums) => {
    for (let index = 0; index < sums.length; index += 1) sums[index] = change(sums[index] ?? 0);
  };
}
