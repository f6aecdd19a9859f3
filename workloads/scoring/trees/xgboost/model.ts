import type { ModelSchema } from '../../../../core/schema/schema.js';
import type { OutputValues } from '../../engine.js';
import type { Ensemble, TreeModel } from '../ensemble.js';
import { unreadable, unsupported } from '../unsupported.js';
import { readDocument, type Document } from './document.js';
import { OBJECTIVES, type Objective } from './objectives.js';
import { treeOf } from './tree.js';

/** The name of the only output: XGBoost's library and AWS's container call it that. */
const OUTPUT = 'prediction';

/**
 * Reads what `Booster.save_model` writes, JSON or UBJSON. The output is what AWS's XGBoost container answers, `Booster.predict`: a value a row
 * (of binary:logistic the probability of class 1), or one per class or target. Trees are used up to the best iteration where early stopping left
 * one in the file, as scikit-learn's interface and that container do.
 *
 * Precision is XGBoost's: thresholds, rows and sums are 32-bit floats. Sums are its own to the last bit; links within a unit of the last place.
 */
export function readXgboost(bytes: Uint8Array, source: string): TreeModel {
  const learner = readDocument(bytes, source).at('learner');
  if (!learner.present) throw unreadable('this is no model that XGBoost saved: it has no learner', source);
  const name = learner.at('objective', 'name').text();
  const objective = OBJECTIVES[name];
  if (objective === undefined)
    throw unsupported(`the objective is ${name}`, `objectives that are: ${Object.keys(OBJECTIVES).join(', ')}`, source);
  const ensemble = ensembleOf(learner, objective);
  const outputs = ensemble.start.length;
  return {
    schema: schemaOf(learner, ensemble.features, objective.greatest === true ? 1 : outputs),
    ensemble,
    finish: finishOf(objective, outputs),
  };
}

function ensembleOf(learner: Document, { marginOf }: Objective): Ensemble {
  const parameters = learner.at('learner_model_param');
  const booster = learner.at('gradient_booster');
  const kind = booster.at('name').text();
  if (kind !== 'gbtree' && kind !== 'dart') {
    throw unsupported(`the booster is ${kind}`, 'train with booster gbtree or dart', learner.source);
  }
  const model = kind === 'dart' ? booster.at('gbtree', 'model') : booster.at('model');
  const weights = kind === 'dart' ? booster.at('weight_drop').numbers() : undefined;
  refuseCategoryNames(model);
  const groups = model.at('tree_info').numbers();
  const features = parameters.at('num_feature').number();
  const trees = model
    .at('trees')
    .items()
    .slice(0, usedTrees(learner, model))
    .map((tree, index) => treeOf(tree, { features, group: groups[index] ?? 0, weight: weights?.[index] ?? 1 }));
  return { features, test: '<', trees, start: startOf(parameters).map(marginOf), precision: 'single', codeOf: Math.floor };
}

/** `base_score` is a number, or since 3.1 a list in a text, one per class or target. */
function startOf(parameters: Document): readonly number[] {
  const targets = parameters.at('num_target').present ? parameters.at('num_target').number() : 1;
  const outputs = Math.max(parameters.at('num_class').number(), targets, 1);
  const base = parameters
    .at('base_score')
    .text()
    .replace(/[[\]\s]/g, '')
    .split(',')
    .map((text) => Math.fround(Number(text)));
  if (base.some(Number.isNaN) || (base.length !== 1 && base.length !== outputs)) {
    throw unreadable(`base_score has ${base.length} values for ${outputs} outputs`, parameters.source);
  }
  return Array.from({ length: outputs }, (_, index) => base[base.length === 1 ? 0 : index] ?? 0);
}

/** The number of trees up to the best iteration, or of all. */
function usedTrees(learner: Document, model: Document): number {
  const best = learner.at('attributes', 'best_iteration');
  const bounds = model.at('iteration_indptr');
  if (!best.present || !bounds.present) return Number.POSITIVE_INFINITY;
  return bounds.numbers()[best.number() + 1] ?? Number.POSITIVE_INFINITY;
}

/** Since 3.1 a file may hold the categories of a data frame, and rows are then given by them and not by their codes. */
function refuseCategoryNames(model: Document): void {
  const names = model.at('cats', 'enc');
  if (names.present && names.items().length > 0) {
    throw unsupported("the model was trained on a data frame's categories", 'train on their codes (column.cat.codes)', model.source);
  }
}

function schemaOf(learner: Document, features: number, size: number): ModelSchema {
  const given = learner.at('feature_names').present ? learner.at('feature_names').items() : [];
  if (given.length > 0 && given.length !== features) throw unreadable(`it names ${given.length} features of ${features}`, learner.source);
  const names = Array.from({ length: features }, (_, index) => given[index]?.text() ?? `f${index}`);
  return {
    version: 1,
    features: names.map((name) => ({ name, type: 'number', optional: true })),
    outputs: [{ name: OUTPUT, type: 'number', ...(size === 1 ? {} : { size }) }],
  };
}

function finishOf({ transform, greatest }: Objective, size: number): TreeModel['finish'] {
  return (sums, rows): readonly OutputValues[] => {
    const values = new Float32Array(sums);
    if (greatest === true)
      return [{ name: OUTPUT, size: 1, values: Float32Array.from({ length: rows }, (_, row) => greatestOf(values, row * size, size)) }];
    transform?.(values, size);
    return [{ name: OUTPUT, size, values }];
  };
}

function greatestOf(values: Float32Array, from: number, size: number): number {
  let best = 0;
  for (let index = 1; index < size; index += 1) if ((values[from + index] ?? 0) > (values[from + best] ?? 0)) best = index;
  return best;
}
