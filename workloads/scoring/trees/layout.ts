import { SlipwayError } from '../../../core/errors/index.js';
import type { WasmMemory } from '../../../core/wasm.js';
import { Columns } from './columns.js';
import { Reads, type Ensemble, type Tree } from './ensemble.js';

/** Rows that are held at a time: few enough to stay in the first cache with the columns of usual models, and a multiple of four. */
export const BLOCK_ROWS = 64;

const NODE_BYTES = 16;
const TREE_BYTES = 12;
/** Four doubles: one value of each row of a group. */
const LANES_BYTES = 32;
const MOST_BYTES = 2 ** 32;
const PAGE_BYTES = 65_536;

/** Where everything is in the kernel's memory, in bytes from its start; see kernel.wat for what it looks like. */
export interface Layout {
  readonly trees: number;
  /** The end of the trees, and that of the trees that make their number a multiple of four. */
  readonly treesEnd: number;
  readonly paddedEnd: number;
  readonly rows: number;
  readonly groupBytes: number;
  readonly sums: number;
  readonly sumBytes: number;
  /** Scratch of scoreRow. */
  readonly leaves: number;
  readonly columns: Columns;
}

/** Writes an ensemble into memory, which grows to it. */
export function layOut(ensemble: Ensemble, memory: WasmMemory): Layout {
  const columns = new Columns(ensemble);
  const nodeCount = ensemble.trees.reduce((count, { feature }) => count + feature.length, 0) + 1;
  const valueCount = ensemble.trees.reduce((count, { width, values }) => count + (width > 1 ? values.length : 0), 0);
  const nodes = NODE_BYTES;
  const values = nodes + nodeCount * NODE_BYTES;
  const trees = values + alignUp(valueCount * Float64Array.BYTES_PER_ELEMENT, NODE_BYTES);
  const treesEnd = trees + ensemble.trees.length * TREE_BYTES;
  const paddedEnd = trees + alignUp(ensemble.trees.length, 4) * TREE_BYTES;
  grow(memory, paddedEnd);
  const writer = new Writer(memory.buffer, columns, ensemble, nodes, values);
  ensemble.trees.forEach((tree, index) => writer.tree(trees + index * TREE_BYTES, tree));
  for (let at = treesEnd; at < paddedEnd; at += TREE_BYTES) writer.nothing(at);
  const rows = alignUp(paddedEnd, LANES_BYTES);
  const groupBytes = columns.count * LANES_BYTES;
  const sumBytes = ensemble.start.length * LANES_BYTES;
  const sums = rows + (BLOCK_ROWS / 4) * groupBytes;
  const leaves = sums + (BLOCK_ROWS / 4) * sumBytes;
  grow(memory, leaves + LANES_BYTES);
  return { trees, treesEnd, paddedEnd, rows, groupBytes, sums, sumBytes, leaves, columns };
}

class Writer {
  readonly #view: DataView;
  #node: number;
  #value: number;

  constructor(
    buffer: ArrayBuffer,
    readonly columns: Columns,
    readonly ensemble: Ensemble,
    nodes: number,
    values: number,
  ) {
    this.#view = new DataView(buffer);
    this.#node = nodes;
    this.#value = values;
  }

  /** Children lie beside each other and soon after their parent: a walk that goes down one side stays in the cache line. */
  tree(at: number, tree: Tree): void {
    const root = this.#take(1);
    const open = [{ node: 0, address: root }];
    let seen = 0;
    for (let next = open.pop(); next !== undefined; next = open.pop()) {
      const { node, address } = next;
      seen += 1;
      if (seen > tree.feature.length) throw unreadableTree('a tree comes back to a node that it was at');
      if (tree.feature[node] === -1) this.#leaf(address, tree, node);
      else {
        const children = this.#take(2);
        const [first, second] = this.#test(address, children, tree, node);
        open.push({ node: first, address: children }, { node: second, address: children + NODE_BYTES });
      }
    }
    this.#header(at, root, tree.output, tree.width);
  }

  /** A tree that changes no sum: -0 is the one number that leaves every other as it is. */
  nothing(at: number): void {
    const leaf = this.#node;
    this.#put(leaf, -0, 0, leaf);
    this.#header(at, leaf, 0, 1);
  }

  #take(count: number): number {
    const address = this.#node;
    this.#node += count * NODE_BYTES;
    return address;
  }

  #header(at: number, root: number, output: number, width: number): void {
    this.#view.setUint32(at, root, true);
    this.#view.setUint32(at + 4, output * LANES_BYTES, true);
    this.#view.setUint32(at + 8, width, true);
  }

  #put(address: number, threshold: number, column: number, child: number): void {
    this.#view.setFloat64(address, threshold, true);
    this.#view.setUint32(address + 8, column * LANES_BYTES, true);
    this.#view.setUint32(address + 12, child, true);
  }

  #leaf(address: number, { yes, values, width }: Tree, node: number): void {
    const from = yes[node] ?? 0;
    this.#put(address, values[from] ?? 0, 0, address);
    if (width === 1) return;
    this.#view.setUint32(address, this.#value, true);
    for (let index = 0; index < width; index += 1, this.#value += 8) {
      this.#view.setFloat64(this.#value, values[from + index] ?? 0, true);
    }
  }

  /** Writes a test in the kernel's only form and answers the nodes that are its first and second child. */
  #test(address: number, children: number, tree: Tree, node: number): readonly [number, number] {
    const feature = tree.feature[node] ?? 0;
    const reads = tree.reads[node] ?? Reads.plain;
    // A set's column is -1 or 1.
    const threshold = reads === Reads.category ? 0 : (tree.threshold[node] ?? 0);
    const yes = tree.yes[node] ?? 0;
    const no = tree.no[node] ?? 0;
    if (tree.feature[yes] === undefined || tree.feature[no] === undefined) throw unreadableTree(`a tree has no node ${yes} or ${no}`);
    const set = reads === Reads.category ? tree.sets?.get(node) : undefined;
    const less = reads !== Reads.category && this.ensemble.test === '<';
    if (tree.missingYes[node] === 1) {
      // The second child is where the test fails: x > t is -x < -t, and x >= t is -x <= -t.
      this.#put(address, less ? -threshold : below(-threshold), this.columns.place(feature, reads, true, set), children);
      return [yes, no];
    }
    this.#put(address, less ? below(threshold) : threshold, this.columns.place(feature, reads, false, set), children);
    return [no, yes];
  }
}

/** The greatest double below a number, so that `x < t` is `x <= below(t)`; below the least there is none, and NaN is what nothing is below. */
export function below(value: number): number {
  if (value === Number.NEGATIVE_INFINITY) return Number.NaN;
  if (value === 0) return -Number.MIN_VALUE;
  const bits = new BigInt64Array(Float64Array.of(value).buffer);
  bits[0] = (bits[0] ?? 0n) + (value > 0 ? -1n : 1n);
  return new Float64Array(bits.buffer)[0] ?? Number.NaN;
}

function grow(memory: WasmMemory, bytes: number): void {
  const missing = Math.ceil((bytes - memory.buffer.byteLength) / PAGE_BYTES);
  if (missing <= 0) return;
  if (bytes > MOST_BYTES) throw tooLarge(bytes);
  try {
    memory.grow(missing);
  } catch (cause) {
    throw tooLarge(bytes, cause);
  }
}

function unreadableTree(what: string): SlipwayError {
  return new SlipwayError('model-unreadable', `${what}; the file is damaged`);
}

function tooLarge(bytes: number, cause?: unknown): SlipwayError {
  return new SlipwayError(
    'model-too-large',
    `the trees need ${Math.ceil(bytes / 2 ** 20)} MiB; one process can hold up to ${MOST_BYTES / 2 ** 20} MiB of them, if it has the memory; train fewer or shallower trees`,
    {},
    { cause },
  );
}

function alignUp(value: number, to: number): number {
  return Math.ceil(value / to) * to;
}
