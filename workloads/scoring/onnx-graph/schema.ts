import { SlipwayError } from '../../../core/errors/index.js';
import type { Feature, FeatureType, ModelSchema, Output } from '../../../core/schema/schema.js';
import { TensorType, type OnnxModel, type OnnxNode, type OnnxValue } from './model.js';
import { isZipMap, zipMapLabels } from './zipmap.js';

/** How tensors look to people. */
const TYPES: Readonly<Record<number, FeatureType>> = {
  [TensorType.float]: 'number',
  [TensorType.double]: 'number',
  [TensorType.int64]: 'integer',
  [TensorType.int32]: 'integer',
  [TensorType.bool]: 'boolean',
  [TensorType.string]: 'string',
};

/**
 * What a graph takes and gives: one feature per column of a single input (f0, f1, …), or one per input by its name; outputs by their names, in
 * the graph's order. Names of classes come from ZipMap, which counts as the tensor that feeds it, and from a classifier's own labels.
 */
export function schemaOf(model: OnnxModel, source: string): ModelSchema {
  const [only] = model.inputs;
  const width = model.inputs.length === 1 && only !== undefined ? columnsOf(only) : 1;
  const features: Feature[] =
    only !== undefined && width !== undefined && width > 1
      ? Array.from({ length: width }, (_, index) => ({ name: `f${index}`, type: typeOf(only, source) }))
      : model.inputs.map((input) => ({ name: input.name, type: typeOf(input, source) }));
  return { version: 1, features, outputs: model.outputs.map((output) => outputOf(output, model, source)) };
}

/** Columns of a [rows, columns] tensor, 1 for a list, undefined where the graph leaves it open. */
export function columnsOf({ shape }: OnnxValue): number | undefined {
  return shape === undefined || shape.length > 1 ? shape?.at(-1) : 1;
}

function outputOf(output: OnnxValue, model: OnnxModel, source: string): Output {
  const { name } = output;
  const made = madeBy(name, model);
  if (made !== undefined && isZipMap(made)) {
    const classes = zipMapLabels(made);
    return { name, type: 'number', size: classes.length, classes };
  }
  const type = typeOf(output, source);
  // skl2onnx writes one column for regressors of several targets.
  const size = made?.operator === 'TreeEnsembleRegressor' ? made.attributes.get('n_targets')?.integers[0] : columnsOf(output);
  const labels = made?.operator === 'TreeEnsembleClassifier' && type === 'number' ? classLabels(made) : [];
  return {
    name,
    type,
    ...(size === undefined || size === 1 ? {} : { size }),
    ...(labels.length > 0 && labels.length === size ? { classes: labels.map(String) } : {}),
  };
}

/** The labels of a classifier, text or whole numbers. */
export function classLabels({ attributes }: OnnxNode): readonly (string | number)[] {
  const texts = attributes.get('classlabels_strings')?.texts ?? [];
  return texts.length > 0 ? texts : (attributes.get('classlabels_int64s')?.integers ?? attributes.get('classlabels_ints')?.integers ?? []);
}

/** The node that makes a value, through nodes that only rename it. */
function madeBy(name: string, { nodes }: OnnxModel): OnnxNode | undefined {
  const node = nodes.find(({ outputs }) => outputs.includes(name));
  const [from] = node?.inputs ?? [];
  return node?.operator === 'Identity' && from !== undefined ? madeBy(from, { nodes } as OnnxModel) : node;
}

function typeOf({ name, type }: OnnxValue, source: string): FeatureType {
  const known = type === undefined ? undefined : TYPES[type];
  if (known !== undefined) return known;
  const given = type === undefined ? 'is no tensor' : `is a tensor of type ${type} (onnx.TensorProto.DataType)`;
  throw new SlipwayError(
    'model-unreadable',
    `'${name}' ${given}; this server takes tensors of ${[...new Set(Object.values(TYPES))].join(', ')}`,
    {
      source,
    },
  );
}
