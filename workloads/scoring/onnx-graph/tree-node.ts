import { Reads, type Ensemble, type Tree } from '../trees/ensemble.js';
import type { OnnxNode } from './model.js';
import { NotTrees } from './not-trees.js';

/** `test` and whether the branches change places: x > t is not x <= t. */
const MODES: Readonly<Record<string, { readonly test: '<' | '<='; readonly swapped: boolean }>> = {
  BRANCH_LEQ: { test: '<=', swapped: false },
  BRANCH_LT: { test: '<', swapped: false },
  BRANCH_GT: { test: '<=', swapped: true },
  BRANCH_GTE: { test: '<', swapped: true },
};
const NONE = { floats: [], integers: [], texts: [] } as const;

/** The trees of a TreeEnsembleClassifier or TreeEnsembleRegressor of ai.onnx.ml 1 to 4, which holds its nodes in lists of equal length. */
export function treesOf({ attributes }: OnnxNode, targets: number): Pick<Ensemble, 'test' | 'trees'> {
  const list = (name: string): { floats: readonly number[]; integers: readonly number[]; texts: readonly string[] } =>
    attributes.get(name) ?? NONE;
  if ([...attributes.keys()].some((name) => name.endsWith('_as_tensor'))) throw new NotTrees('its numbers are doubles');
  const modes = list('nodes_modes').texts;
  const ids = list('nodes_nodeids').integers;
  const features = list('nodes_featureids').integers;
  const thresholds = list('nodes_values').floats;
  const trueIds = list('nodes_truenodeids').integers;
  const falseIds = list('nodes_falsenodeids').integers;
  const missing = list('nodes_missing_value_tracks_true').integers;
  const lengths = [ids, features, thresholds, trueIds, falseIds].map(({ length }) => length);
  if (lengths.some((length) => length !== modes.length)) throw new NotTrees('the lists of its nodes have different lengths');
  const test = testOf(modes);
  const weights = weightsOf(attributes.has('class_ids') ? 'class' : 'target', list);
  const trees = runsOf(list('nodes_treeids').integers).map(({ tree, from, to }) => {
    const place = new Map(ids.slice(from, to).map((id, index) => [id, index]));
    const find = (id: number): number => {
      const found = place.get(id);
      if (found === undefined) throw new NotTrees(`tree ${tree} points to node ${id}, which it does not have`);
      return found;
    };
    const nodes = emptyNodes(to - from);
    const leaves: { node: number; weights: readonly Weight[] }[] = [];
    for (let index = from; index < to; index += 1) {
      const node = index - from;
      const mode = MODES[modes[index] ?? ''];
      if (mode === undefined) {
        nodes.feature[node] = -1;
        leaves.push({ node, weights: weights.get(`${tree} ${ids[index]}`) ?? [] });
        continue;
      }
      const [yes, no] = mode.swapped ? [falseIds[index], trueIds[index]] : [trueIds[index], falseIds[index]];
      nodes.feature[node] = features[index] ?? 0;
      nodes.threshold[node] = thresholds[index] ?? 0;
      nodes.yes[node] = find(yes ?? -1);
      nodes.no[node] = find(no ?? -1);
      nodes.missingYes[node] = (missing[index] === 1) !== mode.swapped ? 1 : 0;
    }
    return { ...nodes, ...leavesOf(leaves, nodes.yes, targets) };
  });
  return { test, trees };
}

function testOf(modes: readonly string[]): '<' | '<=' {
  const branches = [...new Set(modes)].filter((mode) => mode !== 'LEAF');
  const unknown = branches.filter((mode) => MODES[mode] === undefined);
  if (unknown.length > 0) throw new NotTrees(`it has nodes of mode ${unknown.join(', ')}`);
  const tests = new Set(branches.map((mode) => MODES[mode]?.test ?? '<='));
  if (tests.size > 1) throw new NotTrees(`it mixes nodes of mode ${branches.join(' and ')}`);
  return [...tests][0] ?? '<=';
}

interface Weight {
  readonly target: number;
  readonly value: number;
}

function weightsOf(
  prefix: 'class' | 'target',
  list: (name: string) => { floats: readonly number[]; integers: readonly number[] },
): Map<string, Weight[]> {
  const trees = list(`${prefix}_treeids`).integers;
  const nodes = list(`${prefix}_nodeids`).integers;
  const targets = list(`${prefix}_ids`).integers;
  const values = list(`${prefix}_weights`).floats;
  const weights = new Map<string, Weight[]>();
  targets.forEach((target, index) => {
    const key = `${trees[index]} ${nodes[index]}`;
    const known = weights.get(key);
    const weight = { target, value: values[index] ?? Number.NaN };
    if (known === undefined) weights.set(key, [weight]);
    else known.push(weight);
  });
  return weights;
}

/** Nodes of a tree lie together; a tree begins where the number changes. */
function runsOf(treeIds: readonly number[]): { tree: number; from: number; to: number }[] {
  const runs: { tree: number; from: number; to: number }[] = [];
  treeIds.forEach((tree, index) => {
    const last = runs.at(-1);
    if (last?.tree === tree) last.to = index + 1;
    else runs.push({ tree, from: index, to: index + 1 });
  });
  if (new Set(runs.map(({ tree }) => tree)).size !== runs.length) throw new NotTrees('the nodes of a tree do not lie together');
  return runs;
}

function emptyNodes(length: number): Pick<Tree, 'feature' | 'threshold' | 'yes' | 'no' | 'reads' | 'missingYes'> {
  return {
    feature: new Int32Array(length),
    threshold: new Float64Array(length),
    yes: new Int32Array(length),
    no: new Int32Array(length),
    reads: new Uint8Array(length).fill(Reads.plain),
    missingYes: new Uint8Array(length),
  };
}

/** One value a leaf where all leaves of a tree speak of one target, else one for each target from the least to the greatest. */
function leavesOf(
  leaves: readonly { node: number; weights: readonly Weight[] }[],
  yes: Int32Array,
  targets: number,
): Pick<Tree, 'values' | 'width' | 'output'> {
  let output = targets;
  let greatest = -1;
  for (const { weights } of leaves) {
    if (weights.length === 0) throw new NotTrees('it has a leaf without a weight');
    for (const { target } of weights) {
      output = Math.min(output, target);
      greatest = Math.max(greatest, target);
    }
  }
  if (output < 0 || greatest >= targets) throw new NotTrees(`it has weights of target ${greatest} where there are ${targets} targets`);
  const width = greatest - output + 1;
  const values = new Float64Array(width * leaves.length);
  leaves.forEach(({ node, weights }, index) => {
    if (new Set(weights.map(({ target }) => target)).size !== weights.length)
      throw new NotTrees('it has a leaf with two weights of one target');
    yes[node] = index * width;
    for (const { target, value } of weights) values[index * width + target - output] = value;
  });
  return { values, width, output };
}
