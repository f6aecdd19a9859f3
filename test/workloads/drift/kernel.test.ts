import fc from 'fast-check';
import type { NumericPlan, NumericProfile } from '../../../core/drift/profile/profile';
import { NumericAccumulator } from '../../../core/drift/profile/numeric-accumulator';
import { PlainValueCounter, type ValueCounterFactory } from '../../../core/drift/profile/value-counter';
import { seeded } from '../../../runtime/random';
import { kernelCounters } from '../../../workloads/drift/kernel/kernel-counter';

const PLAN: NumericPlan = { name: 'x', kind: 'numeric', integer: false, range: [-10, 1000], edges: [-1, 0.5, 3], spikes: [0, 2] };
const plainly: ValueCounterFactory = (plan, sketched) => new PlainValueCounter(plan, sketched);

function profileBy(counters: ValueCounterFactory, plan: NumericPlan, batches: readonly Float64Array[], sketched = true): NumericProfile {
  const accumulator = new NumericAccumulator(plan, sketched, counters);
  for (const batch of batches) accumulator.add(batch);
  return accumulator.finish('dense');
}

/** Equal in all but mean and deviation, which add up in another order; those are equal to 1e-12 of the greatest value. */
function expectAlike(plan: NumericPlan, batches: readonly Float64Array[]): void {
  const { mean, deviation, ...rest } = profileBy(plainly, plan, batches);
  const fast = profileBy(kernelCounters(), plan, batches);
  expect({ ...fast, mean: 0, deviation: 0 }).toEqual({ ...rest, mean: 0, deviation: 0 });
  const scale = Math.max(Math.abs(rest.min ?? 0), Math.abs(rest.max ?? 0), 1e-300);
  for (const [one, other] of [
    [fast.mean, mean],
    [fast.deviation, deviation],
  ]) {
    if (typeof one !== 'number' || typeof other !== 'number') expect(one).toBe(other);
    else if (scale < 1e150) expect(Math.abs(one - other)).toBeLessThanOrEqual(1e-12 * scale);
    else expect(Number.isFinite(one)).toBe(Number.isFinite(other));
  }
}

/** NaN of another pattern, and negative: all of them are one. */
const otherNaN = new Float64Array(Uint32Array.of(1, 0xfff80001, 0, 0x7ff00001).buffer);
const cut = fc.oneof(fc.double({ noNaN: true, noDefaultInfinity: true }), fc.constantFrom(0, 1, -1, 5e-324, -5e-324, 1e308, -1e308));
const value = fc.oneof(
  fc.double(),
  fc.constantFrom(0, -0, 2, -1, 3, 0.5, 5e-324, -5e-324, Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, ...otherNaN),
  fc.integer({ min: -5, max: 5 }),
);
const batch = fc.array(value, { maxLength: 60 });

test('the kernel counts what the plain counter counts, whatever the values, the cuts and the batches', () => {
  fc.assert(
    fc.property(fc.array(batch, { maxLength: 4 }), fc.uniqueArray(cut, { maxLength: 12 }), fc.nat(12), (batches, cuts, edges) => {
      const plan: NumericPlan = {
        ...PLAN,
        edges: cuts
          .slice(0, edges)
          .map((each) => each + 0)
          .sort((a, b) => a - b),
        spikes: [...new Set(cuts.slice(edges).map((each) => each + 0))].sort((a, b) => a - b),
      };
      // A cut may be the value of many rows, and the next double beside it that of others.
      const around = Float64Array.from(cuts.flatMap((each) => [each, each * (1 + Number.EPSILON), each * (1 - Number.EPSILON)]));
      expectAlike(plan, [...batches.map((each) => Float64Array.from(each)), around]);
    }),
    { numRuns: 500 },
  );
});

test('batches of any length, across the ends of blocks, with and without what is not finite', () => {
  const dice = seeded(7);
  for (const length of [1, 2, 3, 4, 5, 2047, 2048, 2049, 10_000]) {
    const values = Float64Array.from({ length }, () => Math.exp(20 * dice() - 10) * (dice() < 0.3 ? -1 : 1));
    expectAlike(PLAN, [values]);
    expectAlike(PLAN, [values.map((each, row) => (row % 7 === 0 ? Number.NaN : each))]);
    expectAlike({ ...PLAN, range: undefined }, [values.fill(0, 0, length / 2)]);
  }
});

test('every top half of a double is counted where the plain counter counts it', () => {
  const words = new Uint32Array(2 * 2 ** 16);
  for (let high = 0; high < 2 ** 16; high += 1) words[2 * high + 1] = ((high << 16) | ((high & 0xff) << 4)) >>> 0;
  expectAlike(PLAN, [new Float64Array(words.buffer)]);
});

test("a view of somebody else's memory is counted, and left as it is", () => {
  const all = Float64Array.of(9, 1, Number.NaN, 3, 9);
  expectAlike(PLAN, [all.subarray(1, 4)]);
  expect([...all]).toEqual([9, 1, Number.NaN, 3, 9]);
});

test('columns that share a kernel do not share counts', () => {
  const counters = kernelCounters();
  const plans = [PLAN, { ...PLAN, edges: [2.5], spikes: [] }, { ...PLAN, edges: [], spikes: [1] }];
  const accumulators = plans.map((plan) => new NumericAccumulator(plan, true, counters));
  for (let round = 0; round < 3; round += 1)
    for (const [index, accumulator] of accumulators.entries()) accumulator.add(Float64Array.of(index, index + 1, round * 1e9));
  const alone = plans.map((plan, index) =>
    profileBy(
      plainly,
      plan,
      [0, 1, 2].map((round) => Float64Array.of(index, index + 1, round * 1e9)),
    ),
  );
  expect(accumulators.map((accumulator) => accumulator.finish('dense').sketch)).toEqual(alone.map(({ sketch }) => sketch));
});

test('a sensitive column has bins and no sketch', () => {
  expect(profileBy(kernelCounters(), { ...PLAN, sensitive: true }, [Float64Array.of(1, 2, 0)])).toEqual(
    profileBy(plainly, { ...PLAN, sensitive: true }, [Float64Array.of(1, 2, 0)]),
  );
});
