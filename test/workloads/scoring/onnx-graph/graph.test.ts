import fc from 'fast-check';
import { SlipwayError } from '../../../../core/errors/index';
import { disagreement, probes } from '../../../../workloads/scoring/onnx-graph/agreement';
import { readModel } from '../../../../workloads/scoring/onnx-graph/model';
import { schemaOf } from '../../../../workloads/scoring/onnx-graph/schema';
import { treesOfGraph } from '../../../../workloads/scoring/onnx-graph/trees';
import { withoutZipMap } from '../../../../workloads/scoring/onnx-graph/zipmap';
import { openTrees } from '../../../../workloads/scoring/trees/engine';
import type { TreeModel } from '../../../../workloads/scoring/trees/ensemble';
import { fixtures, type Fixture } from '../fixtures';
import { openSession } from './session';

// Models that skl2onnx and onnxmltools wrote, and what onnxruntime 1.32.0 answered in Python: ../fixtures/make.py.

const GRAPHS = fixtures('onnx');

function treesOf({ bytes, name }: Fixture): TreeModel {
  const graph = treesOfGraph(readModel(bytes, name), name);
  if (!graph.ok) throw new TypeError(graph.because);
  return graph.model;
}

const fixture = (name: string): Fixture => GRAPHS.find((each) => each.name === `${name}.onnx`) as Fixture;
const near = (given: unknown, expected: unknown): void => {
  if (typeof expected === 'string') expect(given).toBe(expected);
  else expect(Math.abs(Number(given) - Number(expected))).toBeLessThanOrEqual(2 ** -23 * Math.max(1, Math.abs(Number(expected))));
};

test.each(GRAPHS)("trees of $name answer what Python's onnxruntime answers, its outputs by name", (graph) => {
  const model = treesOf(graph);
  const outputs = openTrees(model).runSync({ kind: 'cells', rows: graph.rows.length, cells: graph.rows });
  expect(outputs.map(({ name }) => name)).toEqual(Object.keys(graph.expected));
  expect(model.schema.outputs.map(({ name, size = 1 }) => [name, size])).toEqual(outputs.map(({ name, size }) => [name, size]));
  for (const { name, values } of outputs) {
    const expected = graph.expected[name]?.flat() ?? [];
    expect(values).toHaveLength(expected.length);
    expected.forEach((value, index) => near(values[index], value));
  }
});

test.each(GRAPHS)('onnxruntime-node returns every output of $name once ZipMap is cut off, and the trees agree with it', async (graph) => {
  const model = treesOf(graph);
  const session = await openSession(withoutZipMap(graph.bytes));
  const rows = graph.rows.length;
  const outputs = await session.run({ kind: 'matrix', rows, values: Float32Array.from(graph.rows.flat()) });
  for (const { name, values } of outputs) graph.expected[name]?.flat().forEach((value, index) => near(values[index], value));
  expect(await disagreement(openTrees(model), model, session)).toBeUndefined();
  await session.close();
});

test('fails to agree when a threshold is the next number, or the test another', async () => {
  const graph = fixture('onnx-boosting');
  const session = await openSession(withoutZipMap(graph.bytes));
  const model = treesOf(graph);
  const wrong: readonly TreeModel['ensemble'][] = [
    { ...model.ensemble, test: '<' },
    {
      ...model.ensemble,
      trees: model.ensemble.trees.map((tree, index) =>
        index > 0 ? tree : { ...tree, threshold: tree.threshold.map((value) => value + 1e-6) },
      ),
    },
  ];
  for (const ensemble of wrong) {
    expect(await disagreement(openTrees({ ...model, ensemble }), model, session)).toMatch(/differs from onnxruntime's at row \d+ of 256/);
  }
  await session.close();
});

test('probing is the same every time', () => {
  const { ensemble } = treesOf(fixture('onnx-scaled'));
  expect(probes(ensemble, 32)).toEqual(probes(ensemble, 32));
});

test("a ZipMap's output keeps its name and gets the classes of its columns", () => {
  const { bytes, name } = fixture('onnx-forest-text');
  const before = schemaOf(readModel(bytes, name), name);
  expect(before.outputs).toEqual([
    { name: 'output_label', type: 'string' },
    { name: 'output_probability', type: 'number', size: 3, classes: ['high', 'low', 'middle'] },
  ]);
  const cut = readModel(withoutZipMap(bytes), name);
  expect(cut.nodes.map(({ operator }) => operator)).toEqual(['TreeEnsembleClassifier', 'Identity', 'Identity']);
  expect(schemaOf(cut, name).outputs).toEqual(before.outputs);
});

test('a model without ZipMap stays as it is, byte for byte', () => {
  const { bytes } = fixture('onnx-scaled');
  expect(withoutZipMap(bytes)).toBe(bytes);
});

test('features are columns of the input', () => {
  const { bytes, name } = fixture('onnx-xgboost');
  expect(schemaOf(readModel(bytes, name), name).features.map((feature) => feature.name)).toEqual(['f0', 'f1', 'f2', 'f3', 'f4']);
});

test('a file cut off anywhere, or with any byte changed, is read or refused, and never more', () => {
  const { bytes } = fixture('onnx-forest-text');
  fc.assert(
    fc.property(fc.nat({ max: bytes.length - 1 }), fc.nat({ max: 255 }), fc.boolean(), (place, byte, cut) => {
      const damaged = Uint8Array.from(cut ? bytes.subarray(0, place) : bytes);
      if (!cut) damaged[place] = byte;
      try {
        const graph = treesOfGraph(readModel(damaged, 'damaged.onnx'), 'damaged.onnx');
        if (graph.ok) openTrees(graph.model);
        withoutZipMap(damaged);
      } catch (cause) {
        expect(cause).toBeInstanceOf(SlipwayError);
      }
    }),
    { numRuns: 2000 },
  );
});

test('fails when the file is no ONNX model', () => {
  const read = (text: string) => (): unknown => readModel(Buffer.from(text), 'model.onnx');
  expect(read('')).toThrow('this is no ONNX model: it holds no graph (model.onnx)');
  expect(read('<html>not found</html>')).toThrow('this is no ONNX model: field 7 has wire type 4 where ONNX has 2 (model.onnx)');
  const { bytes } = fixture('onnx-forest-text');
  expect(() => readModel(bytes.slice(0, 1000), 'model.onnx')).toThrow(
    /the file ends in the middle of a field: \d+ bytes are promised, \d+ are left; is it whole\?/,
  );
});
