import { deadlines, overdueSeconds } from '../../../core/batch/freshness';
import { instantOfRun, jobNameOf, mayReplace, runIdOf } from '../../../core/batch/run';
import { dayIn, dayText, instantOf } from '../../../core/zoned-time';

const BERLIN = 'Europe/Berlin';
const at = (text: string): number => Date.parse(text);
const daily = { kind: 'daily', minutes: 6 * 60, zone: BERLIN } as const;
const LONG_AGO = at('2020-01-01T00:00:00Z');

test('local times are instants of their zone, in winter and in summer', () => {
  expect(instantOf(BERLIN, { year: 2026, month: 1, day: 15 }, 360)).toEqual({ instant: at('2026-01-15T05:00:00Z'), exists: true });
  expect(instantOf(BERLIN, { year: 2026, month: 7, day: 15 }, 360)).toEqual({ instant: at('2026-07-15T04:00:00Z'), exists: true });
  expect(instantOf('Asia/Kathmandu', { year: 2026, month: 1, day: 15 }, 0)).toEqual({ instant: at('2026-01-14T18:15:00Z'), exists: true });
});

test('a time that does not exist is the instant at which the clocks go forward; of one that is there twice it is the first', () => {
  // Clocks go forward on 2026-03-29 at 02:00 and back on 2026-10-25 at 03:00 in Berlin (Directive 2000/84/EC).
  expect(instantOf(BERLIN, { year: 2026, month: 3, day: 29 }, 150)).toEqual({ instant: at('2026-03-29T01:00:00Z'), exists: false });
  expect(instantOf(BERLIN, { year: 2026, month: 10, day: 25 }, 150)).toEqual({ instant: at('2026-10-25T00:30:00Z'), exists: true });
  // New York: 2026-03-08 at 02:00 (Energy Policy Act of 2005).
  expect(instantOf('America/New_York', { year: 2026, month: 3, day: 8 }, 150)).toEqual({
    instant: at('2026-03-08T07:00:00Z'),
    exists: false,
  });
});

test('the day is that of the zone', () => {
  expect(dayText(dayIn('Pacific/Auckland', at('2026-02-28T12:00:00Z')))).toBe('2026-03-01');
});

test.each([
  ['refreshed this morning', '2026-05-02T03:30:00Z', '2026-05-02T05:00:00Z', 0],
  ['refreshed this morning, looked at before the deadline', '2026-05-02T03:30:00Z', '2026-05-02T03:59:59Z', 0],
  ['of yesterday, before the deadline', '2026-05-01T03:30:00Z', '2026-05-02T03:59:59Z', 0],
  ['of yesterday, at the deadline', '2026-05-01T03:30:00Z', '2026-05-02T04:00:00Z', 0],
  ['of yesterday, five minutes after it', '2026-05-01T03:30:00Z', '2026-05-02T04:05:00Z', 300],
  ['of the day before, an hour after it', '2026-04-30T03:30:00Z', '2026-05-02T05:00:00Z', 3600],
  ['never there, an hour after it', undefined, '2026-05-02T05:00:00Z', 3600],
])('a daily promise by 06:00 in Berlin: data %s', (_what, data, now, overdue) => {
  expect(overdueSeconds(daily, data === undefined ? undefined : at(data), at(now), LONG_AGO)).toBe(overdue);
});

test('on the day of a missing hour the deadline stays at six by the clock', () => {
  expect(deadlines(daily, at('2026-03-29T12:00:00Z'))).toEqual({ last: at('2026-03-29T04:00:00Z'), before: at('2026-03-28T05:00:00Z') });
});

test('what has just been deployed owes nothing until its first deadline', () => {
  const since = at('2026-05-02T05:00:00Z');
  expect(overdueSeconds(daily, undefined, at('2026-05-03T03:59:00Z'), since)).toBe(0);
  expect(overdueSeconds(daily, undefined, at('2026-05-03T04:01:00Z'), since)).toBe(60);
  expect(overdueSeconds({ kind: 'within', seconds: 3600 }, undefined, since + 3_600_000, since)).toBe(0);
  expect(overdueSeconds({ kind: 'within', seconds: 3600 }, undefined, since + 3_660_000, since)).toBe(60);
});

test('a promise within a time counts from the data', () => {
  const rule = { kind: 'within', seconds: 3600 } as const;
  expect(overdueSeconds(rule, at('2026-05-02T05:00:00Z'), at('2026-05-02T06:00:00Z'), LONG_AGO)).toBe(0);
  expect(overdueSeconds(rule, at('2026-05-02T05:00:00Z'), at('2026-05-02T06:10:00Z'), LONG_AGO)).toBe(600);
});

test('runs are named by their instant; job names end in run and attempt, and have at most 63 characters', () => {
  const instant = at('2026-03-01T04:30:00.000Z');
  expect(runIdOf(instant)).toBe('20260301T043000Z');
  expect(instantOfRun('20260301T043000Z')).toBe(instant);
  expect(instantOfRun('yesterday')).toBeUndefined();
  const name = jobNameOf('a-very-long-name-of-a-stack-and-a-deployment-in-it-that-goes-on', '20260301T043000Z', 12);
  expect(name).toMatch(/^a-very-long-.*-20260301t043000z-12$/);
  expect(name.length).toBeLessThanOrEqual(63);
});

test('newer data replace older ones, and never the other way round', () => {
  const [old, young] = [{ dataTime: '2026-03-01T04:30:00.000Z' }, { dataTime: '2026-03-02T04:30:00.000Z' }];
  expect([mayReplace(undefined, old), mayReplace(old, young), mayReplace(young, old), mayReplace(young, young)]).toEqual([
    true,
    true,
    false,
    false,
  ]);
});
