import { durationText } from '../../../core/units/duration-text';
import { fromMillis } from '../../../core/units/duration';

test('a latency in milliseconds is a thousand times as many microseconds', () => {
  expect(fromMillis(100, 'Microseconds')).toBe(100_000);
  expect(fromMillis(100, 'Milliseconds')).toBe(100);
  expect(fromMillis(1500, 'Seconds')).toBe(1.5);
  expect(fromMillis(1, 'Percent')).toBeUndefined();
});

test.each([
  [100, '100 ms'],
  [1000, '1 s'],
  [90_000, '90 s'],
  [900_000, '15 min'],
  [7_200_000, '2 h'],
  [86_400_000, '1 d'],
  [0, '0 ms'],
])('%d ms read %s', (millis, text) => {
  expect(durationText(millis)).toBe(text);
});
