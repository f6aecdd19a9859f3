import { RUN_KEYS, type Pointer } from '../../../core/batch/run';
import type { RunRecord } from '../../../core/batch/record';
import type { BatchSettings } from '../../../core/batch/settings';
import { late } from '../../../workloads/steps/late';
import { prepare } from '../../../workloads/steps/prepare';
import { publish } from '../../../workloads/steps/publish';
import { StepBench } from './step-bench';

const PARTED: Partial<BatchSettings> = { input: 's3://data/in/{date}/' };
const [FIRST, SECOND, THIRD] = ['2026-03-01T04:30:00Z', '2026-03-02T04:30:00Z', '2026-03-03T04:30:00Z'];
const dayOf = (time: string): string => time.slice(0, 10);

let bench: StepBench;
beforeEach(async () => {
  bench = await StepBench.open(PARTED);
});
afterEach(() => bench.close());

/** A run from its beginning to its end; what it came to. */
async function run(time: string, again = false, now = time): Promise<RunRecord | string> {
  const answer = await prepare({ time, now, execution: 'arn:1', again }, bench.world(now));
  if (answer.status !== 'ready') return answer.because;
  bench.answer(answer);
  await publish({ ...answer, now, execution: 'arn:1' }, bench.world(now));
  return bench.json<RunRecord>(RUN_KEYS.record(answer.runId));
}

const pointerOf = (day?: string): Pointer => bench.json<Pointer>(day === undefined ? RUN_KEYS.pointer : RUN_KEYS.day(day));

test('each day has a pointer of its own beside that of the newest results', async () => {
  for (const time of [FIRST, SECOND]) {
    bench.put(`in/${dayOf(time)}/a.jsonl`, '{}\n');
    expect(await run(time)).toMatchObject({ published: true, publishedDay: dayOf(time) });
  }
  expect([pointerOf().runId, pointerOf('2026-03-01').runId, pointerOf('2026-03-02').runId]).toEqual([
    '20260302T043000Z',
    '20260301T043000Z',
    '20260302T043000Z',
  ]);
});

test('a day that is filled in twice is computed once, whatever time the second asks for', async () => {
  bench.put('in/2026-03-01/a.jsonl', '{}\n');
  await run(FIRST);
  // The schedule ran at half past five in Berlin, the backfill asks for six.
  expect(await run('2026-03-01T05:00:00Z', true)).toBe('run 20260301T043000Z has read all that there is of 2026-03-01');
});

test('run anew with what came, a day has a new run under the name of the old one, and its readers follow', async () => {
  bench.put('in/2026-03-01/a.jsonl', '{}\n');
  await run(FIRST);
  bench.put('in/2026-03-01/late.jsonl', '{}\n{}\n');
  expect(await run('2026-03-01T05:00:00Z', true)).toMatchObject({ runId: '20260301T043000Z-2', rowsIn: 3, published: true });
  expect([pointerOf().runId, pointerOf('2026-03-01')]).toMatchObject(['20260301T043000Z-2', { rows: 3, revision: 2 }]);
  bench.put('in/2026-03-01/later.jsonl', '{}\n');
  expect(await run(FIRST, true)).toMatchObject({ runId: '20260301T043000Z-3', rowsIn: 4 });
  // What was published before stays.
  expect(bench.json<RunRecord>(RUN_KEYS.record('20260301T043000Z')).rowsOut).toBe(1);
});

test('of an older day the newest results know nothing', async () => {
  for (const time of [FIRST, SECOND]) {
    bench.put(`in/${dayOf(time)}/a.jsonl`, '{}\n');
    await run(time);
  }
  bench.put('in/2026-03-01/late.jsonl', '{}\n');
  expect(await run(FIRST, true)).toMatchObject({
    published: false,
    because: 'run 20260302T043000Z has newer data, of 2026-03-02T04:30:00.000Z',
    publishedDay: '2026-03-01',
  });
  expect([pointerOf().runId, pointerOf('2026-03-01').runId]).toEqual(['20260302T043000Z', '20260301T043000Z-2']);
});

test('a day whose input is gone, or is there in part, is left as it was published', async () => {
  bench.put('in/2026-03-01/a.jsonl', '{}\n');
  await run(FIRST);
  bench.remove('in/2026-03-01/a.jsonl');
  expect(await run(FIRST, true)).toContain('has read all that there is');
  bench.put('in/2026-03-01/late.jsonl', '{}\n');
  expect(await run(FIRST, true)).toContain('1 of the objects that run 20260301T043000Z read of 2026-03-01 are gone');
  expect(pointerOf('2026-03-01').rows).toBe(1);
});

const lookedFor = (time: string, before: string, settings: BatchSettings['late']) =>
  late({ time, before, now: time }, bench.world(time, settings === undefined ? {} : { late: settings }));

test('late data are looked for from the newest day to the oldest, each day once', async () => {
  for (const time of [FIRST, SECOND, THIRD]) {
    bench.put(`in/${dayOf(time)}/a.jsonl`, '{}\n');
    await run(time);
  }
  const settings = { rerunDays: 3, lookDays: 6 };
  expect(await lookedFor(THIRD, '', settings)).toEqual({});
  expect(bench.logged).toMatchObject([{ RowsLost: 0 }]);
  for (const day of ['2026-03-01', '2026-03-02', '2026-03-03']) bench.put(`in/${day}/late.jsonl`, '{}\n');
  // What came into the day of the run itself waits for the next one.
  expect(await lookedFor(THIRD, '', settings)).toEqual({ time: '2026-03-02T04:30:00.000Z', day: '2026-03-02' });
  expect(await lookedFor(THIRD, '2026-03-02', settings)).toEqual({ time: '2026-03-01T04:30:00.000Z', day: '2026-03-01' });
  // Also where the second one could not be run: nobody goes round in a circle.
  expect(await lookedFor(THIRD, '2026-03-01', settings)).toEqual({});
  expect(bench.logged).toMatchObject([{ RowsLost: 0 }]);
  expect(await late({ time: THIRD, before: '', now: THIRD, backfill: true }, bench.world(THIRD, { late: settings }))).toEqual({});
});

test('what comes into a day that is closed is counted as lost, in records, and once', async () => {
  bench.put('in/2026-03-01/a.jsonl', '{}\n');
  await run(FIRST);
  bench.put('in/2026-03-01/late.jsonl', '{}\n\n{}\n{}');
  const settings = { rerunDays: 0, lookDays: 2 };
  expect(await lookedFor(SECOND, '', settings)).toEqual({});
  expect(bench.logged).toMatchObject([{ RowsLost: 3 }]);
  bench.put('in/2026-03-01/later.jsonl', '{}\n');
  await lookedFor(THIRD, '', settings);
  expect(bench.logged).toMatchObject([{ RowsLost: 1 }]);
  await lookedFor(THIRD, '', settings);
  expect(bench.logged).toMatchObject([{ RowsLost: 0 }]);
  expect(bench.json(RUN_KEYS.lost('2026-03-01'))).toMatchObject([
    { key: 'late.jsonl', rows: 3 },
    { key: 'later.jsonl', rows: 1 },
  ]);
  // After the days for which it is looked at, nobody looks.
  bench.put('in/2026-03-01/latest.jsonl', '{}\n');
  await lookedFor('2026-03-04T04:30:00Z', '', settings);
  expect(bench.logged).toMatchObject([{ RowsLost: 0 }]);
});

test('an object that is written anew is late like a new one', async () => {
  bench.put('in/2026-03-01/a.jsonl', '{}\n');
  await run(FIRST);
  bench.put('in/2026-03-01/a.jsonl', '{}\n{}\n');
  expect(await lookedFor(SECOND, '', { rerunDays: 1, lookDays: 2 })).toMatchObject({ day: '2026-03-01' });
  expect(await run(FIRST, true)).toMatchObject({ runId: '20260301T043000Z-2', rowsIn: 2 });
});
