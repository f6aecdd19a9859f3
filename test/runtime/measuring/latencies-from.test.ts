import type { RecordedValue } from '../../../core/alarms/index';
import { quantile } from '../../../core/quality/quantile';
import { latenciesFrom } from '../../../runtime/measuring/latencies-from';
import type { ServicePlan } from '../../../runtime/plan';

const SERVICE = { path: 'Spam/Filter', endpointName: 'spam' } as ServicePlan;
const MICROS = 1000;

function values(statistics: Readonly<Record<string, readonly number[]>>, endpointName = 'spam'): RecordedValue[] {
  const metric = {
    namespace: 'AWS/SageMaker',
    name: 'ModelLatency',
    dimensions: { EndpointName: endpointName, VariantName: 'AllTraffic' },
  };
  return Object.entries(statistics).flatMap(([statistic, list]) =>
    list.map((value, at) => ({
      metric,
      statistic: statistic === '' ? undefined : statistic,
      at,
      periodSeconds: 60,
      value: value * MICROS,
    })),
  );
}

function timesOf(statistics: Readonly<Record<string, readonly number[]>>): number[] {
  return (latenciesFrom(values(statistics), [SERVICE])['Spam/Filter'] ?? []).toSorted((a, b) => a - b);
}

test('single samples are the service times, from microseconds to milliseconds', () => {
  expect(timesOf({ '': [3, 1, 2] })).toEqual([1, 2, 3]);
});

test('percentiles come back as they were given, by their median over the periods', () => {
  const times = timesOf({ p50: [10, 10, 12], p90: [20, 21, 20], p99: [40, 400, 44], Minimum: [5], Maximum: [100, 100] });
  expect(times).toHaveLength(200);
  // Two hundred points: a quantile is met to the step between two of them.
  expect(quantile(times, 0.5)).toBeCloseTo(10, 0);
  expect(quantile(times, 0.9)).toBeCloseTo(20, 0);
  expect(quantile(times, 0.99)).toBeGreaterThan(40);
  expect(times[0]).toBeGreaterThanOrEqual(5);
  expect(times.at(-1)).toBeLessThanOrEqual(100);
});

test('the average stands for the middle where only the tail has percentiles, and the curve never turns round', () => {
  expect(quantile(timesOf({ Average: [8], p90: [20], p99: [50] }), 0.5)).toBeCloseTo(8, 0);
  const skewed = timesOf({ Average: [30], p90: [20], p99: [50] });
  expect(skewed).toEqual(skewed.toSorted((a, b) => a - b));
});

test.each<[string, RecordedValue[], RegExp]>([
  ['an average alone', values({ Average: [8], Maximum: [100] }), /no percentile of ModelLatency of spam.*save p50, p90 and p99 too/],
  ['another endpoint', values({ p50: [8] }, 'fraud'), /holds no ModelLatency of spam; it has that of fraud/],
  ['no latency at all', [], /it has no ModelLatency at all/],
])('fails on %s, and says what there is', (_what, given, message) => {
  expect(() => latenciesFrom(given, [SERVICE])).toThrow(message);
});
