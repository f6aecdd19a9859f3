import { copyFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Engine } from '../../../workloads/scoring/engine';
import { bundled } from '../../../runtime/bundled';
import { chooseInProcess } from '../../../workloads/scoring/choose-engine';
import { openEngine } from '../../../workloads/scoring/open-engine';
import { fixtures } from './fixtures';

const FIXTURES = join(__dirname, 'fixtures');
const BENCHMARK_MODELS = join(__dirname, '..', '..', '..', 'benchmarks', 'models');
const TREES = join(FIXTURES, 'onnx-forest-text.onnx');

let engine: Engine | undefined;
afterEach(async () => {
  jest.resetModules();
  await engine?.close();
  engine = undefined;
});

/** Modules are loaded again, so that what is mocked now counts. */
async function openAnew(file: string): Promise<Engine> {
  jest.resetModules();
  const anew = await import('../../../workloads/scoring/open-engine.js');
  return anew.openEngine(file, undefined);
}

test('a graph that is no trees runs on onnxruntime', async () => {
  engine = await openEngine(join(BENCHMARK_MODELS, 'network.onnx'), undefined);
  expect(engine.kind).toBe('onnxruntime');
  expect(engine.runSync).toBeUndefined();
});

test('a graph of trees whose answers were not those of onnxruntime is left to onnxruntime, ZipMap cut off', async () => {
  jest.doMock('../../../workloads/scoring/onnx-graph/agreement', () => ({
    disagreement: () => Promise.resolve("'output_probability' differs"),
  }));
  engine = await openAnew(TREES);
  jest.dontMock('../../../workloads/scoring/onnx-graph/agreement');
  expect(engine.kind).toBe('onnxruntime');
  const [fixture] = fixtures('onnx-forest-text');
  const rows = fixture?.rows.filter((row) => !row.some(Number.isNaN)) ?? [];
  const outputs = await engine.run({ kind: 'matrix', rows: rows.length, values: Float32Array.from(rows.flat()) });
  expect(outputs.map(({ name, size }) => [name, size])).toEqual([
    ['output_label', 1],
    ['output_probability', 3],
  ]);
});

describe('without onnxruntime-node', () => {
  beforeEach(() => {
    jest.doMock('onnxruntime-node', () => {
      throw new TypeError("Cannot find module 'onnxruntime-node'");
    });
  });
  afterEach(() => jest.dontMock('onnxruntime-node'));

  test.each(['onnx-forest-text.onnx', 'xgboost-binary.ubj', 'lightgbm-binary.txt'])('trees of %s are served', async (name) => {
    engine = await openAnew(join(FIXTURES, name));
    expect(engine.kind).toBe('trees');
  });

  test('other graphs are refused, and the message says what to install', async () => {
    await expect(openAnew(join(BENCHMARK_MODELS, 'network.onnx'))).rejects.toThrow('run: npm i -D onnxruntime-node');
  });
});

test('a file that is no model is refused by what it was taken for', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'slipway engine '));
  const file = join(folder, 'model.txt');
  copyFileSync(__filename, file);
  await expect(openEngine(file, undefined)).rejects.toThrow('neither a model of XGBoost, which begins with {, nor one of LightGBM');
  rmSync(folder, { recursive: true });
});

describe('an engine that is chosen elsewhere', () => {
  test.each(['trees', 'onnxruntime'] as const)('is %s where that is said, and is not compared again', async (kind) => {
    const asked: string[] = [];
    engine = await openEngine(TREES, 4, {
      choose: (file, features) => {
        asked.push(`${file} of ${features}`);
        return Promise.resolve(kind);
      },
    });
    expect(engine.kind).toBe(kind);
    expect(asked).toEqual([`${TREES} of 4`]);
  });

  test('is compared here where that fails, and is not asked for where a graph is no trees', async () => {
    engine = await openEngine(TREES, undefined, { choose: () => Promise.resolve(undefined) });
    expect(engine.kind).toBe('trees');
    await engine.close();
    const choose = jest.fn();
    engine = await openEngine(join(BENCHMARK_MODELS, 'network.onnx'), undefined, { choose });
    expect(choose).not.toHaveBeenCalled();
  });

  test('is told by a process of its own, which tells nothing where there is none or the file is none', async () => {
    const choose = chooseInProcess(bundled('server', 'index.js'));
    expect(await choose(TREES, undefined)).toBe('trees');
    expect(await choose(join(FIXTURES, 'there is no such file.onnx'), undefined)).toBeUndefined();
    expect(await chooseInProcess(join(FIXTURES, 'no script.js'))(TREES, undefined)).toBeUndefined();
  });
});
