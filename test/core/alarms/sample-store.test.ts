import fc from 'fast-check';
import { delayed, SampleStore, type Visibility } from '../../../core/alarms/index';
import { parseStatistic, type Statistic } from '../../../core/metrics/index';
import { METRIC } from './alarms';

const MINUTE = 60_000;

// Values 1 to 10. CloudWatch user guide, statistics-definitions: TM(2:8) leaves out what is 2 or less and what is above 8. numpy 2:
// numpy.percentile(numpy.arange(1, 11), [50, 90, 99]). scipy 1.16: scipy.stats.trim_mean(x, 0.1), scipy.stats.mstats.winsorize(x, (0.1, 0.1)).
test.each([
  ['SampleCount', 10],
  ['Sum', 55],
  ['Average', 5.5],
  ['Minimum', 1],
  ['Maximum', 10],
  ['p0', 1],
  ['p50', 5.5],
  ['p90', 9.1],
  ['p99', 9.91],
  ['p100', 10],
  ['TM(2:8)', 5.5],
  ['TC(2:8)', 6],
  ['TS(2:8)', 33],
  ['TM(:4)', 2.5],
  ['TC(4:)', 6],
  ['PR(:3)', 30],
  ['PR(2:8)', 60],
  ['TM(10%:90%)', 5.5],
  ['tm90', 5],
  ['TS(80%:)', 19],
  ['tc90', 9],
  ['ts90', 45],
  ['WM(2:9)', 5.5],
  ['wm100', 5.5],
  // The middle half of ten values is five of them: 4 to 7 whole, 3 and 8 by half.
  ['IQM', 5.5],
])('%s of one to ten is %p', (text, expected) => {
  const series = new SampleStore().series(METRIC);
  for (const value of [7, 3, 10, 1, 5, 9, 2, 8, 4, 6]) series.add(0, value);
  expect(series.statistic(statistic(text), 0, MINUTE)).toBeCloseTo(expected, 12);
});

// The guide's own equivalences (statistics-definitions).
test.each([
  ['IQM', 'TM(25%:75%)'],
  ['tm90', 'TM(:90%)'],
  ['tm99', 'TM(0%:99%)'],
  ['ts80', 'TS(0%:80%)'],
])('%s is %s', (one, other) => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 99 }), { minLength: 1 }), (values) => {
      const series = new SampleStore().series(METRIC);
      for (const value of values) series.add(0, value);
      expect(series.statistic(statistic(one), 0, MINUTE)).toBeCloseTo(series.statistic(statistic(other), 0, MINUTE), 9);
    }),
  );
});

test('a trimmed sum is the trimmed mean times the trimmed count', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 99 }), { minLength: 1 }), (values) => {
      const series = new SampleStore().series(METRIC);
      for (const value of values) series.add(0, value);
      const of = (text: string): number => series.statistic(statistic(text), 0, MINUTE);
      expect(of('TS(10%:80%)')).toBeCloseTo(of('TM(10%:80%)') * of('TC(10%:80%)'), 9);
    }),
  );
});

test('every statistic of every window is that of the samples in it, in whatever order and however often they come', () => {
  const sample = fc.record({
    minute: fc.integer({ min: 0, max: 700 }),
    value: fc.integer({ min: -9, max: 9 }),
    count: fc.integer({ min: 1, max: 3 }),
  });
  const window = fc.tuple(fc.integer({ min: 0, max: 700 }), fc.integer({ min: 1, max: 700 }));
  fc.assert(
    fc.property(fc.array(sample, { maxLength: 300 }), fc.array(window, { minLength: 1, maxLength: 5 }), (samples, windows) => {
      const series = new SampleStore().series(METRIC);
      samples.forEach(({ minute, value, count }, index) => {
        series.add(minute * MINUTE, value, count);
        // Asking in between must not spoil what is added later.
        if (index % 50 === 0) series.statistic(statistic('p90'), 0, 701 * MINUTE);
      });
      for (const [from, length] of windows) {
        const inside = samples.filter(({ minute }) => minute >= from && minute < from + length);
        const values = inside.flatMap(({ value, count }) => Array<number>(count).fill(value)).toSorted((a, b) => a - b);
        for (const text of ['SampleCount', 'Sum', 'Average', 'Minimum', 'Maximum', 'p0', 'p10', 'p50', 'p90', 'p99', 'p100', 'TC(0:5)']) {
          const found = series.statistic(statistic(text), from * MINUTE, (from + length) * MINUTE);
          if (values.length === 0) expect(found).toBeNaN();
          else expect(found).toBeCloseTo(naive(text, values), 9);
        }
      }
    }),
    { numRuns: 60 },
  );
});

test('a minute can be read after its delay and no earlier', () => {
  const store = new SampleStore({ visibility: delayed(2 * MINUTE) });
  const series = store.series(METRIC);
  series.add(0, 1);
  series.add(MINUTE, 1);
  const readAt = (at: number): number => series.statistic(statistic('Sum'), 0, 10 * MINUTE, at);
  expect(readAt(3 * MINUTE - 1)).toBeNaN();
  expect(readAt(3 * MINUTE)).toBe(1);
  expect(readAt(4 * MINUTE)).toBe(2);
});

test('delays may differ by minute, and a minute may be lost', () => {
  const visibility: Visibility = (start) => (start === MINUTE ? Number.POSITIVE_INFINITY : start + 5 * MINUTE);
  const series = new SampleStore({ visibility }).series(METRIC);
  for (const minute of [0, 1, 2]) series.add(minute * MINUTE, 10 ** minute);
  expect(series.statistic(statistic('Sum'), 0, 10 * MINUTE, 7 * MINUTE)).toBe(101);
  expect(series.isSettled(0, 3 * MINUTE, 60 * MINUTE)).toBe(false);
});

// botocore 1.43.107, MetricDatum: NaN and infinities are rejected.
test('what is no number leaves no trace', () => {
  const series = new SampleStore().series(METRIC);
  for (const value of [Number.NaN, Number.POSITIVE_INFINITY]) series.add(0, value);
  series.add(0, 5, 0);
  expect(series.samples(0, MINUTE)).toBe(0);
  expect(series.span).toBeUndefined();
});

// botocore 1.43.107, PutMetricData: percentiles of a StatisticSet only where Min = Max and Sum = Min × SampleCount.
test('a summary counts, and has percentiles only where all its values are the same', () => {
  const series = new SampleStore().series(METRIC);
  series.addSummary(0, { count: 4, sum: 10, min: 1, max: 4 });
  expect(series.statistic(statistic('Average'), 0, MINUTE)).toBe(2.5);
  expect(series.statistic(statistic('p90'), 0, MINUTE)).toBeNaN();
  series.addSummary(MINUTE, { count: 4, sum: 12, min: 3, max: 3 });
  expect(series.statistic(statistic('p90'), MINUTE, 2 * MINUTE)).toBe(3);
});

test('a metric is its name, its namespace and its dimensions in any order; each unit is apart', () => {
  const store = new SampleStore();
  const [a, b] = [
    { X: '1', Y: '2' },
    { Y: '2', X: '1' },
  ].map((dimensions) => ({ ...METRIC, dimensions }));
  store.series(a ?? METRIC, { unit: 'Seconds' }).add(0, 1);
  expect(store.find(b ?? METRIC, 'Seconds')?.samples(0, MINUTE)).toBe(1);
  expect(store.find(b ?? METRIC)?.unit).toBe('Seconds');
  expect(store.find(b ?? METRIC, 'Milliseconds')).toBeUndefined();
  expect(store.find({ ...METRIC, dimensions: { X: '1' } })).toBeUndefined();
});

test('a gap of years costs nothing, and what is forgotten is gone', () => {
  const series = new SampleStore().series(METRIC);
  series.add(-MINUTE, 1);
  series.add(Date.UTC(2026, 10, 25), 2);
  expect(series.statistic(statistic('Sum'), -MINUTE, Date.UTC(2027, 0))).toBe(3);
  series.forgetBefore(Date.UTC(2026, 10, 25));
  expect(series.statistic(statistic('Sum'), -MINUTE, Date.UTC(2027, 0))).toBe(2);
});

function statistic(text: string): Statistic {
  const parsed = parseStatistic(text);
  if (parsed === undefined) throw new Error(`${text} is no statistic`);
  return parsed;
}

function naive(text: string, sorted: readonly number[]): number {
  const sum = sorted.reduce((total, value) => total + value, 0);
  if (text === 'SampleCount') return sorted.length;
  if (text === 'Sum') return sum;
  if (text === 'Average') return sum / sorted.length;
  if (text === 'Minimum') return sorted[0] ?? Number.NaN;
  if (text === 'Maximum') return sorted.at(-1) ?? Number.NaN;
  if (text === 'TC(0:5)') return sorted.filter((value) => value > 0 && value <= 5).length;
  const position = (Number(text.slice(1)) / 100) * (sorted.length - 1);
  const [low, high] = [sorted[Math.floor(position)] ?? Number.NaN, sorted[Math.ceil(position)] ?? Number.NaN];
  return low + (high - low) * (position % 1);
}
