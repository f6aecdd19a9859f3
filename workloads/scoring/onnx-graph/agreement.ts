import type { Engine, OutputValues, RowBlock } from '../engine.js';
import type { Ensemble, TreeModel } from '../trees/ensemble.js';

/** Rows of the comparison: a millisecond of onnxruntime for a hundred trees. */
const ROWS = 256;
/** How far numbers may be apart, absolutely up to 1 and relatively beyond: engines agree to this. */
const TOLERANCE = 1e-6;
const SEED = 0x51a9;

/**
 * Compares an engine on trees with one on the same graph (onnxruntime) on rows that lie on, beside and far from the thresholds of the trees,
 * missing values among them. Undefined if they agree, else what differs: then the graph is to be served by the other. A label may differ
 * where the two greatest scores of its row are as close as the tolerance.
 */
export async function disagreement(trees: Engine, { ensemble }: TreeModel, reference: Engine): Promise<string | undefined> {
  const values = probes(ensemble, ROWS);
  const ours = await trees.run({ kind: 'matrix', rows: ROWS, values });
  const theirs = await reference.run(blockFor(reference, values, ensemble.features));
  for (const [index, output] of ours.entries()) {
    const other = theirs[index];
    if (other?.name !== output.name || other.values.length !== output.values.length) return `'${output.name}' has another name or size`;
    const row = firstDifference(output, other, ours);
    if (row !== undefined) return `'${output.name}' differs from ${reference.kind}'s at row ${row + 1} of ${ROWS} that were compared`;
  }
  return undefined;
}

/** Rows whose values are thresholds, their neighbours in 32-bit floats, missing, infinite, or in between; the same every time. */
export function probes({ features, trees, scale }: Ensemble, rows: number): Float32Array {
  const random = mulberry32(SEED);
  const thresholds = Array.from({ length: features }, (): number[] => []);
  for (const { feature, threshold } of trees) {
    feature.forEach((place, node) => thresholds[place]?.push(threshold[node] ?? 0));
  }
  return Float32Array.from({ length: rows * features }, (_, index) => {
    const place = index % features;
    const value = probe(random, thresholds[place] ?? []);
    return scale === undefined ? value : value / (scale.factor[place] ?? 1) + (scale.offset[place] ?? 0);
  });
}

function probe(random: () => number, thresholds: readonly number[]): number {
  const kind = random();
  const threshold = pick(random, thresholds);
  if (kind < 0.02) return Number.NaN;
  if (kind < 0.03) return Number.POSITIVE_INFINITY;
  if (kind < 0.04) return Number.NEGATIVE_INFINITY;
  if (kind < 0.3) return threshold;
  if (kind < 0.6) return neighbour(threshold, kind < 0.45 ? 1 : -1);
  return threshold + (pick(random, thresholds) - threshold) * random();
}

function pick(random: () => number, list: readonly number[]): number {
  return list[Math.floor(random() * list.length)] ?? 0;
}

/** The next 32-bit float, by counting its bits. */
function neighbour(value: number, direction: 1 | -1): number {
  const float = Float32Array.of(value);
  if (float[0] === 0) return direction * 2 ** -149;
  const bits = new Int32Array(float.buffer);
  bits[0] = (bits[0] ?? 0) + ((float[0] ?? 0) > 0 ? direction : -direction);
  return float[0] ?? value;
}

function blockFor({ takes }: Engine, values: Float32Array, features: number): RowBlock {
  const rows = values.length / features;
  if (takes === 'matrix') return { kind: 'matrix', rows, values };
  if (takes === 'matrix64') return { kind: 'matrix64', rows, values: Float64Array.from(values) };
  const cells = Array.from({ length: rows }, (_, row) => Array.from(values.subarray(row * features, (row + 1) * features)));
  return { kind: 'cells', rows, cells };
}

function firstDifference(ours: OutputValues, theirs: OutputValues, all: readonly OutputValues[]): number | undefined {
  for (let index = 0; index < ours.values.length; index += 1) {
    const [mine, other] = [ours.values[index], theirs.values[index]];
    const row = Math.floor(index / ours.size);
    if (Object.is(mine, other)) continue;
    if (typeof mine !== 'number' || typeof other !== 'number') {
      if (mine !== other && !undecided(all, row)) return row;
    } else if (!(Math.abs(mine - other) <= TOLERANCE * Math.max(1, Math.abs(other)))) return row;
  }
  return undefined;
}

function undecided(outputs: readonly OutputValues[], row: number): boolean {
  return outputs.some(({ values, size }) => {
    if (!(values instanceof Float32Array) || size < 2) return false;
    const [first = 0, second = 0] = values.slice(row * size, (row + 1) * size).sort((a, b) => b - a);
    return first - second <= TOLERANCE;
  });
}

/** A small generator of numbers in [0, 1) that every machine repeats: Mulberry32, public domain, https://gist.github.com/tommyettinger/46a874533244883189143505d203312c. */
function mulberry32(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
