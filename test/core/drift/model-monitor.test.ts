import fc from 'fast-check';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { checkConstraints } from '../../../core/drift/model-monitor/check-constraints';
import type { ConstraintsDocument, StatisticsDocument } from '../../../core/drift/model-monitor/documents';
import { distributionDistance, Kll, weightedValues } from '../../../core/drift/model-monitor/kll';
import { readConstraints, readStatistics } from '../../../core/drift/model-monitor/read-documents';
import { suggestConstraints } from '../../../core/drift/model-monitor/suggest-constraints';
import { TableStatistics } from '../../../core/drift/model-monitor/table-statistics';
import { seeded } from '../../../runtime/random';

function statisticsOf(columns: Readonly<Record<string, readonly unknown[]>>, sensitive: readonly string[] = []): TableStatistics {
  const statistics = new TableStatistics({ sensitive });
  statistics.add({ rows: Math.max(...Object.values(columns).map(({ length }) => length)), columns: new Map(Object.entries(columns)) });
  return statistics;
}

function violations(constraints: ConstraintsDocument, current: TableStatistics, baseline?: StatisticsDocument): string[] {
  return checkConstraints(constraints, current, baseline)
    .filter(({ violated }) => violated)
    .map(({ feature, check }) => `${feature} ${check}`);
}

test('what a sketch keeps stands for as many values as it was given, and a thousand times its size is off by less than 1 %', () => {
  const dice = seeded(7);
  const kll = new Kll();
  const count = 500_000;
  for (let index = 0; index < count; index += 1) kll.add(dice());
  const { values, weights } = weightedValues(kll.data);
  expect(weights.reduce((sum, weight) => sum + weight, 0)).toBe(count);
  expect(values.length).toBeLessThan(8192);
  let below = 0;
  let worst = 0;
  // The values are uniform, so the distribution function is the value itself, but for chance: 0.002 at most here.
  for (const [place, value] of values.entries()) {
    below += weights[place] ?? 0;
    worst = Math.max(worst, Math.abs(below / count - value));
  }
  expect(worst).toBeLessThan(0.01);
});

test('distances of sketches of few values are those of the values: as naively counted', () => {
  const list = fc.array(fc.integer({ min: 0, max: 20 }), { minLength: 1, maxLength: 60 });
  fc.assert(
    fc.property(list, list, (one, other) => {
      const share = (values: readonly number[], at: number): number => values.filter((value) => value <= at).length / values.length;
      const naive = Math.max(...[...one, ...other].map((at) => Math.abs(share(one, at) - share(other, at))));
      expect(distributionDistance(weightedValues([one]), weightedValues([other]))).toBeCloseTo(naive, 12);
    }),
  );
});

test.each([
  [['1', '2', '-3'], 'Integral'],
  [['1', '2.0'], 'Fractional'],
  [[1n, 2n], 'Integral'],
  [['1', 'x'], 'String'],
  [[true, false], 'String'],
  [['', null, undefined], 'Unknown'],
])('%p is %s', (cells, type) => {
  expect(statisticsOf({ x: cells }).document().features[0]?.inferred_type).toBe(type);
});

test('a table keeps the constraints that it suggests', () => {
  const table = statisticsOf({ x: [1, 2.5, null, 4], c: ['a', 'b', 'a', ''], n: ['1', '2', '-3', '4'] });
  const constraints = suggestConstraints(table);
  expect(constraints.features).toEqual([
    { name: 'x', inferred_type: 'Fractional', completeness: 0.75, num_constraints: { is_non_negative: true } },
    { name: 'c', inferred_type: 'String', completeness: 0.75, string_constraints: { domains: ['a', 'b'] } },
    { name: 'n', inferred_type: 'Integral', completeness: 1, num_constraints: { is_non_negative: false } },
  ]);
  expect(checkConstraints(constraints, table, table.document()).map(({ feature, check }) => `${feature} ${check}`)).toHaveLength(10);
  expect(violations(constraints, table, table.document())).toEqual([]);
});

test('each kind of violation is found, and nothing else', () => {
  const numbers = Array.from({ length: 100 }, (_, row) => row);
  const baseline = statisticsOf({
    type: numbers,
    full: numbers,
    moved: numbers,
    gone: numbers,
    names: numbers.map((row) => `n${row % 5}`),
  });
  const current = statisticsOf({
    type: numbers.map((row) => (row === 0 ? 'x' : row)),
    full: numbers.map((row) => (row === 50 ? null : row)),
    moved: numbers.map((row) => row + 20),
    names: numbers.map((row) => (row === 3 ? 'new' : `n${row % 5}`)),
    more: numbers,
  });
  expect(violations(suggestConstraints(baseline), current, baseline.document())).toEqual([
    'type data_type_check',
    'full completeness_check',
    'moved baseline_drift_check',
    'gone missing_column_check',
    'names categorical_values_check',
    'more extra_column_check',
  ]);
});

test('thresholds and switches of the file and of a feature decide, in each spelling', () => {
  const numbers = Array.from({ length: 100 }, (_, row) => row);
  const baseline = statisticsOf({ a: numbers, b: numbers });
  const current = statisticsOf({ a: numbers.map((row) => row + 20), b: numbers.map((row) => row + 20) });
  const suggested = suggestConstraints(baseline);
  const off = { evaluate_constraints: 'Disabled' } as const;
  const withFirst = (more: object): ConstraintsDocument => ({
    ...suggested,
    features: suggested.features.map((feature, index) => (index === 0 ? { ...feature, ...more } : feature)),
  });
  const drifted = (constraints: ConstraintsDocument): string[] => violations(constraints, current, baseline.document());
  expect(drifted(suggested)).toEqual(['a baseline_drift_check', 'b baseline_drift_check']);
  for (const more of [
    { monitoringConfigOverrides: off },
    { monitoring_config_overrides: off },
    { string_constraints: { monitoring_config_overrides: off } },
    { monitoringConfigOverrides: { distribution_constraints: { comparison_threshold: 0.3 } } },
  ])
    expect(drifted(withFirst(more))).toEqual(['b baseline_drift_check']);
  for (const monitoring_config of [
    off,
    { distribution_constraints: { perform_comparison: 'Disabled' as const } },
    { distribution_constraints: { enable_comparisons: false } },
  ])
    expect(drifted({ ...suggested, monitoring_config })).toEqual([]);
  expect(drifted({ version: 0, features: suggested.features })).toHaveLength(2);
});

test('of a sensitive feature the files hold how many values there are, and none of them', () => {
  const table = statisticsOf({ who: ['Ada', 'Grace', 'Ada'], pay: [731.25, 800.5, ''] }, ['who', 'pay']);
  const text = JSON.stringify([table.document(), suggestConstraints(table, { sensitive: ['who', 'pay'] })]);
  expect(text).not.toMatch(/Ada|Grace|731|800/);
  expect(table.document().features[1]).toEqual({
    name: 'pay',
    inferred_type: 'Fractional',
    numerical_statistics: { common: { num_present: 2, num_missing: 1 } },
  });
});

test.each([
  [readConstraints, { features: [{}] }, 'it holds no list of features with a name each'],
  [readConstraints, { features: [{ name: 'x', completeness: '1' }] }, 'features[0].completeness is no number'],
  [
    readStatistics,
    { features: [{ name: 'x', numerical_statistics: { distribution: { kll: { sketch: { data: 1 } } } } }] },
    'features[0].numerical_statistics.distribution.kll.sketch.data is no list',
  ],
])('%p refuses %j and names the place', (read, document, message) => {
  expect(() => read(document, 'file.json')).toThrow(message);
});

const JUDGES = process.env['SLIPWAY_JUDGES'];
const QUALITY = JUDGES === undefined ? '' : join(JUDGES, 'model-monitor', 'data_quality');
const judged = existsSync(QUALITY) ? test : test.skip;

function written(...path: readonly string[]): unknown {
  return JSON.parse(readFileSync(join(QUALITY, ...path), 'utf8'));
}

function judgesTable(): TableStatistics {
  const rows = readFileSync(join(QUALITY, 'baseline_dataset.csv'), 'utf8')
    .trim()
    .split('\n')
    .map((line) => line.split(','));
  return statisticsOf(Object.fromEntries((rows[0] ?? []).map((_, place) => [`_c${place}`, rows.map((row) => row[place])])));
}

/** Every number to 1e-12, as JSON has them, everything else alike. */
function expectAlike(ours: unknown, theirs: unknown, place: string): void {
  if (typeof theirs === 'number') {
    const off = Math.abs((ours as number) - theirs) / Math.max(1, Math.abs(theirs));
    if (!(off <= 1e-12)) expect([place, ours]).toEqual([place, theirs]);
  } else if (typeof theirs === 'object' && theirs !== null) {
    expect([place, Object.keys(ours as object)]).toEqual([place, Object.keys(theirs)]);
    for (const [key, value] of Object.entries(theirs)) expectAlike((ours as Record<string, unknown>)[key], value, `${place}.${key}`);
  } else {
    expect([place, ours]).toEqual([place, theirs]);
  }
}

judged('statistics.json is what Model Monitor wrote of the same rows, sketch and all (SLIPWAY_JUDGES)', () => {
  expectAlike(JSON.parse(JSON.stringify(judgesTable().document())), written('statistics.json'), 'statistics');
});

judged('the features of constraints.json are what Model Monitor suggested of the same rows (SLIPWAY_JUDGES)', () => {
  const { features } = written('good_cases', 'constraints.json') as ConstraintsDocument;
  expect(suggestConstraints(judgesTable()).features).toEqual(features);
});

judged('files of Model Monitor are read, and its own rows keep its constraints (SLIPWAY_JUDGES)', () => {
  const baseline = readStatistics(written('statistics.json'), 'statistics.json');
  const constraints = readConstraints(written('good_cases', 'constraints.json'), 'constraints.json');
  const checks = checkConstraints(constraints, judgesTable(), baseline);
  expect(checks.filter(({ violated }) => violated)).toEqual([]);
  expect(checks.filter(({ check }) => check === 'baseline_drift_check').map(({ value }) => value)).toEqual(Array(6).fill(0));
  for (const folder of ['capture', 'data_quality']) {
    const at = join(QUALITY, '..', folder);
    readStatistics(JSON.parse(readFileSync(join(at, 'statistics.json'), 'utf8')), folder);
  }
  readConstraints(JSON.parse(readFileSync(join(QUALITY, '..', 'capture', 'constraints.json'), 'utf8')), 'capture');
});
