import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as onnxruntime from 'onnxruntime-node';
import { version } from 'onnxruntime-node/package.json';
import { readModel } from '../workloads/scoring/onnx-graph/model.js';
import { treesOfGraph } from '../workloads/scoring/onnx-graph/trees.js';
import { openTrees } from '../workloads/scoring/trees/engine.js';

const MODELS = join(__dirname, 'models');
const ROUNDS = 15;
const BATCH = 1024;
const SINGLE_CALLS = 2000;
const BATCH_CALLS = 6;
/** How many times longer onnxruntime takes than the engine: the median over rounds. */
export interface EngineRatios {
  readonly single: number;
  readonly batch: number;
}

/** The tree engine beside onnxruntime on the same graph, in this process: rows one at a time, and 1,024 at a time. Prints microseconds a row. */
export async function compareEngines(): Promise<EngineRatios> {
  const path = join(MODELS, 'trees.onnx');
  const bytes = readFileSync(path);
  const graph = treesOfGraph(readModel(bytes, path), path);
  if (!graph.ok) throw new TypeError(`${path} is no graph of trees: ${graph.because}`);
  const { ensemble } = graph.model;
  const { features } = ensemble;
  const engine = openTrees(graph.model);
  const session = await onnxruntime.InferenceSession.create(bytes, {
    intraOpNumThreads: 1,
    interOpNumThreads: 1,
    executionMode: 'sequential',
  });
  const [input = ''] = session.inputNames;
  const rows = distinctRows(features, BATCH * BATCH_CALLS);
  const at = (from: number, count: number): Float32Array => rows.subarray(from * features, (from + count) * features);
  const theirs = (from: number, count: number): Promise<unknown> =>
    session.run({ [input]: new onnxruntime.Tensor('float32', at(from, count), [count, features]) });
  const ours = (from: number, count: number): unknown => engine.runSync({ kind: 'matrix', rows: count, values: at(from, count) });

  const times = { single: [[], []], batch: [[], []] } as Record<'single' | 'batch', [number[], number[]]>;
  for (let round = -2; round < ROUNDS; round += 1) {
    const measured = {
      single: [await perRow(SINGLE_CALLS, 1, theirs), await perRow(SINGLE_CALLS, 1, ours)],
      batch: [await perRow(BATCH_CALLS, BATCH, theirs), await perRow(BATCH_CALLS, BATCH, ours)],
    };
    if (round < 0) continue;
    for (const kind of ['single', 'batch'] as const) measured[kind].forEach((time, side) => times[kind][side]?.push(time));
  }
  const nodes = ensemble.trees.reduce((sum, { feature }) => sum + feature.length, 0);
  process.stdout.write(
    `${ensemble.trees.length} trees, ${nodes} nodes, ${features} features, distinct rows, ${ROUNDS} interleaved rounds; Node ${process.version}, onnxruntime-node ${version}, one thread\n`,
  );
  for (const kind of ['single', 'batch'] as const) {
    const [onnx, trees] = times[kind];
    process.stdout.write(
      `${kind === 'single' ? 'one row a call' : `${BATCH} rows a call`}: onnxruntime ${median(onnx).toFixed(2)} us a row, engine ${median(trees).toFixed(2)} us\n`,
    );
  }
  await session.release();
  return { single: ratio(times.single), batch: ratio(times.batch) };
}

/** Microseconds a row over calls with rows that differ from call to call. */
async function perRow(calls: number, rows: number, run: (from: number, count: number) => unknown): Promise<number> {
  const started = performance.now();
  for (let call = 0; call < calls; call += 1) {
    const answer = run(call * rows, rows);
    if (answer instanceof Promise) await answer;
  }
  return ((performance.now() - started) * 1000) / (calls * rows);
}

/** Rows put together from rows.csv, each value from another row of it: as spread as those, and none twice. */
function distinctRows(features: number, count: number): Float32Array {
  const drawn = readFileSync(join(MODELS, 'rows.csv'), 'utf8')
    .trim()
    .split('\n')
    .map((line) => line.split(',').map(Number));
  let state = 1;
  const next = (below: number): number => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
  return Float32Array.from({ length: features * count }, (_, index) => drawn[next(drawn.length)]?.[index % features] ?? Number.NaN);
}

/** The median over rounds of how many times longer onnxruntime takes. */
function ratio([onnx, trees]: [number[], number[]]): number {
  return median(onnx.map((time, round) => time / (trees[round] ?? Number.NaN)));
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}
