import fc from 'fast-check';
import { kolmogorovSmirnov } from '../../../core/drift/distances/kolmogorov-smirnov';
import { wasserstein } from '../../../core/drift/distances/wasserstein';
import { seeded } from '../../../runtime/random';
import { ExactKernel } from '../../../workloads/drift/exact/kernel';

const kernel = new ExactKernel();

/** As the engine sorts, without what is not finite; minus zero is zero. */
function plainlySorted(values: Float64Array): Float64Array {
  return values
    .filter(Number.isFinite)
    .map((each) => each + 0)
    .sort();
}

const value = fc.oneof(fc.double(), fc.constantFrom(0, -0, 1, -1, 5e-324, -5e-324, Number.NaN), fc.integer({ min: -3, max: 3 }));
const sample = fc.array(value, { maxLength: 200 }).map((values) => Float64Array.from(values));

test('any values are sorted as the engine sorts them, and what is not finite is left away', () => {
  fc.assert(
    fc.property(sample, (values) => {
      const before = values.slice();
      expect(kernel.sort(values)).toEqual(plainlySorted(values));
      expect(values).toEqual(before);
    }),
    { numRuns: 300 },
  );
});

test.each<[string, (dice: () => number, row: number) => number]>([
  ['spread over many sizes', (dice) => Math.exp(100 * dice() - 50) * (dice() < 0.5 ? -1 : 1)],
  ['that differ in the last bits alone, which takes all six digits', (dice) => 1 + Math.floor(dice() * 2 ** 20) * Number.EPSILON],
  ['of which half differ in the last bits alone', (dice) => (dice() < 0.5 ? Math.exp(100 * dice() - 50) : 1 + dice() * 2 ** -30)],
  ['of one size of which half differ in the last bits alone', (dice) => (dice() < 0.5 ? 1024 + dice() : 1024.5 + dice() * 2 ** -32)],
  ['that are all one', () => 7],
  ['of two kinds', (dice) => (dice() < 0.9 ? 0 : 1)],
  ['in falling order', (_, row) => -row],
  ['of clock times in milliseconds', (dice) => 1.7e12 + Math.floor(dice() * 1e10)],
])('100,000 values %s are sorted', (_, draw) => {
  const dice = seeded(3);
  const values = Float64Array.from({ length: 100_000 }, (__, row) => draw(dice, row));
  expect(kernel.sort(values)).toEqual(plainlySorted(values));
});

test('distances are those of the plain way, ties or none', () => {
  fc.assert(
    fc.property(sample, sample, (one, other) => {
      const [a, b] = [plainlySorted(one), plainlySorted(other)];
      kernel.sort(b);
      const { ks, wasserstein: area } = kernel.distancesFrom(a);
      expect(ks).toBe(kolmogorovSmirnov(a, b));
      const plain = wasserstein(a, b);
      // Beyond the greatest double neither says anything.
      if (Number.isFinite(plain) && plain < 1e300) expect(Math.abs(area - plain)).toBeLessThanOrEqual(1e-12 * Math.abs(plain));
    }),
    { numRuns: 300 },
  );
});

test('large samples of unlike sizes have the distances of the plain way', () => {
  const dice = seeded(5);
  const a = plainlySorted(Float64Array.from({ length: 30_000 }, () => dice() + dice()));
  const b = plainlySorted(Float64Array.from({ length: 20_011 }, () => Math.floor(1000 * (dice() + 1.1 * dice())) / 1000));
  kernel.sort(b);
  const { ks, wasserstein: area } = kernel.distancesFrom(a);
  expect(ks).toBe(kolmogorovSmirnov(a, b));
  expect(Math.abs(area / wasserstein(a, b) - 1)).toBeLessThanOrEqual(1e-12);
});

test.each([
  [1, 1],
  [1, 9],
  [9, 1],
  [2, 5000],
  [5000, 2],
])('a sample of %i beside one of %i', (n, m) => {
  const dice = seeded(n + m);
  const [a, b] = [n, m].map((rows) => plainlySorted(Float64Array.from({ length: rows }, () => Math.floor(20 * dice())))) as [
    Float64Array,
    Float64Array,
  ];
  kernel.sort(b);
  const { ks, wasserstein: area } = kernel.distancesFrom(a);
  expect(ks).toBe(kolmogorovSmirnov(a, b));
  expect(area).toBeCloseTo(wasserstein(a, b), 12);
});

test('of an empty sample there is no distance', () => {
  expect(kernel.sort(Float64Array.of(Number.NaN))).toEqual(new Float64Array(0));
  expect(kernel.distancesFrom(Float64Array.of(1))).toEqual({ ks: Number.NaN, wasserstein: Number.NaN });
  kernel.sort(Float64Array.of(1));
  expect(kernel.distancesFrom(new Float64Array(0))).toEqual({ ks: Number.NaN, wasserstein: Number.NaN });
});
