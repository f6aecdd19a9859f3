import fc from 'fast-check';
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { bucketStart, orderedKey, rawKey } from '../../../core/drift/profile/bits';
import { byCodePoint } from '../../../core/drift/profile/by-code-point';
import { mergeProfiles } from '../../../core/drift/profile/merge';
import { bucketsOf } from '../../../core/drift/profile/sketch';
import type { ColumnProfile, NumericProfile, Profile, ProfilePlan } from '../../../core/drift/profile/profile';
import { readProfile } from '../../../core/drift/profile/read';
import { planTable } from '../../../core/drift/table/plan-table';
import { seeded } from '../../../runtime/random';
import { baselineOf, profileOf, slice, tableOf } from './tables';

const ORDER = { inputs: [], outputs: [] };
const PLAN: ProfilePlan = {
  ...ORDER,
  features: [
    { name: 'x', kind: 'numeric', integer: false, range: [-10, 1000], edges: [-1, 0.5, 3], spikes: [0, 2] },
    { name: 'n', kind: 'numeric', integer: true, edges: [10], spikes: [] },
    { name: 'secret', kind: 'numeric', integer: false, sensitive: true, edges: [0], spikes: [] },
    { name: 'c', kind: 'categorical', known: ['a', 'b'] },
    {
      name: 'who',
      kind: 'categorical',
      sensitive: true,
      known: Array.from({ length: 32 }, (_, bin) => `#${String(bin).padStart(2, '0')}`),
    },
  ],
  predictions: [{ name: 'p', kind: 'numeric', integer: false, edges: [0.5], spikes: [] }],
  leftOut: [],
  segments: [
    { feature: 'c', value: 'a' },
    { feature: 'c', value: null },
  ],
};

const number = fc.oneof(
  fc.double(),
  fc.constantFrom(0, -0, 2, 0.5, -1, 3, '', 'NA', 'nan', '-inf', 'twelve', null, undefined, true, '1e3', ' 7 '),
  fc.integer({ min: -5, max: 5 }),
);
const name = fc.oneof(fc.constantFrom('a', 'b', '', null, '', '𐍈'), fc.string({ maxLength: 3 }));
const row = fc.record({ x: number, n: number, secret: number, c: name, who: name, p: fc.double({ min: 0, max: 1, noNaN: true }) });
const rows = fc.array(row, { maxLength: 60 });

function batchOf(list: readonly Record<string, unknown>[]): ReturnType<typeof tableOf> {
  return { rows: list.length, columns: new Map(['x', 'n', 'secret', 'c', 'who', 'p'].map((key) => [key, list.map((each) => each[key])])) };
}

/** Equal in everything but mean and deviation, which are equal to 1e-9. */
function expectSame(one: Profile, other: Profile): void {
  const rough = (profile: Profile): unknown =>
    JSON.parse(JSON.stringify(profile, (key, value: unknown) => (key === 'mean' || key === 'deviation' ? undefined : value)));
  expect(rough(one)).toEqual(rough(other));
  const columns = (profile: Profile): ColumnProfile[] => [
    ...profile.features,
    ...profile.predictions,
    ...profile.segments.flatMap(({ features, predictions }) => [...features, ...predictions]),
  ];
  const others = columns(other);
  for (const [index, column] of columns(one).entries()) {
    const twin = others[index];
    if (column.kind !== 'numeric' || twin?.kind !== 'numeric') continue;
    // Squares of what is smaller than the root of the least number vanish, and their deviation with them.
    const scale = Math.max(1e-150, Math.abs(column.min ?? 0), Math.abs(column.max ?? 0), Math.abs(column.mean ?? 0), column.deviation ?? 0);
    for (const key of ['mean', 'deviation'] as const) {
      const [a, b] = [column[key], twin[key]];
      if (a === null || b === null) expect(a).toBe(b);
      else if (Number.isFinite(a) && scale < 1e150) expect(Math.abs(a - b)).toBeLessThanOrEqual(1e-9 * scale);
    }
  }
}

test.each(['compact', 'dense'] as const)('%s profiles of parts add up to the profile of the whole, in any order and grouping', (size) => {
  fc.assert(
    fc.property(fc.array(rows, { minLength: 2, maxLength: 5 }), fc.infiniteStream(fc.nat()), (parts, dice) => {
      const whole = profileOf(PLAN, [batchOf(parts.flat())], size);
      const pool = parts.map((part) => profileOf(PLAN, [batchOf(part)], size));
      // Any two, until one is left.
      while (pool.length > 1) {
        const [one] = pool.splice(dice.next().value % pool.length, 1);
        const [other] = pool.splice(dice.next().value % pool.length, 1);
        if (one !== undefined && other !== undefined) pool.push(mergeProfiles(one, other, size));
      }
      expectSame(pool[0], whole);
    }),
    { numRuns: 200 },
  );
});

test('how rows are cut into batches changes nothing', () => {
  fc.assert(
    fc.property(rows, fc.nat(59), (list, at) => {
      expectSame(profileOf(PLAN, [batchOf(list.slice(0, at)), batchOf(list.slice(at))]), profileOf(PLAN, [batchOf(list)]));
    }),
  );
});

test('count, missing and type errors are all rows', () => {
  fc.assert(
    fc.property(rows, (list) => {
      const profile = profileOf(PLAN, [batchOf(list)]);
      for (const { count, missing, typeErrors } of [...profile.features, ...profile.predictions])
        expect(count + missing + typeErrors).toBe(list.length);
      expect(profile.segments.reduce((sum, segment) => sum + segment.rows, 0)).toBe(list.length);
    }),
  );
});

test('new names beyond the first thousand are counted together, and parts still add up', () => {
  const plan: ProfilePlan = {
    ...ORDER,
    features: [{ name: 'c', kind: 'categorical', known: ['k3'] }],
    predictions: [],
    leftOut: [],
    segments: [],
  };
  const names = Array.from({ length: 5000 }, (_, index) => `k${(index * 7919) % 3001}`);
  const whole = profileOf(plan, [tableOf({ c: names })]);
  const parts = [4000, 100, 2500].map((at, index, cuts) =>
    profileOf(plan, [tableOf({ c: names.slice(index === 0 ? at : 0, index === 0 ? 5000 : cuts[0]) })]),
  );
  const merged = mergeProfiles(parts[0], parts[1]);
  expect(merged).toEqual(whole);
  const [column] = whole.features;
  if (column?.kind !== 'categorical') throw new Error('the column is categorical');
  expect(column.unseen).toHaveLength(1000);
  expect(column.unseen.map(([each]) => each)).toEqual(
    [...new Set(names)]
      .filter((each) => each !== 'k3')
      .sort()
      .slice(0, 1000),
  );
  expect(column.others).toBe(5000 - (column.knownCounts[0] ?? 0) - column.unseen.reduce((sum, [, count]) => sum + count, 0));
});

test('a million categories are counted, a thousand of them by name', () => {
  const plan: ProfilePlan = {
    ...ORDER,
    features: [{ name: 'c', kind: 'categorical', known: ['a'] }],
    predictions: [],
    leftOut: [],
    segments: [],
  };
  const names = Array.from({ length: 1_000_000 }, (_, index) => `u${index}`);
  const [column] = profileOf(plan, [tableOf({ c: names })]).features;
  if (column?.kind !== 'categorical') throw new Error('the column is categorical');
  expect(column).toMatchObject({ knownCounts: [0], others: 999_000 });
  expect(column.unseen).toEqual(
    names
      .sort()
      .slice(0, 1000)
      .map((name) => [name, 1]),
  );
});

test('names are ordered as their UTF-8 bytes are', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), fc.string({ unit: 'binary' }), (a, b) => {
      expect(Math.sign(byCodePoint(a, b))).toBe(Buffer.compare(Buffer.from(a), Buffer.from(b)));
    }),
  );
});

test('a key is the top 20 bits of the double, and buckets are in the order of their numbers', () => {
  fc.assert(
    fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (value) => {
      const view = new DataView(new ArrayBuffer(8));
      view.setFloat64(0, value === 0 ? 0 : value);
      const key = orderedKey(rawKey(value, view.getInt32(0)));
      expect(Number(view.getBigInt64(0) >> 44n)).toBe(rawKey(value, view.getInt32(0)));
      for (const bits of [20, 18, 14]) {
        const folded = key >> (20 - bits);
        const [start, end] = [bucketStart(folded, bits), bucketStart(folded + 1, bits)];
        expect(start <= value && value <= end).toBe(true);
        expect(value >= 0 ? value < end : value > start).toBe(true);
      }
    }),
    { numRuns: 2000 },
  );
});

test('a compact sketch takes at most 64 KB, and is folded no further than it must', () => {
  const dice = seeded(3);
  // Random exponents: as many buckets as doubles can have.
  const wild = Float64Array.from({ length: 200_000 }, () => (dice() - 0.5) * 2 ** (dice() * 600 - 300));
  const plan: ProfilePlan = {
    ...ORDER,
    features: [{ name: 'x', kind: 'numeric', integer: false, edges: [], spikes: [] }],
    predictions: [],
    leftOut: [],
    segments: [],
  };
  const [compact, dense] = (['compact', 'dense'] as const).map(
    (size) => profileOf(plan, [tableOf({ x: wild })], size).features[0] as NumericProfile,
  );
  expect(JSON.stringify(compact).length).toBeLessThanOrEqual(64 * 1024);
  expect(dense?.sketch?.bits).toBe(20);
  expect(compact?.sketch?.bits).toBeLessThan(20);
  expect(compact?.sketch?.counts.reduce((sum, count) => sum + count, 0)).toBe(wild.length);
  const halves = [wild.slice(0, 50_000), wild.slice(50_000)].map((part) => profileOf(plan, [tableOf({ x: part })]));
  expect((mergeProfiles(halves[0], halves[1]).features[0] as NumericProfile).sketch).toEqual(compact?.sketch);
});

test('values of sensitive features are nowhere in a profile', () => {
  const dice = seeded(8);
  const salary = Array.from({ length: 500 }, (_, index) => (index % 3 === 0 ? 54321.98 : 10_000 + Math.round(dice() * 9e6) / 100));
  const diagnosis = Array.from({ length: 500 }, (_, index) => ['influenza', 'migraine', 'asthma'][index % 3]);
  const schema = {
    version: 1,
    features: [
      { name: 'salary', type: 'number', sensitive: true },
      { name: 'diagnosis', type: 'string', sensitive: true, segment: true },
    ],
    outputs: [{ name: 'p', type: 'number' }],
  } as const;
  const text = JSON.stringify(baselineOf(tableOf({ salary, diagnosis }), { schema }));
  expect([...salary, ...diagnosis].filter((value) => text.includes(String(value)))).toEqual([]);
});

test('a profile that somebody else wrote is checked, and every problem is named by its place', () => {
  const good = baselineOf(tableOf({ x: [1, 2, 3], c: ['a', 'b', 'a'] }));
  expect(readProfile(JSON.parse(JSON.stringify(good)), 'p.json')).toEqual(good);
  expect(() => readProfile({ ...good, version: 2 }, 'p.json')).toThrow(
    /version is 2; this package reads version 1; make the baseline again/,
  );
  expect(() => readProfile([], 'p.json')).toThrow(/a profile is an object/);
  const [x] = good.features;
  expect(() => readProfile({ ...good, rows: -1, features: [{ ...x, binCounts: [], min: 'low' }] }, 'p.json')).toThrow(
    /rows is a number; give a whole number from 0; features\[0\]\.min is a string; give a number or null; features\[0\]\.binCounts has 0 counts; give \d+, one more than edges \(p\.json\)/,
  );
});

test('profiles of two plans are not added up', () => {
  const one = baselineOf(tableOf({ x: [1, 2, 3] }));
  expect(() => mergeProfiles(one, baselineOf(tableOf({ y: [1, 2, 3] })))).toThrow(/'x \(numeric\)' is counted in another way on each side/);
  expect(() => mergeProfiles(one, baselineOf(tableOf({ x: [1, 2, 4] })))).toThrow(/'x' is counted in another way/);
});

test('the spikes of a baseline are its values above 5 %, and the other bins hold about a tenth each', () => {
  const dice = seeded(4);
  const x = Array.from({ length: 10_000 }, () => (dice() < 0.3 ? 0 : dice() * 10));
  const [column] = baselineOf(tableOf({ x })).features as NumericProfile[];
  expect(column?.spikes).toEqual([0]);
  expect(column?.edges).toHaveLength(6);
  for (const count of column?.binCounts ?? []) expect(Math.abs(count - 1000)).toBeLessThan(20);
});

test('a table of integers and of texts is planned by what it holds', () => {
  const plan = planTable(tableOf({ n: ['1', '2', '3'], x: ['1.5', 'NA', '2'], c: ['a', '1', 'b'], empty: ['', '', ''] }), 3, {});
  expect(plan.features.map((column) => [column.name, column.kind, column.kind === 'numeric' && column.integer])).toEqual([
    ['n', 'numeric', true],
    ['x', 'numeric', false],
    ['c', 'categorical', false],
  ]);
  expect(plan.leftOut).toEqual([{ name: 'empty', reason: 'it has no value in the baseline' }]);
});

test.each([
  ['dates as texts', (row: number) => `2001-0${1 + (row % 6)}-1${row % 9}`, 'its texts read as dates'],
  ['dates', (row: number) => new Date(1e12 + row), 'its values are dates'],
  ['dates as numbers', (row: number) => 20_010_101 + (row % 28), 'its numbers read as dates (yyyymmdd)'],
  ['a clock', (row: number) => 1_700_000_000_000 + row * 977, 'its numbers read as times since 1970'],
  ['a counter', (row: number) => 17.5 + row * 3, 'its values go up from row to row'],
  ['a counter that runs backwards', (row: number) => 5000 - row, 'its values go down from row to row'],
  ['shuffled ids', (row: number) => (row * 7919) % 1009, 'its whole numbers are all different and lie close together'],
  ['ids as texts', (row: number) => `user-${row}`, 'nearly every row has a text of its own'],
])('%s are left out of the comparison, and why is said', (_what, valueOf, reason) => {
  const table = tableOf({
    each: Array.from({ length: 1000 }, (_, row) => valueOf(row)),
    other: Array.from({ length: 1000 }, (_, row) => row % 7),
  });
  const plan = planTable(table, 1000, {});
  expect(plan.leftOut).toEqual([{ name: 'each', reason: expect.stringContaining(reason) as string }]);
  expect(plan.features.map((column) => column.name)).toEqual(['other']);
});

test('a counter whose range is declared is compared', () => {
  const schema = {
    version: 1,
    features: [{ name: 'n', type: 'number', range: [0, 5000] as [number, number] }],
    outputs: [{ name: 'p', type: 'number' }],
  } as const;
  const plan = planTable(tableOf({ n: Array.from({ length: 1000 }, (_, row) => row) }), 1000, { schema });
  expect(plan.leftOut).toEqual([]);
});

const python = spawnSync('python3', ['--version']).status === 0;
(python ? test : test.skip)('sixty lines of Python, written from docs/profile.md, count a table to the same profile', () => {
  const folder = mkdtempSync(join(tmpdir(), 'slipway-profile-'));
  try {
    const dice = seeded(5);
    const list = Array.from({ length: 3000 }, () => ({
      x: ['', 'NA', 'nan', '-inf', 'x', '0', '-0', '2'][Math.floor(dice() * 30)] ?? String((dice() - 0.4) * 10 ** (dice() * 12 - 4)),
      n: String(Math.round(dice() * 40) / (dice() < 0.05 ? 7 : 1)),
      secret: String(dice() * 100 - 50),
      c: ['a', 'b', '', 'ä', '𐍈', '\uffee', `x${Math.floor(dice() * 5000)}`][Math.floor(dice() * 7)] ?? '',
      who: ['Ada', 'Grace', 'Édouard', ''][Math.floor(dice() * 4)] ?? '',
      p: String(dice()),
    }));
    const ours = profileOf({ ...PLAN, segments: [] }, [batchOf(list)]);
    writeFileSync(join(folder, 'baseline.json'), JSON.stringify(ours));
    writeFileSync(join(folder, 'data.csv'), `x,n,secret,c,who,p\n${list.map((each) => Object.values(each).join(',')).join('\n')}\n`);
    const written = execFileSync('python3', [join(__dirname, 'writer.py'), join(folder, 'baseline.json'), join(folder, 'data.csv')], {
      encoding: 'utf8',
    });
    const theirs = readProfile(JSON.parse(written), 'writer.py');
    expect(theirs).toMatchObject({ rows: 3000 });
    expectSame(theirs, JSON.parse(JSON.stringify(ours)) as Profile);
    const sketch = (ours.features[0] as NumericProfile).sketch;
    expect(sketch === undefined ? 0 : bucketsOf(sketch).keys.length).toBeGreaterThan(1000);
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test('a part of a table is counted by itself', () => {
  const table = tableOf({ x: [1, 2, 3, 4], c: ['a', 'b', 'c', 'd'] });
  const plan = planTable(table, 4, {});
  expect(mergeProfiles(profileOf(plan, [slice(table, 0, 1)]), profileOf(plan, [slice(table, 1, 4)])).rows).toBe(4);
});
