import { Reads, type Tree } from '../ensemble.js';
import { unreadable } from '../unsupported.js';
import type { Document } from './document.js';

/** One tree of a file: doc/model.schema in XGBoost's repository. A leaf's value lies in `split_conditions`. */
export function treeOf(document: Document, { features, group, weight }: { features: number; group: number; weight: number }): Tree {
  const left = Int32Array.from(document.at('left_children').numbers());
  const right = document.at('right_children').numbers();
  const places = document.at('split_indices').numbers();
  const conditions = document.at('split_conditions').numbers();
  const defaultLeft = document.at('default_left').numbers();
  const types = document.at('split_type').present ? document.at('split_type').numbers() : [];
  if ([right, places, conditions, defaultLeft].some(({ length }) => length !== left.length)) {
    throw unreadable(`the lists of ${document.path} have different lengths`, document.source);
  }
  const width = document.at('tree_param', 'size_leaf_vector').present
    ? Math.max(1, document.at('tree_param', 'size_leaf_vector').number())
    : 1;
  const sets = setsOf(document);
  const tree = {
    feature: Int32Array.from(left, (child, node) => (child === -1 ? -1 : (places[node] ?? 0))),
    threshold: Float64Array.from(conditions, Math.fround),
    yes: left.slice(),
    no: Int32Array.from(right),
    reads: new Uint8Array(left.length),
    missingYes: Uint8Array.from(defaultLeft),
    sets,
  };
  if (tree.feature.some((feature) => feature >= features))
    throw unreadable(`${document.path} looks at a feature beyond the ${features} there are`, document.source);
  left.forEach((child, node) => {
    if (child === -1 || types[node] !== 1) return;
    // What is in the set goes right.
    tree.reads[node] = Reads.category;
    [tree.yes[node], tree.no[node]] = [right[node] ?? 0, child];
    tree.missingYes[node] = defaultLeft[node] === 1 ? 0 : 1;
  });
  return { ...tree, ...leavesOf(document, left, tree, width, weight), width, output: width > 1 ? 0 : group };
}

/** The codes of each categorical node: segments of one list. */
function setsOf(document: Document): ReadonlyMap<number, ReadonlySet<number>> {
  if (!document.at('categories_nodes').present) return new Map();
  const categories = Array.from(document.at('categories').numbers());
  const starts = document.at('categories_segments').numbers();
  const sizes = document.at('categories_sizes').numbers();
  return new Map(
    Array.from(document.at('categories_nodes').numbers(), (node, index) => {
      const from = starts[index] ?? 0;
      return [node, new Set(categories.slice(from, from + (sizes[index] ?? 0)))];
    }),
  );
}

/** A tree of vectors (multi_output_tree) keeps them in `leaf_weights`, and the index of its vector in a leaf's right child. */
function leavesOf(
  document: Document,
  left: Int32Array,
  { threshold, yes, no }: Pick<Tree, 'threshold' | 'yes' | 'no'>,
  width: number,
  weight: number,
): Pick<Tree, 'values'> {
  const vectors = width > 1 ? document.at('leaf_weights').numbers() : undefined;
  left.forEach((child, node) => {
    if (child === -1) yes[node] = vectors === undefined ? node : (no[node] ?? 0) * width;
  });
  return {
    values:
      vectors === undefined ? threshold.map((value) => Math.fround(value * Math.fround(weight))) : Float64Array.from(vectors, Math.fround),
  };
}
