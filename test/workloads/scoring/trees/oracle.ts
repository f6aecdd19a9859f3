import { Reads, ZERO, type Ensemble, type Tree } from '../../../../workloads/scoring/trees/ensemble';

// The plain meaning of an ensemble, one row and one node at a time: what the kernel must answer to the last bit.

/** Sums of one row. */
export function walk(ensemble: Ensemble, row: readonly number[]): number[] {
  const round = ensemble.precision === 'single' ? Math.fround : (value: number): number => value;
  const { scale } = ensemble;
  const seen =
    scale === undefined
      ? row
      : row.map((value, feature) => Math.fround(Math.fround(value - (scale.offset[feature] ?? 0)) * (scale.factor[feature] ?? 1)));
  const sums = [...ensemble.start];
  for (const tree of ensemble.trees) {
    const leaf = leafOf(ensemble, tree, seen);
    for (let index = 0; index < tree.width; index += 1) {
      const value = tree.values[(tree.yes[leaf] ?? 0) + index] ?? Number.NaN;
      sums[tree.output + index] = round((sums[tree.output + index] ?? Number.NaN) + value);
    }
  }
  return sums;
}

function leafOf(ensemble: Ensemble, tree: Tree, row: readonly number[]): number {
  let node = 0;
  while (tree.feature[node] !== -1) {
    const holds = asks(ensemble, tree, node, row[tree.feature[node] ?? 0] ?? Number.NaN);
    node = (holds ? tree.yes[node] : tree.no[node]) ?? 0;
  }
  return node;
}

function asks({ test, codeOf = Math.trunc }: Ensemble, tree: Tree, node: number, given: number): boolean {
  const reads = tree.reads[node];
  const threshold = tree.threshold[node] ?? 0;
  let value = given;
  if (reads === Reads.zeroAsMissing && Math.abs(value) <= ZERO) value = Number.NaN;
  if (reads === Reads.missingAsZero && Number.isNaN(value)) value = 0;
  if (Number.isNaN(value)) return tree.missingYes[node] === 1;
  if (reads === Reads.category) return tree.sets?.get(node)?.has(codeOf(value)) === true;
  return test === '<' ? value < threshold : value <= threshold;
}
