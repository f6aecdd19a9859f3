import fc from 'fast-check';
import { parseStatistic } from '../../../core/metrics/index';

// CloudWatch user guide, Statistics-definitions; botocore 1.43.107, PutMetricAlarmInput.
test.each([
  ['SampleCount', 'SampleCount'],
  ['Average', 'Average'],
  ['Sum', 'Sum'],
  ['Minimum', 'Minimum'],
  ['Maximum', 'Maximum'],
  ['p0', 'Percentiles'],
  ['p50', 'Percentiles'],
  ['p99.99', 'Percentiles'],
  ['p100', 'Percentiles'],
  ['tm99', 'Percentiles'],
  ['tc90', 'Percentiles'],
  ['ts95', 'Percentiles'],
  ['wm98', 'Percentiles'],
  ['IQM', 'Percentiles'],
  ['TM(10%:90%)', 'Percentiles'],
  ['TM(:95%)', 'Percentiles'],
  ['PR(:300)', 'Percentiles'],
  ['PR(100:2000)', 'Percentiles'],
])('%s is a statistic of the family %s', (text, family) => {
  expect(parseStatistic(text)?.family).toBe(family);
});

test.each(['p101', 'p-1', 'p', 'median', 'TM(:)', 'TM(10%:190%)', 'P(99)', '', 'constructor', 'toString', 'Average '])(
  '%p is none',
  (text) => {
    expect(parseStatistic(text)).toBeUndefined();
  },
);

test('a percentile says its number', () => {
  expect(parseStatistic('p99.9')).toMatchObject({ percentile: 99.9 });
});

test('no text makes it stumble', () => {
  fc.assert(
    fc.property(fc.string(), (text) => {
      expect(() => parseStatistic(text)).not.toThrow();
    }),
  );
});
