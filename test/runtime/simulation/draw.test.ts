import fc from 'fast-check';
import { constant, replayed, weekly, withBursts } from '../../../runtime/simulation/arrivals';
import { binomial, poisson } from '../../../runtime/simulation/draw';
import { seeded } from '../../../runtime/random';
import { fleet, PER_INSTANCE, played, run, scaling, service } from './models';

const DRAWS = 20_000;

function moments(draw: () => number): { mean: number; variance: number } {
  const values = Array.from({ length: DRAWS }, draw);
  const mean = values.reduce((sum, value) => sum + value, 0) / DRAWS;
  return { mean, variance: values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / DRAWS };
}

test.each([0.3, 8, 49, 51, 400])('numbers of independent arrivals with mean %d have that mean and that variance', (mean) => {
  const random = seeded(5);
  const found = moments(() => poisson(mean, random));
  expect(Math.abs(found.mean / mean - 1)).toBeLessThan(0.03);
  expect(Math.abs(found.variance / mean - 1)).toBeLessThan(0.06);
});

test.each([
  [20, 0.05],
  [1000, 0.01],
  [1000, 0.3],
  [50, 0.9],
])('of %d with a chance of %d as many come true as the binomial distribution says', (n, chance) => {
  const random = seeded(6);
  const found = moments(() => binomial(n, chance, random));
  expect(Math.abs(found.mean / (n * chance) - 1)).toBeLessThan(0.03);
  expect(Math.abs(found.variance / (n * chance * (1 - chance)) - 1)).toBeLessThan(0.06);
});

test('never more come true than there are, and never fewer than none', () => {
  fc.assert(
    fc.property(fc.nat(100_000), fc.double({ min: 0, max: 1, noNaN: true }), fc.integer(), (n, chance, seed) => {
      const count = binomial(n, chance, seeded(seed));
      return Number.isInteger(count) && count >= 0 && count <= n;
    }),
  );
});

test('a week is busiest on a weekday afternoon and at its quietest every night, and has one burst a day', () => {
  const minutes = Array.from({ length: 7 * 1440 }, (_, minute) => weekly(600, 2).meanAt(minute));
  expect(Math.max(...minutes)).toBeCloseTo(600, 5);
  expect(Math.min(...minutes)).toBeCloseTo(2, 5);
  expect(weekly(600, 2).meanAt(5 * 1440 + 14 * 60)).toBeLessThan(300);
  const bursts = withBursts(constant(10), 2, 1);
  expect(Array.from({ length: 1440 }, (_, minute) => bursts.meanAt(minute)).filter((mean) => mean === 20)).toHaveLength(10);
});

test('captured traffic is replayed minute by minute, scaled up by what was not captured', () => {
  const { recorded } = played(service([fleet({ seconds: Float64Array.of(0.001) })]), { arrivals: replayed([3, 0, 5], 0.5), minutes: 6 });
  expect(recorded.count('Invocations')).toBe(2 * 2 * 8 + 2);
});

test('faults add up: two at once are both felt, each in its own time', () => {
  const intervals = [
    { from: 10, to: 30, disturbance: { traffic: 2 } },
    { from: 20, to: 40, disturbance: { failing: { share: 0.5, status: 500 } } },
  ];
  const { harms } = played(service([fleet({ seconds: Float64Array.of(0.001) })]), { arrivals: constant(1000), minutes: 50, intervals });
  const mean = (values: Float64Array, from: number, to: number): number =>
    values.subarray(from, to).reduce((sum, value) => sum + value, 0) / (to - from);
  expect([mean(harms.failed, 0, 20), mean(harms.failed, 40, 50)]).toEqual([0, 0]);
  expect(mean(harms.sent, 10, 30) / 2000).toBeCloseTo(1, 1);
  expect(mean(harms.failed, 20, 30) / 1000).toBeCloseTo(1, 1);
  expect(mean(harms.failed, 30, 40) / 500).toBeCloseTo(1, 1);
});

test('a fleet above its target grows after its start-up time, no further than its most', () => {
  const model = service([fleet({ seconds: Float64Array.of(0.001), scaling: scaling({ max: 3, tracking: [PER_INSTANCE] }) })]);
  const { recorded } = played(model, { arrivals: constant(1000), minutes: 30 });
  const instances = [...(recorded.minutes.get('CPUUtilization')?.values() ?? [])].map((values) => values.length);
  expect([instances[2], instances[7], instances[12], instances.at(-1)]).toEqual([1, 1, 3, 3]);
});

test('the same seed plays the same minutes, another others', () => {
  const failures = (seed: number): string =>
    String(
      played(service(), { seed, intervals: [{ from: 5, to: 50, disturbance: { failing: { share: 0.1, status: 500 } } }] }).harms.failed,
    );
  expect(failures(1)).toBe(failures(1));
  expect(failures(2)).not.toBe(failures(1));
  expect(run().seed).toBe(1);
});
