import { DayJudge, episodesOf, type DayVerdict } from '../../../core/drift/days/day-judge';
import { falseAlarms } from '../../../core/drift/days/false-alarms';
import type { HealthyWindow } from '../../../core/drift/verdict/thresholds';
import { seeded } from '../../../runtime/random';
import { baselineOf, profileOf, tableOf } from './tables';

const START = Date.parse('2026-03-02T00:00:00Z');
const DAY = 86_400_000;
const ROWS = 600;

function dayOf(index: number): string {
  return new Date(START + index * DAY).toISOString().slice(0, 10);
}

/** A day of orders: on weekends other hours and other goods. */
function orders(index: number, rows = ROWS): { hour: number[]; price: number[] } {
  const dice = seeded(1000 + index);
  const weekend = index % 7 >= 5;
  const each = <T>(make: () => T): T[] => Array.from({ length: rows }, make);
  return {
    hour: each(() => Math.floor((weekend ? 10 : 7) + dice() * (weekend ? 8 : 12))),
    price: each(() => Math.round(100 * (5 + (weekend ? 60 : 40) * dice() * dice())) / 100),
  };
}

const many = (days: readonly number[]): { hour: number[]; price: number[] } => ({
  hour: days.flatMap((index) => orders(index).hour),
  price: days.flatMap((index) => orders(index).price),
});
const TRAINING = baselineOf(tableOf(many(Array.from({ length: 14 }, (_, index) => index))));

function window(
  index: number,
  change: (columns: ReturnType<typeof orders>) => Record<string, unknown[]> = (columns) => columns,
): HealthyWindow {
  return { day: dayOf(index), profile: profileOf(TRAINING, [tableOf(change(orders(index)))]) };
}

const dearer = ({ hour, price }: ReturnType<typeof orders>): Record<string, unknown[]> => ({
  hour,
  price: price.map((each) => each * 1.6),
});

function run(count: number, changedOn: (index: number) => boolean): DayVerdict[] {
  const judge = new DayJudge(TRAINING);
  return Array.from({ length: count }, (_, index) => judge.next(window(index, changedOn(index) ? dearer : undefined)));
}

const drifted = ({ verdict }: DayVerdict): string[] => verdict.features.filter((feature) => feature.drifted).map(({ name }) => name);

test('weekends that look like no weekday are told once, and are healthy from when they come back', () => {
  const days = run(42, () => false);
  const firstWeekend = [5, 6];
  expect(days.map(({ healthy }) => healthy)).toEqual(Array.from({ length: 42 }, (_, index) => index < 28 && !firstWeekend.includes(index)));
  expect(episodesOf(days)).toEqual([{ notify: 'ticket', from: dayOf(5), to: dayOf(6), days: 2, columns: ['hour'] }]);
  // The first weekend is among the 28 all the same, since the second looks like it.
  expect(days.map(({ verdict }) => verdict.windows)).toEqual(Array.from({ length: 42 }, (_, index) => (index < 28 ? 0 : 28)));
});

test('one odd day tells nobody, the second running does, and says by how many days', () => {
  const days = run(40, (index) => index >= 35 && index <= 37);
  expect(days.slice(33).map(({ verdict }) => verdict.verdict)).toEqual([
    'no-drift',
    'no-drift',
    'no-drift',
    'drift',
    'drift',
    // Two of the last three: the day after is still told, the one after that is not.
    'drift',
    'no-drift',
  ]);
  const reason = (index: number): string | undefined => days[index]?.verdict.features.find(({ name }) => name === 'price')?.reason;
  expect(reason(35)).toMatch(/^its distribution changed .*; over its threshold in 1 of the last 3 days, 2 of 3 are needed$/);
  expect(reason(36)).toMatch(/; over its threshold in 2 of the last 3 days$/);
  expect(days.slice(36, 37).map(drifted)).toEqual([['price']]);
});

test('episodes put days running together, whichever column drifted, and a page outweighs a ticket', () => {
  // Half of the importance, which is worth a page, drifts on five days of which four are told and one after.
  const days = run(50, (index) => index >= 35 && index <= 39);
  expect(episodesOf(days).slice(1)).toEqual([{ notify: 'page', from: dayOf(36), to: dayOf(40), days: 5, columns: ['price'] }]);
});

test('before there are 28 healthy days one day decides, for a ticket at most, and is none of them', () => {
  const days = run(31, (index) => index === 3);
  expect(days[3]).toMatchObject({ healthy: false, verdict: { verdict: 'drift', notify: 'ticket', windows: 0 } });
  expect(days[3]?.verdict.features[0]).toMatchObject({ name: 'price', threshold: 0.2 });
  expect(days.map(({ verdict }) => verdict.windows).slice(26)).toEqual([0, 0, 0, 28, 28]);
});

test('the reference stays: what drifts slowly away from it is told, however small each step is', () => {
  const judge = new DayJudge(TRAINING);
  const days = Array.from({ length: 70 }, (_, index) =>
    judge.next(window(index, ({ hour, price }) => ({ hour, price: price.map((each) => each * (1 + Math.max(0, index - 28) * 0.02)) }))),
  );
  const told = days.findIndex((day) => drifted(day).includes('price'));
  expect(told).toBeGreaterThan(30);
  expect(days.slice(told).every(({ verdict }) => verdict.verdict === 'drift')).toBe(true);
});

test('a day with too few rows is not judged, and counts for no run', () => {
  const judge = new DayJudge(
    TRAINING,
    Array.from({ length: 28 }, (_, index) => window(index)),
  );
  const few = { day: dayOf(28), profile: profileOf(TRAINING, [tableOf({ hour: [1, 2], price: [9000, 9000] })]) };
  expect(judge.next(few).verdict).toMatchObject({ verdict: 'too-little', notify: 'nobody' });
  expect(judge.next(window(29, dearer)).verdict.verdict).toBe('no-drift');
  expect(judge.next(window(30, dearer)).verdict.verdict).toBe('drift');
});

test('healthy days page nobody, whichever block of them is the reference', () => {
  const measured = falseAlarms(
    TRAINING,
    Array.from({ length: 84 }, (_, index) => window(index)),
  );
  expect(measured).toMatchObject({ days: 3 * 56, budget: 1, pagesPerQuarter: 0, ticketsPerQuarter: 0 });
  expect(measured.blocks.map(({ from, to, days }) => [from, to, days])).toEqual([
    [dayOf(0), dayOf(27), 56],
    [dayOf(28), dayOf(55), 56],
    [dayOf(56), dayOf(83), 56],
  ]);
});

test('days that are no healthy ones are found by it: a month that is like no other pages from every other month', () => {
  const days = Array.from({ length: 84 }, (_, index) => window(index, index >= 56 ? dearer : undefined));
  const { blocks, pagesPerQuarter } = falseAlarms(TRAINING, days);
  // Seen from the first two months the third drifts, once each; seen from the third the two before it do, as one stretch.
  expect(blocks.map(({ episodes }) => episodes.map(({ notify }) => notify))).toEqual([['page'], ['page'], ['page']]);
  expect(pagesPerQuarter).toBeCloseTo((3 / 168) * 91, 12);
});
