import { join } from 'node:path';
import { kolmogorovSmirnov } from '../../../core/drift/distances/kolmogorov-smirnov';
import { wasserstein } from '../../../core/drift/distances/wasserstein';
import { NumericAccumulator } from '../../../core/drift/profile/numeric-accumulator';
import type { NumericPlan, NumericProfile } from '../../../core/drift/profile/profile';
import { PlainValueCounter, type ValueCounterFactory } from '../../../core/drift/profile/value-counter';
import { seeded } from '../../../runtime/random';
import { CountPool } from '../../../workloads/drift/exact/count-pool';
import { ExactCounters } from '../../../workloads/drift/exact/exact-counters';
import { KeptCounters } from '../../../workloads/drift/exact/kept-counters';
import { readSorted, writeSorted } from '../../../workloads/drift/exact/sorted-columns';
import { ROOT } from '../../architecture/sources';

const PLAN: NumericPlan = { name: 'x', kind: 'numeric', integer: false, range: [-1, 2], edges: [-0.5, 0, 0.5], spikes: [0, 1] };
const plainly: ValueCounterFactory = (plan, sketched) => new PlainValueCounter(plan, sketched);
const dice = seeded(11);
const draw = (shift: number): Float64Array =>
  Float64Array.from({ length: 9000 }, () =>
    dice() < 0.2 ? Math.floor(3 * dice()) : dice() < 0.01 ? Number.NaN : 3 * dice() - 1.5 + shift,
  );
const BASELINE = draw(0);
const CURRENT = draw(0.1);

function profileBy(factory: ValueCounterFactory, values: Float64Array, plan = PLAN): NumericProfile {
  const accumulator = new NumericAccumulator(plan, true, factory);
  accumulator.add(values.subarray(0, 4000));
  accumulator.add(values.subarray(4000));
  return accumulator.finish('dense');
}

function ascending(values: Float64Array): Float64Array {
  return values.filter(Number.isFinite).sort();
}

const PLAIN = {
  ks: kolmogorovSmirnov(ascending(BASELINE), ascending(CURRENT)),
  wasserstein: wasserstein(ascending(BASELINE), ascending(CURRENT)),
};

function expectPlain(profile: NumericProfile, values: Float64Array): void {
  const { sketch: _, mean, deviation, ...plain } = profileBy(plainly, values);
  const { sketch: __, ...counted } = profile;
  expect(counted).toEqual({
    ...plain,
    mean: expect.closeTo(mean ?? 0, 12) as unknown,
    deviation: expect.closeTo(deviation ?? 0, 12) as unknown,
  });
}

test('columns are counted as the plain way counts them, and their distances are exact', () => {
  const baseline = new KeptCounters(10_000);
  expectPlain(profileBy(baseline.factory, BASELINE), BASELINE);
  for (const columns of [baseline.kept, baseline.sorted()]) {
    const current = new ExactCounters(10_000, columns);
    expectPlain(profileBy(current.factory, CURRENT), CURRENT);
    expect(current.distances.get('x')).toEqual({ ks: PLAIN.ks, wasserstein: expect.closeTo(PLAIN.wasserstein, 12) as unknown });
  }
});

test('one after the other leaves nothing to the next', () => {
  const columns = new Map(['x', 'y'].map((name) => [name, ascending(BASELINE)]));
  const counters = new ExactCounters(10_000, columns);
  const wide = CURRENT.map((value) => 1000 * value);
  const first = new NumericAccumulator({ ...PLAN, name: 'y' }, true, counters.factory);
  first.add(wide);
  first.finish('dense');
  expectPlain(profileBy(counters.factory, CURRENT), CURRENT);
});

test("a plan that is a baseline's profile lends its sketch to nobody", () => {
  const counters = new ExactCounters(10_000, new Map([['x', ascending(BASELINE)]]));
  const { sketch: _, ...rest } = profileBy(counters.factory, CURRENT, profileBy(plainly, BASELINE));
  expect(_).toBeUndefined();
  expectPlain(rest, CURRENT);
});

test('a baseline keeps no column that is too long, and no sensitive one', () => {
  const long = new KeptCounters(8999);
  expect(profileBy(long.factory, BASELINE).count).toBe(BASELINE.length);
  expect(long.kept.size).toBe(0);
  const sensitive = new KeptCounters(10_000);
  profileBy(sensitive.factory, BASELINE, { ...PLAN, sensitive: true });
  expect(sensitive.kept.size).toBe(0);
});

test('a column that turns out too long is counted into buckets after all', () => {
  const counters = new ExactCounters(8999, new Map([['x', ascending(BASELINE)]]));
  expect(profileBy(counters.factory, CURRENT)).toEqual({
    ...profileBy(plainly, CURRENT),
    mean: expect.any(Number) as unknown,
    deviation: expect.any(Number) as unknown,
  });
  expect(counters.distances.size).toBe(0);
});

test('a column that the baseline did not keep, and a sensitive one, are counted into buckets', () => {
  const counters = new ExactCounters(10_000, new Map([['x', ascending(BASELINE)]]));
  expect(profileBy(counters.factory, CURRENT, { ...PLAN, name: 'y' }).sketch).toBeDefined();
  expect(profileBy(counters.factory, CURRENT, { ...PLAN, sensitive: true })).toEqual(
    profileBy(plainly, CURRENT, { ...PLAN, sensitive: true }),
  );
  expect(counters.distances.size).toBe(0);
});

test('two threads say what one says', async () => {
  const pool = new CountPool(join(ROOT, 'assets/drift-counter/index.js'), 2);
  try {
    const names = ['x', 'y', 'z'];
    const counters = new ExactCounters(10_000, new Map(names.map((name) => [name, ascending(BASELINE)])));
    const accumulators = names.map((name) => new NumericAccumulator({ ...PLAN, name }, true, counters.factory));
    for (const accumulator of accumulators) accumulator.add(CURRENT);
    await counters.countBy(pool);
    for (const accumulator of accumulators) {
      const { name, ...rest } = accumulator.finish('dense');
      expectPlain({ ...rest, name: 'x' }, CURRENT);
      expect(counters.distances.get(name)?.ks).toBe(PLAIN.ks);
    }
  } finally {
    await pool.close();
  }
});

test('what a baseline keeps is read back, and anything else is refused', () => {
  const stored = new KeptCounters(10_000);
  expect(profileBy(stored.factory, BASELINE).sketch).toEqual(profileBy(plainly, BASELINE).sketch);
  const { index, doubles } = writeSorted(stored.sorted());
  expect(readSorted(JSON.parse(index), doubles, 'sorted.json')).toEqual(new Map([['x', ascending(BASELINE)]]));
  for (const bad of [null, {}, { version: 2, columns: [] }, { version: 1, columns: [{ name: 'x', values: 1 }] }])
    expect(() => readSorted(bad, doubles, 'sorted.json')).toThrow('make the baseline again');
});
