import { binaryQuality, rocAuc } from '../../../core/quality/classification';
import { quantile } from '../../../core/quality/quantile';

// scikit-learn 1.9, metrics.roc_auc_score([0, 0, 1, 1], [0.1, 0.4, 0.35, 0.8]): the example of its documentation.
test("ROC AUC is the one of scikit-learn's documentation", () => {
  const rows = [0.1, 0.4, 0.35, 0.8].map((score, index) => ({ actual: index > 1, predicted: score > 0.5, score }));
  expect(rocAuc(rows)).toBe(0.75);
});

test('a tie between a positive and a negative counts one half', () => {
  expect(
    rocAuc([
      { actual: true, predicted: true, score: 0.5 },
      { actual: false, predicted: true, score: 0.5 },
    ]),
  ).toBe(0.5);
});

test('a useless classifier is no better than the majority class', () => {
  const rows = [true, false, false, false].map((actual) => ({ actual, predicted: false, score: 0.2 }));
  const quality = binaryQuality(rows);
  expect(quality).toMatchObject({
    rows: 4,
    truePositives: 0,
    falseNegatives: 1,
    trueNegatives: 3,
    accuracy: 0.75,
    majorityAccuracy: 0.75,
    recall: 0,
  });
  expect(quality.precision).toBeNaN();
});

// numpy 2: numpy.quantile([1, 2, 4, 8], [0, .25, .5, .9, 1]).
test.each([
  [0, 1],
  [0.25, 1.75],
  [0.5, 3],
  [0.9, 6.8],
  [1, 8],
])("the %p-quantile is numpy's %p", (q, expected) => {
  expect(quantile([1, 2, 4, 8], q)).toBeCloseTo(expected, 12);
});
