import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { calibration } from '../../../core/quality/calibration';
import { evaluateModel } from '../../../core/quality/evaluation';
import { bootstrapEstimates, shareEstimate } from '../../../core/quality/interval';
import { metricsOf } from '../../../core/quality/metrics';
import type { ScoredClasses } from '../../../core/quality/scored';
import { surelyWrong } from '../../../core/quality/surely-wrong';
import { seeded } from '../../../runtime/random';

interface Part {
  actual: number[];
  predicted: number[];
  probabilities: number[][];
  metrics: Record<string, number>;
}
/** scikit-learn 1.9.1 and scipy 1.17.1, by reference.py. */
const REFERENCE = JSON.parse(readFileSync(join(__dirname, 'reference.json'), 'utf8')) as {
  binary: Part;
  several: Part & { classes: number };
  regression: Part;
  wilson: { hits: number; rows: number; lower: number; upper: number }[];
};

const BINARY: ScoredClasses = { kind: 'classification', classes: ['no', 'yes'], ...REFERENCE.binary };
const SEVERAL: ScoredClasses = { kind: 'classification', ...REFERENCE.several, classes: ['a', 'b', 'c', 'd'] };

function values(of: ReturnType<typeof metricsOf>): Record<string, number> {
  return Object.fromEntries([...of].map(([name, { value }]) => [name, value]));
}

test.each([
  ['two classes', BINARY, REFERENCE.binary.metrics],
  ['several classes', SEVERAL, REFERENCE.several.metrics],
  ['values', { kind: 'regression' as const, ...REFERENCE.regression }, REFERENCE.regression.metrics],
])('metrics of %s are scikit-learn’s, by its names', (_what, scored, expected) => {
  const found = values(metricsOf(scored, seeded(1)));
  expect(Object.keys(found).toSorted()).toEqual(Object.keys(expected).toSorted());
  for (const [name, value] of Object.entries(expected)) expect(found[name]).toBeCloseTo(value, 12);
});

test.each(REFERENCE.wilson)('the interval of $hits of $rows is scipy’s', ({ hits, rows, lower, upper }) => {
  const estimate = shareEstimate(hits, rows);
  expect(estimate.lower).toBeCloseTo(lower, 12);
  expect(estimate.upper).toBeCloseTo(upper, 12);
});

test('the bootstrap of a mean comes to the interval of the normal distribution, and twice to the same', () => {
  const rows = 1000;
  const random = seeded(7);
  const data = Array.from({ length: rows }, () => random());
  const mean = (weights: Uint32Array): number => data.reduce((sum, value, row) => sum + value * (weights[row] ?? 0), 0) / rows;
  const bootstrap = (): ReturnType<typeof bootstrapEstimates> => bootstrapEstimates(rows, new Map([['mean', mean]]), seeded(1));
  const estimate = bootstrap().get('mean') ?? { value: Number.NaN, lower: Number.NaN, upper: Number.NaN };
  const deviation = Math.sqrt(data.reduce((sum, value) => sum + (value - estimate.value) ** 2, 0) / rows);
  const half = (1.96 * deviation) / Math.sqrt(rows);
  // The ends of 2000 resamples are themselves uncertain, by some 5 % of the half width.
  expect(Math.abs(estimate.lower - (estimate.value - half))).toBeLessThan(0.15 * half);
  expect(Math.abs(estimate.upper - (estimate.value + half))).toBeLessThan(0.15 * half);
  expect(bootstrap().get('mean')).toEqual(estimate);
});

test('a model is held against the most frequent class, or the mean', () => {
  const alwaysNo: ScoredClasses = { ...BINARY, actual: [0, 0, 0, 1], predicted: [0, 0, 0, 0], probabilities: undefined };
  expect(evaluateModel(alwaysNo, [], seeded(1)).rule).toEqual({ name: 'majority class', metric: 'accuracy', value: 0.75 });
  const found = evaluateModel({ kind: 'regression', actual: [1, 3], predicted: [1, 3] }, [], seeded(1)).rule;
  expect(found).toEqual({ name: 'mean of the values', metric: 'neg_root_mean_squared_error', value: -1 });
});

test('what nobody said has no precision, and what never happened has no recall', () => {
  const nothing: ScoredClasses = {
    kind: 'classification',
    classes: ['no', 'yes'],
    actual: [0, 0],
    predicted: [0, 0],
    probabilities: undefined,
  };
  expect([...metricsOf(nothing, seeded(1)).keys()]).toEqual(['accuracy', 'f1']);
});

test('probabilities that mean what they say are calibrated, others are off by so much', () => {
  const rows = 1000;
  const saying = (said: number, share: number): ScoredClasses => ({
    kind: 'classification',
    classes: ['no', 'yes'],
    actual: Array.from({ length: rows }, (_, row) => Number(row < share * rows)),
    predicted: Array.from({ length: rows }, () => 0),
    probabilities: Array.from({ length: rows }, () => [1 - said, said]),
  });
  expect(calibration(saying(0.25, 0.25))?.error).toBeCloseTo(0, 12);
  expect(calibration(saying(0.25, 0.6))).toMatchObject({ error: 0.35, bins: [{ from: 0.2, to: 0.3, rows, said: 0.25, happened: 0.6 }] });
});

test('slices come worst first, and small ones are left out', () => {
  const rows = 100;
  const actual = Array.from({ length: rows }, () => 1);
  const predicted = actual.map((_, row) => Number(row >= 20 || row < 10));
  const where = actual.map((_, row) => (row < 40 ? 'north' : row < 95 ? 'south' : 'tiny'));
  const scored: ScoredClasses = { kind: 'classification', classes: ['no', 'yes'], actual, predicted, probabilities: undefined };
  const { slices } = evaluateModel(scored, [{ name: 'region', values: where }], seeded(1));
  expect(slices.map(({ value, rows: count, estimate }) => [value, count, estimate.value])).toEqual([
    ['north', 40, 0.75],
    ['south', 55, 1],
  ]);
});

test('what is most surely wrong comes first', () => {
  const scored: ScoredClasses = {
    kind: 'classification',
    classes: ['no', 'yes'],
    actual: [1, 0, 1, 1],
    predicted: [0, 1, 1, 0],
    probabilities: [
      [0.6, 0.4],
      [0.1, 0.9],
      [0.2, 0.8],
      [0.95, 0.05],
    ],
  };
  expect(surelyWrong(scored, 2)).toEqual([
    { row: 3, expected: 'yes', given: 'no', sureness: 0.95 },
    { row: 1, expected: 'no', given: 'yes', sureness: 0.9 },
  ]);
});
