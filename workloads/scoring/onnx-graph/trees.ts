import type { OutputValues } from '../engine.js';
import type { Ensemble, TreeModel } from '../trees/ensemble.js';
import { exp32 } from '../trees/links.js';
import { classifyBinary, classifyMany, type Classified, type PostTransform } from './classifier.js';
import { TensorType, type OnnxModel, type OnnxNode, type OnnxValue } from './model.js';
import { NotTrees } from './not-trees.js';
import { classLabels, columnsOf, schemaOf } from './schema.js';
import { treesOf } from './tree-node.js';

/** Either trees, or why the graph is for onnxruntime. */
export type GraphTrees = { readonly ok: true; readonly model: TreeModel } | { readonly ok: false; readonly because: string };

/**
 * Recognises graphs that are trees and nothing else, as skl2onnx and onnxmltools write them: one input of 32-bit floats, perhaps a Scaler, one
 * TreeEnsembleClassifier or TreeEnsembleRegressor, and behind it only what changes values one by one (Identity, Cast to the same type, ZipMap,
 * Exp, Sigmoid, Mul and Div by a constant). Sums are onnxruntime's, in its order and precision.
 */
export function treesOfGraph(model: OnnxModel, source: string): GraphTrees {
  try {
    const node = treeNodeOf(model);
    const { features, scale } = inputOf(model, node);
    const { ensemble, finish } = node.operator === 'TreeEnsembleClassifier' ? classifierOf(model, node) : regressorOf(model, node);
    if (ensemble.trees.some(({ feature }) => feature.some((each) => each >= features))) {
      throw new NotTrees(`it looks at features that the input, ${features} columns wide, does not have`);
    }
    const schema = schemaOf(model, source);
    return { ok: true, model: { schema, ensemble: { ...ensemble, features, ...(scale === undefined ? {} : { scale }) }, finish } };
  } catch (cause) {
    if (cause instanceof NotTrees) return { ok: false, because: cause.message };
    throw cause;
  }
}

type Headed = Pick<TreeModel, 'finish'> & { readonly ensemble: Omit<Ensemble, 'features'> };

function treeNodeOf({ nodes }: OnnxModel): OnnxNode {
  const trees = nodes.filter(({ operator, domain }) => domain === 'ai.onnx.ml' && operator.startsWith('TreeEnsemble'));
  const [only] = trees;
  if (only === undefined) throw new NotTrees('it has no tree ensemble');
  if (trees.length > 1) throw new NotTrees(`it has ${trees.length} tree ensembles`);
  if (only.operator === 'TreeEnsemble') throw new NotTrees('it is a TreeEnsemble of ai.onnx.ml 5');
  return only;
}

/** The single input of the graph, straight into the trees or through a Scaler. */
function inputOf(model: OnnxModel, { inputs: [wanted = ''] }: OnnxNode): Pick<Ensemble, 'features' | 'scale'> {
  const [input, ...more] = model.inputs;
  if (input === undefined || more.length > 0) throw new NotTrees(`it has ${model.inputs.length} inputs`);
  if (input.type !== TensorType.float) throw new NotTrees('its input is no tensor of 32-bit floats');
  const features = columnsOf(input);
  if (features === undefined || input.shape?.length !== 2) throw new NotTrees('its input does not say how many columns it has');
  if (wanted === input.name) return { features };
  const scaler = model.nodes.find(({ outputs }) => outputs.includes(wanted));
  if (scaler?.operator !== 'Scaler' || scaler.inputs[0] !== input.name) throw new NotTrees(`${scaler?.operator ?? wanted} feeds the trees`);
  const listOf = (name: string): number[] => {
    const floats = scaler.attributes.get(name)?.floats ?? [];
    if (floats.length !== 1 && floats.length !== features) throw new NotTrees(`its Scaler has ${floats.length} values of ${name}`);
    return Array.from({ length: features }, (_, index) => floats[floats.length === 1 ? 0 : index] ?? 0);
  };
  return { features, scale: { offset: listOf('offset'), factor: listOf('scale') } };
}

function regressorOf(model: OnnxModel, node: OnnxNode): Headed {
  const targets = node.attributes.get('n_targets')?.integers[0] ?? 1;
  const transform = node.attributes.get('post_transform')?.texts[0] ?? 'NONE';
  const aggregate = node.attributes.get('aggregate_function')?.texts[0] ?? 'SUM';
  if (transform !== 'NONE') throw new NotTrees(`its regressor has post_transform ${transform}`);
  if (aggregate !== 'SUM' && aggregate !== 'AVERAGE') throw new NotTrees(`its regressor has aggregate_function ${aggregate}`);
  const base = baseOf(node, targets);
  const trees = treesOf(node, targets);
  const divisor = aggregate === 'AVERAGE' ? trees.trees.length : 1;
  const heads = model.outputs.map((output) => {
    const steps = stepsTo(output, model, node.outputs[0] ?? '');
    return (values: Float32Array): OutputValues => ({ name: output.name, size: targets, values: through(steps, values) });
  });
  return {
    ensemble: { ...trees, start: base.map(() => 0), precision: 'single' },
    finish: (sums) => {
      const values = new Float32Array(sums.length);
      for (let index = 0; index < sums.length; index += 1)
        values[index] = Math.fround((sums[index] ?? 0) / divisor) + (base[index % targets] ?? 0);
      return heads.map((head) => head(values));
    },
  };
}

function classifierOf(model: OnnxModel, node: OnnxNode): Headed {
  const labels = classLabels(node);
  const transform = node.attributes.get('post_transform')?.texts[0] ?? 'NONE';
  if (transform !== 'NONE' && transform !== 'LOGISTIC' && transform !== 'SOFTMAX')
    throw new NotTrees(`its classifier has post_transform ${transform}`);
  if (labels.length < 2) throw new NotTrees(`its classifier has ${labels.length} classes`);
  if (labels.some((label) => typeof label === 'number' && !Number.isSafeInteger(label))) throw new NotTrees('its labels are beyond 2^53');
  const trees = treesOf(node, labels.length);
  const classify = labels.length === 2 ? binaryOf(node, trees.trees, transform) : manyOf(node, trees.trees, labels.length, transform);
  const [labelName = '', scoresName = ''] = node.outputs;
  const heads = model.outputs.map((output) => headOf(output, model, labelName, scoresName, labels));
  return {
    ensemble: { ...trees, start: labels.length === 2 ? [0] : labels.map(() => 0), precision: 'single' },
    finish: (sums, rows) => {
      const classified = classify(sums, rows);
      return heads.map((head) => head(classified));
    },
  };
}

type Classify = (sums: Float64Array, rows: number) => Classified;

function binaryOf(node: OnnxNode, trees: Ensemble['trees'], transform: PostTransform): Classify {
  const weights = node.attributes.get('class_weights')?.floats ?? [];
  const base = node.attributes.get('base_values')?.floats ?? [];
  if (base.length > 1) throw new NotTrees('its classifier of two classes has two base values');
  if (trees.some(({ output, width }) => output !== 0 || width !== 1))
    throw new NotTrees('its classifier of two classes has weights of both');
  const probabilities = weights.every((weight) => weight >= 0);
  return (sums, rows) => classifyBinary(sums, rows, base[0] ?? 0, probabilities, transform);
}

function manyOf(node: OnnxNode, trees: Ensemble['trees'], classes: number, transform: PostTransform): Classify {
  const base = baseOf(node, classes);
  const scored = new Set(trees.flatMap(({ output, width }) => Array.from({ length: width }, (_, index) => output + index)));
  if (scored.size < classes) throw new NotTrees('its classifier has classes that no tree speaks of');
  return (sums, rows) => classifyMany(sums, rows, classes, base, transform);
}

function baseOf({ attributes }: OnnxNode, targets: number): readonly number[] {
  const base = attributes.get('base_values')?.floats ?? [];
  if (base.length !== 0 && base.length !== targets) throw new NotTrees(`it has ${base.length} base values for ${targets} outputs`);
  return Array.from({ length: targets }, (_, index) => base[index] ?? 0);
}

function headOf(
  output: OnnxValue,
  model: OnnxModel,
  labelName: string,
  scoresName: string,
  labels: readonly (string | number)[],
): (classified: Classified) => OutputValues {
  const { name } = output;
  const text = labels.some((label) => typeof label === 'string');
  if (tracesTo(output, model) === labelName) {
    if (stepsTo(output, model, labelName).length > 0) throw new NotTrees('its labels are changed after the trees');
    if (output.type !== (text ? TensorType.string : TensorType.int64)) throw new NotTrees('its labels change their type after the trees');
    if (text) {
      return (classified) => ({ name, size: 1, values: Array.from(classified.labels, (index) => String(labels[index])) });
    }
    const numbers = labels.map(BigInt);
    return (classified) => ({ name, size: 1, values: labelsOf(classified.labels, numbers) });
  }
  const steps = stepsTo(output, model, scoresName);
  return ({ scores }) => ({ name, size: labels.length, values: through(steps, scores) });
}

/** Loops, as `from` with a function takes longer than the trees. */
function labelsOf(indices: Int32Array, labels: readonly bigint[]): BigInt64Array {
  const values = new BigInt64Array(indices.length);
  for (let row = 0; row < indices.length; row += 1) values[row] = labels[indices[row] ?? 0] ?? 0n;
  return values;
}

/** Types that trees give: a Cast to one of them changes nothing, or the output's type says that it did. */
const CASTS_TO_ITSELF: ReadonlySet<number> = new Set([TensorType.float, TensorType.int64, TensorType.string]);

type Step = (value: number) => number;

function through(steps: readonly Step[], values: Float32Array): Float32Array {
  return steps.length === 0 ? values : values.map((value) => steps.reduce((changed, step) => step(changed), value));
}

/** The value that an output comes from, through everything that `stepsTo` knows. */
function tracesTo(output: OnnxValue, { nodes }: OnnxModel): string {
  let name = output.name;
  for (let hops = 0; hops <= nodes.length; hops += 1) {
    const node = nodes.find(({ outputs, operator }) => outputs.includes(name) && !operator.startsWith('TreeEnsemble'));
    if (node === undefined) return name;
    name = node.inputs[0] ?? '';
  }
  throw new NotTrees('its nodes go round in a circle');
}

/** What lies between a tree ensemble's output and the graph's, one value at a time and in order. */
function stepsTo(output: OnnxValue, model: OnnxModel, from: string): readonly Step[] {
  const steps: Step[] = [];
  for (let name = output.name; name !== from;) {
    const node = model.nodes.find(({ outputs }) => outputs.includes(name));
    if (node === undefined || steps.length > model.nodes.length) throw new NotTrees(`output '${output.name}' does not come from the trees`);
    const step = stepOf(node, model);
    if (step !== undefined) steps.unshift(step);
    name = node.inputs[0] ?? '';
  }
  return steps;
}

/** Undefined for what changes nothing. */
function stepOf({ operator, inputs, attributes }: OnnxNode, { constants }: OnnxModel): Step | undefined {
  const [by, ...more] = constants.get(inputs[1] ?? '')?.numbers ?? [];
  const alone = by !== undefined && more.length === 0;
  if (operator === 'Identity' || operator === 'ZipMap') return undefined;
  if (operator === 'Cast' && CASTS_TO_ITSELF.has(attributes.get('to')?.integers[0] ?? 0)) return undefined;
  if (operator === 'Exp') return exp32;
  if (operator === 'Sigmoid') return (value) => 1 / Math.fround(1 + exp32(-value));
  if (operator === 'Mul' && alone) return by === 1 ? undefined : (value) => Math.fround(value * by);
  if (operator === 'Div' && alone) return (value) => Math.fround(value / by);
  throw new NotTrees(`${operator} comes after the trees`);
}
