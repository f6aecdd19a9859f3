import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { metricEstimates } from '../../../../core/quality/asymptotic/metric-estimates';
import { shareDifference, shareRatio } from '../../../../core/quality/cohorts/bias';
import { expectedMetrics } from '../../../../core/quality/cohorts/expected';
import { isotonicCalibration } from '../../../../core/quality/cohorts/isotonic';
import type { Estimate } from '../../../../core/quality/interval';
import { metricsOf } from '../../../../core/quality/metrics';
import type { Scored } from '../../../../core/quality/scored';
import { seeded } from '../../../../runtime/random';

interface Rows {
  actual: number[];
  predicted: number[];
}
type Compared = Estimate & { counts: [number, number, number, number] };

/** scikit-learn 1.9.1, numpy 2.4, statsmodels 0.15.0 and the definitions of the papers, by reference.py. */
const REFERENCE = JSON.parse(readFileSync(join(__dirname, 'reference.json'), 'utf8')) as {
  binary: Rows & { probabilities: number[][]; roc_auc: Estimate; f1: Estimate; neg_log_loss: Estimate };
  several: Rows & { f1_macro: Estimate };
  regression: Rows & { neg_mean_absolute_error: Estimate; neg_root_mean_squared_error: Estimate; r2: Estimate };
  isotonic: { scores: number[]; happened: number[]; asked: number[]; answers: number[] };
  expected: { probabilities: number[]; metrics: Record<string, number> };
  differences: Compared[];
  ratios: Compared[];
};
const BINARY: Scored = { kind: 'classification', classes: ['no', 'yes'], ...REFERENCE.binary };
const SEVERAL: Scored = { kind: 'classification', classes: ['a', 'b', 'c'], ...REFERENCE.several, probabilities: undefined };
const REGRESSION: Scored = { kind: 'regression', ...REFERENCE.regression };

function found(scored: Scored, name: string): Estimate {
  return metricEstimates(scored).get(name) ?? { value: Number.NaN, lower: Number.NaN, upper: Number.NaN };
}

test.each([
  ['roc_auc, from every pair as DeLong defines it', BINARY, 'roc_auc', REFERENCE.binary.roc_auc],
  ['neg_log_loss', BINARY, 'neg_log_loss', REFERENCE.binary.neg_log_loss],
  ['neg_mean_absolute_error', REGRESSION, 'neg_mean_absolute_error', REFERENCE.regression.neg_mean_absolute_error],
])('value and interval of %s', (_what, scored, name, expected) => {
  const estimate = found(scored, name);
  for (const end of ['value', 'lower', 'upper'] as const) expect(estimate[end]).toBeCloseTo(expected[end], 10);
});

test.each([
  ['f1', BINARY, REFERENCE.binary.f1],
  ['f1_macro', SEVERAL, REFERENCE.several.f1_macro],
  ['neg_root_mean_squared_error', REGRESSION, REFERENCE.regression.neg_root_mean_squared_error],
  ['r2', REGRESSION, REFERENCE.regression.r2],
])('value of %s, and its interval beside the one of leaving out each row', (name, scored, expected) => {
  const estimate = found(scored, name);
  expect(estimate.value).toBeCloseTo(expected.value, 12);
  // Both are right in the limit; of 400 rows they differ by some hundredths of the width.
  const width = expected.upper - expected.lower;
  expect(Math.abs(estimate.lower - expected.lower)).toBeLessThan(0.02 * width);
  expect(Math.abs(estimate.upper - expected.upper)).toBeLessThan(0.02 * width);
});

test.each([
  ['two classes', BINARY],
  ['several classes', SEVERAL],
  ['values', REGRESSION],
])('%s have the metrics that a model card has, with the same values', (_what, scored) => {
  const texts = (metrics: ReadonlyMap<string, Estimate>): object =>
    Object.fromEntries([...metrics].map(([name, { value }]) => [name, value.toFixed(12)]));
  expect(texts(metricEstimates(scored))).toEqual(texts(metricsOf(scored, seeded(1))));
});

test('isotonic regression is that of scikit-learn, between its steps and beyond them', () => {
  const { scores, happened, asked, answers } = REFERENCE.isotonic;
  const calibration = isotonicCalibration(scores, happened);
  for (const [index, score] of asked.entries()) expect(calibration(score)).toBeCloseTo(answers[index] ?? Number.NaN, 10);
});

test('what is expected of probabilities is what scikit-learn makes of answers that are right with that probability', () => {
  const { probabilities, metrics } = REFERENCE.expected;
  const expected = expectedMetrics(probabilities.map((p) => ({ said: Number(p > 0.5), probabilities: [1 - p, p] })));
  expect([...expected.keys()].toSorted()).toEqual(Object.keys(metrics).toSorted());
  for (const [name, value] of Object.entries(metrics)) expect(expected.get(name)).toBeCloseTo(value, 10);
});

test.each(REFERENCE.differences)(
  'the difference of shares $counts has the interval of statsmodels (newcomb)',
  ({ counts, ...expected }) => {
    const estimate = shareDifference(...counts);
    for (const end of ['value', 'lower', 'upper'] as const) expect(estimate[end]).toBeCloseTo(expected[end], 10);
  },
);

test.each(REFERENCE.ratios)('the ratio of shares $counts has the interval of statsmodels (log)', ({ counts, ...expected }) => {
  const estimate = shareRatio(...counts);
  for (const end of ['value', 'lower', 'upper'] as const) expect(estimate[end]).toBeCloseTo(expected[end], 10);
});

test('one class alone has no area under the curve, and values that are all one have no R²', () => {
  const alone: Scored = { kind: 'classification', classes: ['no', 'yes'], actual: [1, 1], predicted: [1, 0], probabilities: [[0, 1], [0.6, 0.4]] }; // prettier-ignore
  expect([...metricEstimates(alone).keys()]).toEqual(['accuracy', 'precision', 'recall', 'f1', 'neg_log_loss']);
  expect([...metricEstimates({ kind: 'regression', actual: [2, 2], predicted: [1, 3] }).keys()]).toEqual([
    'neg_root_mean_squared_error',
    'neg_mean_absolute_error',
  ]);
});

const JUDGES = process.env['SLIPWAY_JUDGES'];
const THEIRS = JUDGES === undefined ? '' : join(JUDGES, 'model-monitor', 'model_quality');
(existsSync(THEIRS) ? test : test.skip)(
  'the errors of a regression are those that Model Monitor wrote of the same rows (SLIPWAY_JUDGES)',
  () => {
    const [header = '', ...lines] = readFileSync(join(THEIRS, 'baseline_dataset.csv'), 'utf8').trim().split('\n');
    const cells = lines.map((line) => line.split(',').map(Number));
    const column = (name: string): number[] => cells.map((row) => row[header.split(',').indexOf(name)] ?? Number.NaN);
    const estimates = metricEstimates({ kind: 'regression', actual: column('Label'), predicted: column('Prediction') });
    const { regression_metrics: theirs } = JSON.parse(readFileSync(join(THEIRS, 'statistics.json'), 'utf8')) as {
      regression_metrics: Record<string, { value: number }>;
    };
    expect(-(estimates.get('neg_mean_absolute_error')?.value ?? 0)).toBeCloseTo(theirs['mae']?.value ?? 0, 12);
    expect(-(estimates.get('neg_root_mean_squared_error')?.value ?? 0)).toBeCloseTo(theirs['rmse']?.value ?? 0, 12);
  },
);
