import { constant } from '../../../runtime/simulation/arrivals';
import { seeded } from '../../../runtime/random';
import { fleet, played, service } from './models';

const MICROS = 1_000_000;

/** Service times that are exponentially distributed, as the formulas of Erlang assume. */
function exponentialSeconds(mean: number): Float64Array {
  const random = seeded(3);
  return Float64Array.from({ length: 20_000 }, () => -mean * Math.log(1 - random()));
}

function meanWait(rest: Parameters<typeof fleet>[0], perMinute: number): number {
  const model = fleet(rest);
  const mean = model.seconds.reduce((sum, seconds) => sum + seconds, 0) / model.seconds.length;
  const { recorded } = played(service([model]), { arrivals: constant(perMinute), minutes: 600 });
  return recorded.mean('ModelLatency') / MICROS - mean;
}

// Pollaczek and Khinchine: with fixed service times s and load r, the mean wait is r s / 2 (1 - r).
test.each([
  [0.5, 0.05],
  [0.8, 0.2],
])('at load %d with fixed service times the mean wait is that of Pollaczek and Khinchine', (load, expected) => {
  const found = meanWait({ seconds: Float64Array.of(0.1) }, load * 600);
  expect(Math.abs(found / expected - 1)).toBeLessThan(0.05);
});

// Erlang C for c workers: chance to wait 0.7022 at c = 2, load 0.825 each (a table in Gross and Harris, Fundamentals of Queueing Theory);
// the mean wait is that chance x s / c (1 - r). Checked by hand: r = 0.8, c = 2 gives 0.7111 x 0.1 / 0.4 = 0.17778 s.
test.each([
  [1, 0.8, 0.4],
  [2, 0.8, 0.177_78],
  [4, 0.75, 0.050_94],
])('with %d workers at load %d the mean wait is that of Erlang C', (workers, load, expected) => {
  const found = meanWait({ workers, seconds: exponentialSeconds(0.1) }, load * workers * 600);
  expect(Math.abs(found / expected - 1)).toBeLessThan(0.1);
});

test('a worker that is busy half of the time shows as half a core', () => {
  const { recorded } = played(service(), { arrivals: constant(300), minutes: 600 });
  expect(recorded.mean('CPUUtilization')).toBeCloseTo(53, 0);
});

test('with more work than it can do the queue grows until SageMaker gives up after 60 s', () => {
  const { recorded, harms } = played(service(), { arrivals: constant(900), minutes: 10 });
  const greatest = recorded.greatest('ModelLatency').map((micros) => micros / MICROS);
  // Half as much again as it can do: half a minute more of waiting each minute, at most 60 s.
  expect(greatest[0]).toBeGreaterThan(24);
  expect(greatest[0]).toBeLessThan(38);
  expect(Math.max(...greatest)).toBeLessThan(60.2);
  expect(harms.failed[9]).toBeGreaterThan(200);
});

test('a request that stands for several leaves counts, waits and growth of the queue as they are', () => {
  const model = service([fleet({ seconds: Float64Array.of(0.01) })]);
  const shares = [1000, 100_000].map((playedOnes) => {
    const steady = played(model, { arrivals: constant(4000), minutes: 60, played: playedOnes }).recorded;
    const flooded = played(model, { arrivals: constant(9000), minutes: 2, played: playedOnes }).recorded;
    return [
      steady.count('Invocations') / 60,
      steady.count('ModelLatency') / steady.count('Invocations'),
      steady.mean('ModelLatency') / 1000,
      steady.mean('CPUUtilization'),
      (flooded.greatest('ModelLatency')[1] ?? 0) / MICROS,
    ] as const;
  });
  const [few = [], all = []] = shares;
  const ratios = few.map((value, index) => value / (all[index] ?? 1));
  expect(ratios.slice(0, 4).map((ratio) => Math.round(ratio * 20) / 20)).toEqual([1, 1, 1, 1]);
  // Of a flooded minute's six slices the beginnings are played, so that its last waits are a twelfth short.
  expect(ratios[4]).toBeGreaterThan(0.85);
  expect(ratios[4]).toBeLessThan(1.05);
  expect(all[4]).toBeGreaterThan(50);
});
