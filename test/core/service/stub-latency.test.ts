import fc from 'fast-check';
import { stubMillis } from '../../../core/service/stub-latency';

/** scipy 1.17.1: `scipy.stats.fisk.ppf(share, math.log(99) / math.log(2000 / 80), scale=80)`. */
const FISK = [
  [0.05, 10.170086723709186],
  [0.25, 37.05673336704052],
  [0.5, 80],
  [0.75, 172.70815364671],
  [0.9, 372.8513292006948],
  [0.95, 629.2965019737636],
] as const;

test.each(FISK)('of a stub of 80 ms whose slowest takes 2 s, %d of the answers take at most %d ms, as scipy has it', (share, millis) => {
  expect(stubMillis({ latencyMillis: 80, slowestMillis: 2000 }, share)).toBeCloseTo(millis, 9);
});

test('one of a hundred takes the slowest, and none longer', () => {
  const stub = { latencyMillis: 80, slowestMillis: 2000 };
  expect([0.99, 0.999, 1 - Number.EPSILON].map((share) => stubMillis(stub, share))).toEqual([2000, 2000, 2000]);
  expect(stubMillis(stub, 0.9899)).toBeLessThan(2000);
});

test('without a slowest all take the same; an honest 0 stays 0', () => {
  expect([0, 0.5, 0.999].map((share) => stubMillis({ latencyMillis: 80 }, share))).toEqual([80, 80, 80]);
  expect([0, 0.5, 0.98, 0.99].map((share) => stubMillis({ latencyMillis: 0, slowestMillis: 50 }, share))).toEqual([0, 0, 0, 50]);
});

test('a larger share never takes less, and nothing leaves the declared range', () => {
  const share = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });
  const millis = fc.double({ min: 0, max: 60_000, noNaN: true });
  fc.assert(
    fc.property(millis, millis, share, share, (a, b, one, other) => {
      const stub = { latencyMillis: Math.min(a, b), slowestMillis: Math.max(a, b) };
      const [lower, upper] = [Math.min(one, other), Math.max(one, other)].map((each) => stubMillis(stub, each));
      expect(lower).toBeLessThanOrEqual((upper ?? 0) * (1 + 1e-12));
      expect(lower).toBeGreaterThanOrEqual(0);
      expect(upper).toBeLessThanOrEqual(stub.slowestMillis * (1 + 1e-12));
    }),
  );
});
