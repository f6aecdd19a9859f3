import { Reads, type Tree } from '../ensemble.js';
import { unreadable, unsupported } from '../unsupported.js';
import type { Block } from './text.js';

/** Bits of decision_type: include/LightGBM/tree.h. Bits 2 and 3 are what is missing: nothing, zeros, NaN. */
const CATEGORICAL = 1;
const DEFAULT_LEFT = 2;
const READS = [Reads.missingAsZero, Reads.zeroAsMissing, Reads.plain] as const;

/** One tree of a file. Inner nodes come first, then leaves; a child below 0 is a leaf, ~child its number. Left is `yes`. */
export function treeOf(block: Block, output: number, features: number): Tree {
  if (block.has('is_linear') && block.number('is_linear') !== 0) {
    throw unsupported('the trees have linear models in their leaves', 'train with linear_tree=false', block.source);
  }
  const leaves = block.number('num_leaves');
  const inner = leaves - 1;
  const types = block.numbers('decision_type', inner);
  const thresholds = block.numbers('threshold', inner);
  const places = block.numbers('split_feature', inner);
  if (places.some((place) => place >= features))
    throw unreadable(`${block.name} looks at a feature beyond the ${features} there are`, block.source);
  const childrenOf = (key: string): number[] => block.numbers(key, inner).map((child) => (child < 0 ? inner + ~child : child));
  const leafIndices = Array.from({ length: leaves }, (_, leaf) => leaf);
  return {
    feature: Int32Array.from([...places, ...leafIndices.map(() => -1)]),
    threshold: Float64Array.from([...thresholds, ...leafIndices.map(() => 0)]),
    yes: Int32Array.from([...childrenOf('left_child'), ...leafIndices]),
    no: Int32Array.from([...childrenOf('right_child'), ...leafIndices.map(() => 0)]),
    reads: Uint8Array.from([...types.map((type) => readsOf(type, block)), ...leafIndices.map(() => 0)]),
    // A missing category goes right, whatever the bit says: tree.h, CategoricalDecision.
    missingYes: Uint8Array.from([
      ...types.map((type) => ((type & CATEGORICAL) === 0 && (type & DEFAULT_LEFT) !== 0 ? 1 : 0)),
      ...leafIndices.map(() => 0),
    ]),
    sets: setsOf(block, types, thresholds),
    values: Float64Array.from(block.numbers('leaf_value', leaves)),
    width: 1,
    output,
  };
}

function readsOf(type: number, block: Block): number {
  if ((type & CATEGORICAL) !== 0) return Reads.category;
  const reads = READS[(type >> 2) & 3];
  if (reads === undefined) throw unreadable(`${block.name} has decision_type ${type}`, block.source);
  return reads;
}

/** Sets of categories are bits in 32-bit words; the threshold of a categorical node is the number of its set. */
function setsOf(block: Block, types: readonly number[], thresholds: readonly number[]): ReadonlyMap<number, ReadonlySet<number>> {
  const count = block.number('num_cat');
  const bounds = count === 0 ? [] : block.numbers('cat_boundaries', count + 1);
  const words = block.numbers('cat_threshold', bounds.at(-1) ?? 0);
  return new Map(
    types.flatMap((type, node) => {
      if ((type & CATEGORICAL) === 0) return [];
      const from = bounds[thresholds[node] ?? 0] ?? 0;
      const to = bounds[(thresholds[node] ?? 0) + 1] ?? from;
      return [[node, new Set(words.slice(from, to).flatMap(bitsOf))] as const];
    }),
  );
}

function bitsOf(word: number, place: number): number[] {
  return Array.from({ length: 32 }, (_, bit) => bit).flatMap((bit) => (((word >>> bit) & 1) === 1 ? [place * 32 + bit] : []));
}
