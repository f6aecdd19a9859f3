import { openTrees } from '../../../../workloads/scoring/trees/engine';
import { openTreeFile, readTreeFile } from '../../../../workloads/scoring/trees/open';
import { fixtures, type Fixture } from '../fixtures';

// Expected values are what xgboost 3.2.0 and lightgbm 4.7.0 answered in Python: ../fixtures/make.py, versions in its requirements.txt.

const XGBOOST = fixtures('xgboost');
const LIGHTGBM = fixtures('lightgbm');

const sumsOf = ({ bytes, name, rows }: Fixture): number[] => {
  const model = readTreeFile(bytes, name);
  const engine = openTrees({ ...model, finish: (sums) => [{ name: 'margin', size: model.ensemble.start.length, values: sums }] });
  return Array.from(engine.runSync({ kind: 'cells', rows: rows.length, cells: rows })[0]?.values as Float64Array);
};

const predictionsOf = ({ bytes, name, rows }: Fixture): number[] => {
  const outputs = openTreeFile(bytes, name).runSync({ kind: 'cells', rows: rows.length, cells: rows });
  expect(outputs.map((output) => output.name)).toEqual(['prediction']);
  return Array.from(outputs[0]?.values as Float64Array);
};

test.each(XGBOOST)("sums of $name are XGBoost's margins to the last bit", (fixture) => {
  expect(sumsOf(fixture)).toEqual(fixture.expected['margin']?.flat());
});

test.each(XGBOOST)("predictions of $name are XGBoost's within a unit of the last place", (fixture) => {
  const expected = fixture.expected['prediction']?.flat() as number[];
  const given = predictionsOf(fixture);
  expect(given).toHaveLength(expected.length);
  for (const [index, value] of given.entries()) {
    expect(Math.abs(value - (expected[index] ?? Number.NaN))).toBeLessThanOrEqual(2 ** -23 * Math.abs(expected[index] ?? Number.NaN));
  }
});

test.each(LIGHTGBM.filter(({ name }) => !name.includes('forest')))("sums of $name are LightGBM's raw scores to the last bit", (fixture) => {
  expect(sumsOf(fixture)).toEqual(fixture.expected['margin']?.flat());
});

test.each(LIGHTGBM)("predictions of $name are LightGBM's to 15 digits", (fixture) => {
  const expected = fixture.expected['prediction']?.flat() as number[];
  const given = predictionsOf(fixture);
  expect(given).toHaveLength(expected.length);
  for (const [index, value] of given.entries()) {
    expect(Math.abs(value - (expected[index] ?? Number.NaN))).toBeLessThanOrEqual(1e-15 * Math.abs(expected[index] ?? Number.NaN) + 1e-300);
  }
});
