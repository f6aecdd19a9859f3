import fc from 'fast-check';
import { findMetric, type MetricEntry } from '../../../core/metrics/index';
import { SteppingClock } from '../../../runtime/clock';
import { Bucket } from '../../../runtime/observing/bucket';
import { MetricStore } from '../../../runtime/observing/metric-store';

const NOON = Date.UTC(2026, 10, 24, 12);
const MINUTE = 60_000;
const LATENCY = findMetric('real-time', 'ModelLatency') as MetricEntry;
const DIMENSIONS = { EndpointName: 'spam', VariantName: 'AllTraffic' };
function bucketOf(values: readonly number[]): Bucket {
  const bucket = new Bucket();
  for (const value of values) bucket.add(value);
  return bucket;
}

const KEY = { namespace: 'AWS/SageMaker', name: 'ModelLatency', dimensions: DIMENSIONS };

test('values are kept by the minute of the clock', () => {
  const clock = new SteppingClock(NOON + 59_999);
  const store = new MetricStore(clock);
  store.record(LATENCY, DIMENSIONS, 1000);
  clock.advance(1);
  store.record(LATENCY, DIMENSIONS, 3000);
  expect(store.datapoints({ ...KEY, statistic: 'Average', periodSeconds: 60, from: NOON, to: NOON + 2 * MINUTE })).toEqual([
    { timestamp: NOON, value: 1000 },
    { timestamp: NOON + MINUTE, value: 3000 },
  ]);
  expect(store.datapoints({ ...KEY, statistic: 'Sum', periodSeconds: 300, from: NOON, to: NOON + 5 * MINUTE })).toEqual([
    { timestamp: NOON, value: 4000 },
  ]);
});

test('the order of dimensions makes no other metric, another value does', () => {
  const store = new MetricStore(new SteppingClock(NOON));
  store.record(LATENCY, { VariantName: 'AllTraffic', EndpointName: 'spam' }, 1);
  store.record(LATENCY, DIMENSIONS, 2);
  store.record(LATENCY, { ...DIMENSIONS, VariantName: 'Green' }, 4);
  expect(store.total({ ...KEY, statistic: 'Sum' })).toBe(3);
  expect(store.list()).toHaveLength(2);
});

test('a metric is listed with its unit and the statistics that CloudWatch holds', () => {
  const store = new MetricStore(new SteppingClock(NOON));
  store.record(LATENCY, DIMENSIONS, 1);
  store.record(findMetric('real-time', 'OverheadLatency') as MetricEntry, DIMENSIONS, 1);
  expect(store.list().map(({ name, unit, statistics }) => [name, unit, statistics.includes('p99')])).toEqual([
    ['ModelLatency', 'Microseconds', true],
    ['OverheadLatency', 'Microseconds', false],
  ]);
});

test('after three hours a minute is forgotten', () => {
  const clock = new SteppingClock(NOON);
  const store = new MetricStore(clock);
  store.record(LATENCY, DIMENSIONS, 1);
  clock.advance(181 * MINUTE);
  store.record(LATENCY, DIMENSIONS, 2);
  expect(store.total({ ...KEY, statistic: 'Sum' })).toBe(2);
});

// numpy.percentile([15, 20, 35, 40, 50], [50, 90, 99]) of numpy 2.4: 35, 46, 49.6.
test.each([
  ['p50', 35],
  ['p90', 46],
  ['p99', 49.6],
  ['Average', 32],
  ['SampleCount', 5],
  ['Minimum', 15],
  ['Maximum', 50],
  ['Sum', 160],
])('%s of five values', (statistic, expected) => {
  expect(bucketOf([40, 15, 50, 35, 20]).statistic(statistic)).toBeCloseTo(expected, 10);
});

test('what is not recorded, and what is no statistic, is not a number', () => {
  const store = new MetricStore(new SteppingClock(NOON));
  expect(store.total({ ...KEY, statistic: 'Sum' })).toBeNaN();
  expect(bucketOf([1]).statistic('p101')).toBeNaN();
});

test('percentiles lie between the extremes and never fall', () => {
  fc.assert(
    fc.property(fc.array(fc.double({ noNaN: true, min: 0, max: 1e9 }), { minLength: 1 }), (values) => {
      const [p50, p90, p99] = ['p50', 'p90', 'p99'].map((statistic) => bucketOf(values).statistic(statistic)) as [number, number, number];
      expect(p50).toBeGreaterThanOrEqual(bucketOf(values).statistic('Minimum'));
      expect(p90).toBeGreaterThanOrEqual(p50);
      expect(p99).toBeGreaterThanOrEqual(p90);
      expect(p99).toBeLessThanOrEqual(bucketOf(values).statistic('Maximum'));
    }),
  );
});

test('a minute of many values keeps exact counts and sums, and percentiles of an even sample', () => {
  const bucket = bucketOf(Array.from({ length: 100_000 }, (_, index) => index));
  expect(bucket.statistic('SampleCount')).toBe(100_000);
  expect(bucket.statistic('Sum')).toBe((100_000 * 99_999) / 2);
  expect(bucket.statistic('Maximum')).toBe(99_999);
  expect(Math.abs(bucket.statistic('p99') - 99_000)).toBeLessThan(20);
});

test('merged minutes weigh their values alike, however thinned each is', () => {
  const many = bucketOf(Array.from({ length: 80_000 }, () => 1));
  const few = bucketOf(Array.from({ length: 20_000 }, () => 2));
  const merged = Bucket.merged([many, few]);
  expect(merged.statistic('SampleCount')).toBe(100_000);
  expect([merged.statistic('p79'), merged.statistic('p81')]).toEqual([1, 2]);
});
