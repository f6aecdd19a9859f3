import type { ModelSchema } from '../../../../core/schema/schema.js';
import type { TreeModel } from '../ensemble.js';
import { unreadable, unsupported } from '../unsupported.js';
import { OBJECTIVES, type Convert } from './objectives.js';
import { sectionsOf, type Block } from './text.js';
import { treeOf } from './tree.js';

const OUTPUT = 'prediction';
/** Versions of the format; before v3 missing categories were another thing. */
const VERSIONS = ['v3', 'v4'];

/**
 * Reads what LightGBM's `save_model` writes. The output is what `Booster.predict` answers: a value a row (of binary the probability of class
 * 1), or one per class.
 *
 * Precision is LightGBM's: thresholds, rows and sums are doubles. Sums are its own to the last bit; links within a unit of the last place.
 */
export function readLightgbm(bytes: Uint8Array, source: string): TreeModel {
  const { header, trees, pandas } = sectionsOf(Buffer.from(bytes).toString('utf8'), source);
  const version = header.text('version');
  if (!VERSIONS.includes(version)) throw unsupported(`the file has version ${version}`, 'save it with LightGBM 3 or 4', source);
  if (Array.isArray(pandas) && pandas.length > 0) {
    throw unsupported(
      "the model was trained on a data frame's categories",
      'train on their codes (column.cat.codes), with categorical_feature',
      source,
    );
  }
  const outputs = header.number('num_tree_per_iteration');
  const features = header.number('max_feature_idx') + 1;
  if (trees.length % outputs !== 0) throw unreadable(`it has ${trees.length} trees for ${outputs} outputs`, source);
  const convert = converterOf(header, source);
  const iterations = trees.length / outputs;
  const averaged = header.has('average_output') && iterations > 0;
  return {
    schema: schemaOf(header, features, outputs),
    ensemble: {
      features,
      test: '<=',
      trees: trees.map((block, index) => treeOf(block, index % outputs, features)),
      start: Array.from({ length: outputs }, () => 0),
      precision: 'double',
    },
    finish: (sums) => {
      if (averaged) for (let index = 0; index < sums.length; index += 1) sums[index] = (sums[index] ?? 0) / iterations;
      convert(sums, outputs);
      return [{ name: OUTPUT, size: outputs, values: sums }];
    },
  };
}

/** `objective=binary sigmoid:1`; a model of an objective of the user's own has no such line, and answers its sums. */
function converterOf(header: Block, source: string): Convert {
  const [name = '', ...parameters] = header.has('objective') ? header.text('objective').trim().split(' ') : ['custom'];
  const objective = OBJECTIVES[name];
  if (objective === undefined)
    throw unsupported(`the objective is ${name}`, `objectives that are: ${Object.keys(OBJECTIVES).join(', ')}`, source);
  return objective(new Map(parameters.map((parameter) => [parameter.split(':', 1)[0] ?? '', parameter.split(':').slice(1).join(':')])));
}

function schemaOf(header: Block, features: number, outputs: number): ModelSchema {
  const names = header.text('feature_names').split(' ');
  if (names.length !== features) throw unreadable(`it names ${names.length} features of ${features}`, header.source);
  return {
    version: 1,
    features: names.map((name) => ({ name, type: 'number', optional: true })),
    outputs: [{ name: OUTPUT, type: 'number', ...(outputs === 1 ? {} : { size: outputs }) }],
  };
}
