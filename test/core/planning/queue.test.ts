import { serviceTimes, utilisation, waitP99 } from '../../../core/planning/queue';
import { constant } from '../../../runtime/simulation/arrivals';
import { fleet, played, service } from '../../runtime/simulation/models';

test('quantiles are those of the nearest rank, and a factor stretches all of them', () => {
  const times = serviceTimes([4, 1, 3, 2], 10);
  expect(times).toEqual({ mean: 25, meanSquare: 750, p50: 20, p99: 40, slowest: 40 });
});

test('an instance that takes 100 ms a request is busy half its time at 300 a minute', () => {
  expect(utilisation(300, 1, serviceTimes([100]))).toBeCloseTo(0.5);
  expect(utilisation(300, 2, serviceTimes([100]))).toBeCloseTo(0.25);
});

test('a queue that is never empty grows without end, and one that is hardly used has no wait', () => {
  expect(waitP99(600, 1, serviceTimes([100]))).toBe(Number.POSITIVE_INFINITY);
  expect(waitP99(5, 1, serviceTimes([100]))).toBe(0);
});

test('the wait of exponential service is exactly that of M/M/1: -ln(0.01 / busy) x mean / (1 - busy)', () => {
  // Quantiles of the exponential distribution in equal steps; their mean is 100 ms to a few thousandths.
  const millis = Array.from({ length: 20_000 }, (_, index) => -100 * Math.log(1 - (index + 0.5) / 20_000));
  const exact = (Math.log(0.5 / 0.01) * 100) / (1 - 0.5);
  expect(waitP99(300, 1, serviceTimes(millis)) / exact).toBeCloseTo(1, 1);
});

test('the simulation of the same queue agrees: ninety-nine of a hundred wait as long, to a tenth', () => {
  const seconds = 0.1;
  const { recorded } = played(service([fleet({ seconds: Float64Array.of(seconds) })]), { arrivals: constant(420), minutes: 600 });
  const latencies = recorded.all('ModelLatency').toSorted(([a], [b]) => a - b);
  const all = latencies.reduce((sum, [, count]) => sum + count, 0);
  let seen = 0;
  const p99 = latencies.find(([, count]) => (seen += count) >= all * 0.99)?.[0] ?? 0;
  const expected = seconds * 1000 + waitP99(420, 1, serviceTimes([seconds * 1000]));
  expect(Math.abs(expected / (p99 / 1000) - 1)).toBeLessThan(0.1);
});
