import fc from 'fast-check';
import { RUN_KEYS, type Pointer } from '../../../core/batch/run';
import type { RunRecord } from '../../../core/batch/record';
import type { BatchSettings } from '../../../core/batch/settings';
import type { PrepareAnswer, PublishAnswer } from '../../../core/batch/steps';
import { KeySet } from '../../../workloads/steps/key-set';
import { prepare } from '../../../workloads/steps/prepare';
import { publish } from '../../../workloads/steps/publish';
import { StepBench } from './step-bench';

const TIME = '2026-03-02T04:30:00Z';
const RUN = '20260302T043000Z';

let bench: StepBench;
beforeEach(async () => {
  bench = await StepBench.open();
});
afterEach(() => bench.close());

type Ready = Extract<PrepareAnswer, { status: 'ready' }>;

async function ready(settings: Partial<BatchSettings> = {}): Promise<Ready> {
  const answer = await prepare({ time: TIME, now: TIME, execution: 'arn:1' }, bench.world(TIME, settings));
  if (answer.status !== 'ready') throw new TypeError(answer.because);
  return answer;
}

const published = (run: Ready, settings: Partial<BatchSettings> = {}, partly = false): Promise<PublishAnswer> =>
  publish({ ...run, now: TIME, execution: 'arn:1', partly, job: partly ? '{}' : {} }, bench.world(TIME, settings));

const outputOf = (key: string): string => bench.text(`${RUN_KEYS.output(RUN, 1)}${key}.out`);

describe('keys after a join', () => {
  const KEYED = { uniqueKey: ['id', 'day'] } as const;

  test('may be anything that differs', async () => {
    bench.put('in/a.jsonl', '{}\n{}\n{}\n');
    bench.put('in/b.jsonl', '{}\n');
    const run = await ready(KEYED);
    bench.answer(run, {
      'a.jsonl': ['{"id":1,"day":"2"}', '{"id":"1","day":"2"}', '{"id":12,"day":""}'],
      'b.jsonl': ['{"id":1,"day":2}'],
    });
    expect(await published(run, KEYED)).toMatchObject({ rowsOut: 4, published: true });
  });

  test('of 64 bits differ in their last digit too', async () => {
    bench.put('in/a.jsonl', '{}\n{}\n');
    const run = await ready(KEYED);
    bench.answer(run, { 'a.jsonl': ['{"id":9007199254740992,"day":1}', '{"id":9007199254740993,"day":1}'] });
    expect(await published(run, KEYED)).toMatchObject({ rowsOut: 2, published: true });
    bench.answer(run, { 'a.jsonl': ['{"id":9007199254740993,"day":1}', '{"day":1,"id":9007199254740993}'] });
    await expect(published(run, KEYED)).rejects.toMatchObject({ name: 'KeysRepeat' });
  });

  test('fail the run where one is there twice, in whichever objects; the message names the place and no value', async () => {
    bench.put('in/a.jsonl', '{}\n{}\n');
    bench.put('in/b.jsonl', '{}\n{}\n');
    const run = await ready(KEYED);
    bench.answer(run, {
      'a.jsonl': ['{"id":"secret","day":1}', '{"id":"other","day":1}'],
      'b.jsonl': ['{"id":"x","day":1}', '{"day":1,"id":"secret","spam":1}'],
    });
    const failure = await published(run, KEYED).catch((error: unknown) => error as Error);
    expect(failure).toMatchObject({
      name: 'KeysRepeat',
      message: expect.stringMatching(/^row 2 of s3:\/\/data\/out\/.*b\.jsonl\.out has the same id, day as a row before it/),
    });
    expect((failure as Error).message).not.toContain('secret');
    expect(bench.has('out/current.json')).toBe(false);
  });

  test('fail the run where a row has none; rejected records need none', async () => {
    bench.put('in/a.jsonl', '{}\n{}\n');
    const run = await ready(KEYED);
    bench.answer(run, { 'a.jsonl': ['{"id":1,"day":1}', '{"spam":null,"slipwayRejected":"no number"}'] });
    expect(await published(run, KEYED)).toMatchObject({ rowsOut: 1, rejected: 1 });
    bench.answer(run, { 'a.jsonl': ['{"id":1,"day":1}', '{"id":2,"day":null}'] });
    await expect(published(run, KEYED)).rejects.toMatchObject({ name: 'NoKey', message: expect.stringContaining('has no field day') });
  });

  test('are columns by number in CSV, quotes and all', async () => {
    const settings = { format: 'csv', uniqueKey: ['1', '0'] } as const;
    bench.put('in/a.csv', 'x\nx\nx\n');
    const run = await ready(settings);
    bench.answer(run, { 'a.csv': ['a,"b,c",0.5', '"a,b",c,0.5', 'a,b,0.5'] });
    expect(await published(run, settings)).toMatchObject({ rowsOut: 3 });
    bench.answer(run, { 'a.csv': ['a,"b",0.5', 'a,c,0.5', '"a",b,0.7'] });
    await expect(published(run, settings)).rejects.toMatchObject({ name: 'KeysRepeat', message: expect.stringContaining('row 3 of') });
  });

  test('are remembered exactly, as a set of them is', () => {
    fc.assert(
      fc.property(fc.array(fc.string({ maxLength: 2 }), { maxLength: 300 }), (keys) => {
        const [mine, plain] = [new KeySet(), new Set<string>()];
        for (const key of keys) {
          expect(mine.add(key)).toBe(!plain.has(key));
          plain.add(key);
        }
      }),
      { numRuns: 50 },
    );
    const many = new KeySet();
    for (let key = 0; key < 50_000; key += 1) if (!many.add(String(key))) throw new TypeError(`${key} was there`);
    for (let key = 0; key < 50_000; key += 1) if (many.add(String(key))) throw new TypeError(`${key} was forgotten`);
  });

  test('of more rows than memory holds are refused, in words', () => {
    const few = new KeySet(8192);
    expect(() => {
      for (let key = 0; key < 8192; key += 1) few.add(String(key));
    }).toThrow('the keys of more than 5734 rows cannot be held against each other');
  });
});

describe('an input whose objects hold no record', () => {
  const EMPTY = { input: 's3://data/in/{date}/' } as const;
  const scored = async (settings: Partial<BatchSettings>): Promise<Ready> => {
    bench.put('in/2026-03-02/a.jsonl', '\n\r\n');
    const run = await ready({ ...EMPTY, ...settings });
    bench.answer(run, { 'a.jsonl': [] });
    return run;
  };

  test('fails the run, as one without objects does', async () => {
    await expect(published(await scored({}), EMPTY)).rejects.toMatchObject({
      name: 'EmptyInput',
      message: 'there is no record in s3://data/in/2026-03-02/; put the input there, or let an empty input succeed (onEmpty)',
    });
    expect(bench.has('out/current.json')).toBe(false);
  });

  test('is the result of its day where it may succeed, and what readers read stays, as of now', async () => {
    bench.put('out/current.json', JSON.stringify({ runId: 'before', dataTime: '2026-03-01T04:30:00.000Z', rows: 7 }));
    const settings = { ...EMPTY, onEmpty: 'succeed' } as const;
    expect(await published(await scored(settings), settings)).toMatchObject({
      published: false,
      because: 'there is no record in s3://data/in/2026-03-02/',
      publishedDay: '2026-03-02',
    });
    expect(bench.json<Pointer>('current.json')).toMatchObject({ runId: 'before', dataTime: '2026-03-02T04:30:00.000Z', rows: 7 });
    expect(bench.json<Pointer>('days/2026-03-02.json')).toMatchObject({ runId: RUN, rows: 0 });
  });
});

test('a run of which no record can be scored fails: what readers read stays, and the reasons are kept', async () => {
  bench.put('in/a.jsonl', '{}\n{}\n');
  const run = await ready();
  bench.answer(run, { 'a.jsonl': ['{"spam":null,"slipwayRejected":"no number"}', '{"spam":null,"slipwayRejected":"no such column"}'] });
  await expect(published(run)).rejects.toMatchObject({
    name: 'NothingScored',
    message: expect.stringContaining('none of 2 records of s3://data/in/ could be scored, and nothing is published'),
  });
  expect(bench.has('out/current.json')).toBe(false);
  expect(bench.text(`${RUN_KEYS.rejected(RUN, 1)}a.jsonl.jsonl`)).toContain('no such column');
});

describe('a run-id column', () => {
  test('is a last field of records, once, and changes nothing else of them', async () => {
    const settings = { runIdColumn: 'run' };
    bench.put('in/a.jsonl', '{}\n{}\n{}\n');
    const run = await ready(settings);
    bench.answer(run, { 'a.jsonl': ['{"spam":1.0,"n":12345678901234567890 }', '{}', '{"spam":null,"slipwayRejected":"no number"}'] });
    await published(run, settings);
    const stamped = `{"spam":1.0,"n":12345678901234567890,"run":"${RUN}"}\n{"run":"${RUN}"}\n`;
    expect(outputOf('a.jsonl')).toBe(stamped);
    // The step is run again.
    expect(await published(run, settings)).toMatchObject({ rowsOut: 2, rejected: 1 });
    expect(outputOf('a.jsonl')).toBe(stamped);
  });

  test('is a last column of CSV', async () => {
    const settings = { format: 'csv', runIdColumn: 'run' } as const;
    bench.put('in/a.csv', '1\n2\n');
    const run = await ready(settings);
    bench.answer(run, { 'a.csv': ['7,"x, y",0.5', '8,z,0.25\r'] });
    await published(run, settings);
    expect(outputOf('a.csv')).toBe(`7,"x, y",0.5,${RUN}\n8,z,0.25,${RUN}\n`);
  });

  test('fails where rows are no records', async () => {
    const settings = { runIdColumn: 'run' };
    bench.put('in/a.jsonl', '{}\n');
    const run = await ready(settings);
    bench.answer(run, { 'a.jsonl': ['[0.5]'] });
    await expect(published(run, settings)).rejects.toMatchObject({ name: 'NoRecord' });
  });
});

describe('two executions of one run', () => {
  test('at the same instant: one computes, the other is told who does', async () => {
    bench.put('in/a.jsonl', '{}\n');
    const event = { time: TIME, now: TIME };
    const answers = await Promise.all(
      ['arn:1', 'arn:2', 'arn:3', 'arn:4'].map((execution) => prepare({ ...event, execution }, bench.world(TIME))),
    );
    expect(answers.map(({ status }) => status).toSorted()).toEqual(['ready', 'underway', 'underway', 'underway']);
  });

  test('of which the clock makes two attempts publish once, whichever is done first', async () => {
    bench.put('in/a.jsonl', '{}\n');
    const first = await ready();
    // The clock jumps a day ahead: the first one seems to be gone.
    const ahead = '2026-03-03T04:30:00Z';
    const second = await prepare({ time: TIME, now: ahead, execution: 'arn:2' }, bench.world(ahead));
    if (second.status !== 'ready') throw new TypeError(second.because);
    for (const run of [first, second]) bench.answer(run);
    expect(await publish({ ...second, now: ahead, execution: 'arn:2' }, bench.world(ahead))).toMatchObject({ published: true });
    const pointer = bench.json<Pointer>(RUN_KEYS.pointer);
    // And back again: the first one is still there, and ends.
    expect(await published(first)).toMatchObject({ published: true });
    expect(bench.logged).toEqual([]);
    expect(bench.json<Pointer>(RUN_KEYS.pointer)).toEqual(pointer);
    expect(bench.json<RunRecord>(RUN_KEYS.record(RUN)).attempt).toBe(2);
  });

  test('whose clock is set back in between is not taken for one that is gone, and takes no less than no time', async () => {
    bench.put('in/a.jsonl', '{}\n');
    const run = await ready();
    const before = '2026-03-01T00:00:00Z';
    expect(await prepare({ time: TIME, now: before, execution: 'arn:2' }, bench.world(before))).toMatchObject({ status: 'underway' });
    bench.answer(run);
    await publish({ ...run, now: before, execution: 'arn:1' }, bench.world(before));
    expect(bench.json<RunRecord>(RUN_KEYS.record(RUN))).toMatchObject({ durationSeconds: 0, published: true });
  });
});

describe('an object without an output', () => {
  test('of a job that failed for the last time is set aside: the others are published, and its records are lost', async () => {
    for (const key of ['a', 'b', 'c']) bench.put(`in/${key}.jsonl`, '{}\n{}\n');
    const run = await ready();
    bench.answer(run);
    bench.remove(`out/${RUN_KEYS.output(RUN, 1)}b.jsonl.out`);
    expect(await published(run, {}, true)).toMatchObject({ rowsIn: 6, rowsOut: 4, setAside: 1, published: true });
    expect(bench.logged).toMatchObject([{ RunFailed: 0, RowsLost: 2, RejectedRate: 0 }]);
    expect(bench.json<RunRecord>(RUN_KEYS.record(RUN))).toMatchObject({
      setAside: [{ key: 'b.jsonl', rows: 2 }],
      attempts: [{ error: 'States.TaskFailed' }],
    });
    expect(bench.json<Pointer>(RUN_KEYS.pointer)).toMatchObject({ rows: 4, without: ['b.jsonl'] });
    expect((await bench.results())?.objects.map(({ input }) => input)).toEqual(['a.jsonl', 'c.jsonl']);
  });

  test('fails the run where more than half have none', async () => {
    for (const key of ['a', 'b', 'c']) bench.put(`in/${key}.jsonl`, '{}\n');
    const run = await ready();
    bench.answer(run);
    for (const key of ['a', 'b']) bench.remove(`out/${RUN_KEYS.output(RUN, 1)}${key}.jsonl.out`);
    await expect(published(run, {}, true)).rejects.toMatchObject({
      name: 'TooManySetAside',
      message: expect.stringContaining('2 of 3 objects have no output'),
    });
    expect(bench.has('out/current.json')).toBe(false);
  });
});
