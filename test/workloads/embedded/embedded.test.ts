import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { load, SlipwayError } from '../../../workloads/embedded';
import { fixtures } from '../scoring/fixtures';
import { MODEL_FOLDER, ServerProcess } from '../server/process';

const ROOT = join(__dirname, '..', '..', '..');
const FIXTURES = join(ROOT, 'test', 'workloads', 'scoring', 'fixtures');
const NETWORK = join(ROOT, 'benchmarks', 'models', 'network.onnx');
const tableOf = (path: string): string[][] =>
  readFileSync(path, 'utf8')
    .trim()
    .split('\n')
    .map((line) => line.split(','));
const [NAMES = [], ...HELD_OUT] = tableOf(join(MODEL_FOLDER, '..', 'data', 'heldout.csv')).map((cells) => cells.slice(0, -1));
const ROWS = HELD_OUT.map((cells) => cells.map(Number));
const recordOf = (row: readonly number[]): Record<string, number> => Object.fromEntries(row.map((value, at) => [NAMES[at], value]));

const opened: { close(): Promise<void> }[] = [];
afterEach(async () => {
  for (const model of opened.splice(0)) await model.close();
});
function kept<Model extends { close(): Promise<void> }>(model: Model): Model {
  opened.push(model);
  return model;
}

async function served(path: string, rows: readonly (readonly number[])[]): Promise<unknown[]> {
  const server = ServerProcess.start({ SLIPWAY_MODEL_DIR: path });
  await server.message('ready');
  const response = await fetch(await server.url('/invocations'), {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ instances: rows }),
  });
  return ((await response.json()) as { predictions: unknown[] }).predictions;
}

test('answers what the server answers, to the last bit, on every held-out row of the spam filter, in lists, as records and one by one', async () => {
  const model = kept(await load(MODEL_FOLDER));
  const expected = await served(MODEL_FOLDER, ROWS);
  expect(expected).toHaveLength(842);
  expect(await model.predict(ROWS)).toStrictEqual(expected);
  expect(await model.predict(ROWS.map(recordOf))).toStrictEqual(expected);
  expect(ROWS.map((row) => model.predictOne(row))).toStrictEqual(expected);
  expect([model.engine, model.goldenRows]).toEqual(['trees', 50]);
});

test('a graph that runs on onnxruntime answers what the server answers, and says that it cannot at once', async () => {
  const model = kept(await load(NETWORK));
  const lines = tableOf(join(ROOT, 'benchmarks', 'models', 'rows.csv'));
  const rows = lines.slice(0, 256).map((cells) => cells.slice(0, model.schema.features.length).map(Number));
  const expected = await served(NETWORK, rows);
  expect(await model.predict(rows)).toStrictEqual(expected);
  expect(() => model.predictOne(rows[0] ?? [])).toThrow('this model runs on onnxruntime, which answers later; use await predict([row])');
});

test('calls of the same time are answered each with its own rows', async () => {
  const model = kept(await load(MODEL_FOLDER));
  const answers = await Promise.all(ROWS.map((row) => model.predict([row, row])));
  expect(answers).toStrictEqual(ROWS.map((row) => [model.predictOne(row), model.predictOne(row)]));
});

test('no rows have no predictions', async () => {
  const model = kept(await load(MODEL_FOLDER));
  expect(await model.predict([])).toEqual([]);
});

test('a row that does not fit is refused with its place, and the others of its call with it', async () => {
  const model = kept(await load(MODEL_FOLDER));
  const bad = { ...recordOf(ROWS[1] ?? []), make: 'many' };
  await expect(model.predict([recordOf(ROWS[0] ?? []), bad])).rejects.toMatchObject({
    code: 'record-invalid',
    message: expect.stringContaining("row 2, column 'make'") as string,
  });
  expect(() => model.predictOne({ colour: 1 })).toThrow(SlipwayError);
});

const SCHEMA = {
  version: 1,
  features: [
    { name: 'x0', type: 'number', optional: true },
    { name: 'x1', type: 'number', optional: true },
    { name: 'x2', type: 'number', optional: true },
    { name: 'x3', type: 'number', optional: true },
    { name: 'x4', type: 'number', optional: true },
  ],
  outputs: [{ name: 'prediction', type: 'number', size: 3 }],
} as const;

test('with the schema that a program knows, rows and predictions have its types', async () => {
  const model = kept(await load(join(FIXTURES, 'xgboost-softprob.ubj'), { schema: SCHEMA }));
  const [fixture] = fixtures('xgboost-softprob');
  const [row = []] = fixture?.rows ?? [];
  const cell = (at: number): number | null => (Number.isNaN(row[at]) ? null : (row[at] ?? null));
  const { prediction } = model.predictOne({ x0: cell(0), x1: cell(1), x2: cell(2), x3: cell(3), x4: cell(4) });
  const first: number = prediction[0] ?? Number.NaN;
  expect(first).toBeCloseTo(Number(fixture?.expected['prediction']?.[0]?.[0]), 6);
  // @ts-expect-error the schema has no such feature
  expect(() => model.predictOne({ x5: 1 })).toThrow("column 'x5'");
  // @ts-expect-error the schema has no such output
  expect(model.predictOne({ x0: 1 }).label).toBeUndefined();
});

test('a model of another schema than the program gives is refused', async () => {
  kept(await load(join(FIXTURES, 'xgboost-softprob.ubj'), { schema: SCHEMA }));
  const renamed = { ...SCHEMA, features: SCHEMA.features.with(3, { name: 'x9', type: 'number', optional: true } as never) };
  await expect(load(join(FIXTURES, 'xgboost-softprob.ubj'), { schema: renamed })).rejects.toThrow(
    "feature 4 is 'x3' (number, may be missing), the program has 'x9' (number, may be missing)",
  );
  const scalar = { ...SCHEMA, outputs: [{ name: 'prediction', type: 'number' }] } as const;
  await expect(load(join(FIXTURES, 'xgboost-softprob.ubj'), { schema: scalar })).rejects.toThrow(
    "output 1 is 'prediction' (3 x number), the program has 'prediction' (number)",
  );
});
