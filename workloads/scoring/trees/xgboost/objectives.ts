import { exp32, softmax } from '../links.js';

/**
 * What XGBoost makes of sums ("margins") by objective, in 32-bit floats, and of `base_score`, which files hold as a prediction: src/objective/*.cc,
 * PredTransform and ProbToMargin.
 */
export interface Objective {
  readonly marginOf: (base: number) => number;
  /** Changes margins to predictions, in place; `size` margins a row. */
  readonly transform?: (margins: Float32Array, size: number) => void;
  /** Answers one value a row, the index of the greatest margin. */
  readonly greatest?: true;
}

const { fround } = Math;
/** expf overflows beyond: src/common/math.h, Sigmoid. */
const MOST_EXPONENT = fround(88.7);

const identity = (base: number): number => base;
const logit = (base: number): number => -fround(Math.log(fround(fround(1 / base) - 1)));
const logarithm = (base: number): number => fround(Math.log(base));

const sigmoid = each((margin) => 1 / fround(exp32(Math.min(-margin, MOST_EXPONENT)) + 1));
const exponential = each(exp32);

export const OBJECTIVES: Readonly<Record<string, Objective>> = {
  'reg:squarederror': { marginOf: identity },
  'reg:linear': { marginOf: identity },
  'reg:squaredlogerror': { marginOf: identity },
  'reg:pseudohubererror': { marginOf: identity },
  'reg:absoluteerror': { marginOf: identity },
  'reg:quantileerror': { marginOf: identity },
  'reg:logistic': { marginOf: logit, transform: sigmoid },
  'reg:gamma': { marginOf: logarithm, transform: exponential },
  'reg:tweedie': { marginOf: logarithm, transform: exponential },
  'binary:logistic': { marginOf: logit, transform: sigmoid },
  'binary:logitraw': { marginOf: logit },
  'binary:hinge': { marginOf: identity, transform: each((margin) => (margin > 0 ? 1 : 0)) },
  'count:poisson': { marginOf: logarithm, transform: exponential },
  'survival:cox': { marginOf: logarithm, transform: exponential },
  'survival:aft': { marginOf: logarithm, transform: exponential },
  'multi:softprob': { marginOf: identity, transform: softmaxEach },
  'multi:softmax': { marginOf: identity, greatest: true },
  'rank:pairwise': { marginOf: identity },
  'rank:ndcg': { marginOf: identity },
  'rank:map': { marginOf: identity },
};

function each(change: (margin: number) => number): (margins: Float32Array) => void {
  return (margins) => {
    for (let index = 0; index < margins.length; index += 1) margins[index] = change(margins[index] ?? 0);
  };
}

/** The sum of the exponentials is a double there: src/common/math.h, Softmax. */
function softmaxEach(margins: Float32Array, size: number): void {
  for (let from = 0; from < margins.length; from += size) softmax(margins, from, size, true);
}
