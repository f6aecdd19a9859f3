import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { binaryQuality, type ScoredRow } from '../../core/quality/classification';
import { parseSchema } from '../../core/schema/parse';
import { openModel, type LoadedModel } from '../../workloads/scoring/open-model';
import { predictionRecord } from '../../core/codec/block';

const EXAMPLE = join(__dirname, '..', '..', 'examples', 'spam-filter');
const read = (...parts: string[]): string => readFileSync(join(EXAMPLE, ...parts), 'utf8');
const csv = (name: string): string[][] =>
  read('data', name)
    .trim()
    .split(/\r?\n/)
    .map((line) => line.split(','));
const jsonl = <T>(name: string): T[] =>
  read('model', 'samples', name)
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as T);

const [HEADER = [], ...SPAMBASE] = csv('spambase.csv');
const [, ...HELD_OUT] = csv('heldout.csv');
const EXPECTED = csv('expected.csv')
  .slice(1)
  .map((cells) => cells.map(Number));
const SCHEMA = parseSchema(JSON.parse(read('model', 'schema.json')), 'schema.json');

const CLASSES = SCHEMA.outputs.find(({ name }) => name === 'label')?.classes ?? [];

interface Card {
  evaluation_details: {
    metadata: Record<string, string>;
    metric_groups: { metric_data: { name: string; value: number | number[][] }[] }[];
  }[];
}
interface Sample {
  input: Record<string, number>;
  output: { label: number };
}
interface Fault {
  input: Record<string, number>;
  expected: string;
  given: string;
  because: string;
}

let model: LoadedModel;
beforeAll(async () => {
  model = await openModel(join(EXAMPLE, 'model'));
});
afterAll(() => model.close());

async function labelsOf(inputs: readonly Record<string, number>[]): Promise<unknown[]> {
  const read = model.reader.readRows(inputs);
  if (!read.ok) return [];
  const outputs = await model.run(read.block);
  return inputs.map((_, row) => predictionRecord(outputs, row, model.schema)['label']);
}

test('the data is Spambase, and the held-out rows are distinct and not sorted by class', () => {
  // UCI Machine Learning Repository: 4601 instances, 57 attributes, 1813 spam.
  expect(SPAMBASE).toHaveLength(4601);
  expect(HEADER).toHaveLength(58);
  expect(SPAMBASE.filter((cells) => cells.at(-1) === 'spam')).toHaveLength(1813);
  expect(SPAMBASE.length - new Set(SPAMBASE.map(String)).size).toBe(391);
  expect(new Set(HELD_OUT.map(String)).size).toBe(HELD_OUT.length);
  const labels = HELD_OUT.map((cells) => cells.at(-1));
  expect(labels.slice(0, 50)).toContain('0');
  expect(labels.slice(0, 50)).toContain('1');
});

test('the held-out rows are a fifth of the distinct rows of Spambase', () => {
  const key = (features: readonly string[], label: string | undefined): string => [...features.map(Number), label].join();
  const distinct = new Set(SPAMBASE.map((cells) => key(cells.slice(0, -1), cells.at(-1) === 'spam' ? '1' : '0')));
  expect(distinct.size).toBe(4210);
  expect(HELD_OUT.filter((cells) => !distinct.has(key(cells.slice(0, -1), cells.at(-1))))).toEqual([]);
  expect(HELD_OUT.length / distinct.size).toBeCloseTo(0.2, 6);
});

test("the card's figures are those of the held-out rows", () => {
  const { metadata, metric_groups: groups } = (JSON.parse(read('model', 'card.json')) as Card).evaluation_details[0] ?? {
    metadata: {},
    metric_groups: [],
  };
  const metrics = new Map(groups.flatMap(({ metric_data: data }) => data.map(({ name, value }) => [name, value])));
  const rows = HELD_OUT.map((cells, index): ScoredRow => ({
    actual: cells.at(-1) === '1',
    predicted: EXPECTED[index]?.[0] === 1,
    score: EXPECTED[index]?.[2] ?? Number.NaN,
  }));
  const quality = binaryQuality(rows);
  // The card was written by scikit-learn, to six digits.
  for (const [name, value] of Object.entries({
    accuracy: quality.accuracy,
    precision: quality.precision,
    recall: quality.recall,
    roc_auc: quality.rocAuc,
    accuracy_majority_class: quality.majorityAccuracy,
  })) {
    expect(Math.abs(Number(metrics.get(name)) - value)).toBeLessThan(1e-6);
  }
  expect(metrics.get('confusion_matrix')).toEqual([
    [quality.trueNegatives, quality.falsePositives],
    [quality.falseNegatives, quality.truePositives],
  ]);
  expect(metadata).toMatchObject({ rows: String(rows.length), unseen: 'true' });
  for (const name of ['accuracy', 'precision', 'recall', 'roc_auc']) {
    expect(Number(metrics.get(`${name}_lower`))).toBeLessThan(Number(metrics.get(name)));
    expect(Number(metrics.get(`${name}_upper`))).toBeGreaterThan(Number(metrics.get(name)));
  }
});

test('between 20 and 200 golden rows travel with the model, and the model answers them', async () => {
  const golden = jsonl<Sample>('golden.jsonl');
  expect(golden.length).toBeGreaterThanOrEqual(20);
  expect(golden.length).toBeLessThanOrEqual(200);
  expect(await labelsOf(golden.map(({ input }) => input))).toEqual(golden.map(({ output }) => output.label));
});

test('every known fault is one still, and says why', async () => {
  const faults = jsonl<Fault>('known-faults.jsonl');
  expect(faults.length).toBeGreaterThan(5);
  expect(await labelsOf(faults.map(({ input }) => input))).toEqual(faults.map(({ given }) => CLASSES.indexOf(given)));
  for (const { expected, given, because } of faults) {
    expect(given).not.toBe(expected);
    expect(because.length).toBeGreaterThan(20);
  }
});
