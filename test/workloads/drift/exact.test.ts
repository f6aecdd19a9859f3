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

/** Of samples in any order, as the plain way gives them of sorted ones. */
function expectPlainDistances(one: Float64Array, other: Float64Array): void {
  const { ks, wasserstein: area } = kernel.distances(one, other);
  const [a, b] = [plainlySorted(one), plainlySorted(other)];
  expect(ks).toBe(kolmogorovSmirnov(a, b));
  const plain = wasserstein(a, b);
  // Beyond the greatest double neither says anything.
  if (Number.isFinite(plain) && plain < 1e300) expect(Math.abs(area - plain)).toBeLessThanOrEqual(1e-12 * Math.abs(plain));
}

test('distances are those of the plain way, ties or none', () => {
  fc.assert(fc.property(sample, sample, expectPlainDistances), { numRuns: 300 });
});

const KINDS: readonly [string, (dice: () => number, row: number) => number][] = [
  ['of one distribution', (dice) => dice() + dice() + dice() - 1.5],
  ['of many sizes', (dice) => Math.exp(20 * dice() - 10) * (dice() < 0.5 ? -1 : 1)],
  ['below zero', (dice) => -Math.exp(dice())],
  ['of clock times', (dice) => 1.7e9 + 1e6 * dice()],
  ['of clock times with zeros among them', (dice) => (dice() < 0.01 ? 0 : 1.7e9 + 1e6 * dice())],
  ['that are mostly zero', (dice) => (dice() < 0.7 ? 0 : Math.exp(2 * dice()))],
  ['of which one in three is a tenth', (dice) => (dice() < 0.3 ? 0.1 : dice())],
  ['that are whole', (dice) => Math.floor(90 * dice()) - 45],
  ['that are odd multiples of a third', (dice) => (2 * Math.floor(50 * dice()) + 1) / 3],
  ['with hundredths', (dice) => Math.round(1e4 * Math.exp(dice())) / 100],
  ['that differ in the last bits alone', (dice) => 1 + Math.floor(dice() * 2 ** 20) * Number.EPSILON],
  ['with gaps', (dice) => (dice() < 0.05 ? Number.NaN : dice() < 0.01 ? Number.NEGATIVE_INFINITY : dice())],
  ['that are all one', () => 7],
  ['in falling order', (_, row) => -row],
];

test.each(KINDS)('large samples %s have the distances of the plain way, whichever is first', (_, draw) => {
  const dice = seeded(5);
  const one = Float64Array.from({ length: 30_000 }, (__, row) => draw(dice, row));
  const like = Float64Array.from({ length: 20_011 }, (__, row) => draw(dice, row));
  const moved = like.map((value) => 1.01 * value + 0.001);
  for (const other of [like, moved]) {
    expectPlainDistances(one, other);
    expectPlainDistances(other, one);
    expectPlainDistances(one.slice().sort(), other);
  }
});

test('the area under a long tail is exact, where shares that are rounded first lose digits', () => {
  const dice = seeded(8);
  const draw = (shift: number): Float64Array =>
    Float64Array.from({ length: 50_000 }, () => (dice() < 0.7 ? 0 : Math.floor(1e3 * Math.exp(20 * dice() ** 4 + shift))));
  const [one, other] = [draw(0), draw(1e-3)];
  // Whole numbers, so that the area times n m is one too.
  const values = [...new Set([...one, ...other])].sort((a, b) => a - b);
  const [a, b] = [plainlySorted(one), plainlySorted(other)];
  let [i, j, area] = [0, 0, 0n];
  for (const [index, value] of values.slice(0, -1).entries()) {
    while (a[i] === value) i += 1;
    while (b[j] === value) j += 1;
    const apart = BigInt(i) * BigInt(b.length) - BigInt(j) * BigInt(a.length);
    area += (apart < 0n ? -apart : apart) * BigInt((values[index + 1] ?? 0) - value);
  }
  const exact = Number(area) / a.length / b.length;
  expect(Math.abs(kernel.distances(one, other).wasserstein / exact - 1)).toBeLessThanOrEqual(1e-15);
  expect(Math.abs(wasserstein(a, b) / exact - 1)).toBeLessThanOrEqual(1e-15);
});

test.each([
  [1, 1],
  [1, 9],
  [9, 1],
  [2, 5000],
  [5000, 2],
])('a sample of %i beside one of %i', (n, m) => {
  const dice = seeded(n + m);
  const [a, b] = [n, m].map((rows) => Float64Array.from({ length: rows }, () => Math.floor(20 * dice()))) as [Float64Array, Float64Array];
  expectPlainDistances(a, b);
});

test('of an empty sample there is no distance', () => {
  expect(kernel.sort(Float64Array.of(Number.NaN))).toEqual(new Float64Array(0));
  expect(kernel.distances(Float64Array.of(1), Float64Array.of(Number.NaN))).toEqual({ ks: Number.NaN, wasserstein: Number.NaN });
  expect(kernel.distances(new Float64Array(0), Float64Array.of(1))).toEqual({ ks: Number.NaN, wasserstein: Number.NaN });
});
