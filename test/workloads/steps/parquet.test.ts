import { join } from 'node:path';
import { readFileSync } from 'node:fs';
import type { RunManifest } from '../../../core/batch/run';
import { RUN_KEYS } from '../../../core/batch/run';
import { convert } from '../../../workloads/steps/convert';
import { late } from '../../../workloads/steps/late';
import { prepare } from '../../../workloads/steps/prepare';
import { publish } from '../../../workloads/steps/publish';
import { StepBench } from './step-bench';

const FILES = join(__dirname, '../drift/files');
const TIME = '2026-03-02T04:30:00Z';
const RUN = '20260302T043000Z';
const PARQUET = { table: 'parquet', input: 's3://data/in/{date}/' } as const;
const PLENTY = (): number => 900_000;

let bench: StepBench;
beforeEach(async () => {
  bench = await StepBench.open(PARQUET);
});
afterEach(() => bench.close());

const put = (key: string, file = 'none.parquet'): void => bench.put(`in/2026-03-02/${key}`, readFileSync(join(FILES, file)));
const prepared = (): Promise<unknown> => prepare({ time: TIME, now: TIME, execution: 'arn:1' }, bench.world(TIME));
const converted = (remaining = PLENTY): Promise<unknown> => convert({ runId: RUN, now: TIME }, bench.world(TIME), remaining);
const linesOf = (key: string): unknown[] =>
  bench
    .text(`${RUN_KEYS.lines(RUN)}${key}`)
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as unknown);

test('every row is a record, with the names of its columns and without what is missing', async () => {
  put('a.parquet');
  put('sub/b.parquet', 'snappy.parquet');
  await prepared();
  // What the job reads are the lines, under the names of what they were made of.
  expect(bench.json(RUN_KEYS.transformManifest(RUN))).toEqual([
    { prefix: `s3://data/out/runs/${RUN}/lines/` },
    'a.parquet.jsonl',
    'sub/b.parquet.jsonl',
  ]);
  expect(await converted()).toEqual({ runId: RUN, left: 0 });
  const rows = linesOf('a.parquet.jsonl');
  expect(rows).toEqual(linesOf('sub/b.parquet.jsonl'));
  expect(rows).toHaveLength(1000);
  expect(rows.slice(11, 14)).toEqual([
    { x: 5.5, n: 11, c: 'c4', f: false, t: '2001-01-01T11:00:00.000Z' },
    { n: 12, c: 'c5', f: true, t: '2001-01-01T12:00:00.000Z' },
    { x: 6.5, n: 13, c: 'c6', f: false, t: '2001-01-01T13:00:00.000Z' },
  ]);
});

test('where time runs out the others wait for the next call; nothing is made twice', async () => {
  for (const key of ['a.parquet', 'b.parquet', 'c.parquet']) put(key);
  await prepared();
  expect(await converted(() => 60_000)).toEqual({ runId: RUN, left: 2 });
  bench.put(`out/${RUN_KEYS.lines(RUN)}a.parquet.jsonl`, '{"of":"the first call"}\n');
  expect(await converted()).toEqual({ runId: RUN, left: 0 });
  expect(linesOf('a.parquet.jsonl')).toEqual([{ of: 'the first call' }]);
  expect(linesOf('c.parquet.jsonl').length).toBeGreaterThan(1);
});

test('fails for what is no Parquet, for what was written anew, and for what is too large to be held', async () => {
  bench.put('in/2026-03-02/a.parquet', 'no table');
  await prepared();
  await expect(converted()).rejects.toMatchObject({
    name: 'BrokenTable',
    message: expect.stringContaining('a.parquet: it cannot be read as Parquet'),
  });
  put('a.parquet');
  await expect(converted()).rejects.toMatchObject({ name: 'InputChanged' });
  const manifest = bench.json<RunManifest>(RUN_KEYS.manifest(RUN));
  bench.put(
    `out/${RUN_KEYS.manifest(RUN)}`,
    JSON.stringify({ ...manifest, objects: [{ key: 'a.parquet', bytes: 600_000_000, etag: '' }] }),
  );
  await expect(converted()).rejects.toMatchObject({
    name: 'BrokenTable',
    message: expect.stringContaining('give objects of at most 268435456'),
  });
});

test('what comes late is counted in rows of the tables', async () => {
  put('a.parquet');
  const run = (await prepared()) as { readonly runId: string; readonly attempt: number; readonly startedAt: string };
  await converted();
  const rows = linesOf('a.parquet.jsonl').length;
  bench.put(`out/${RUN_KEYS.output(RUN, 1)}a.parquet.jsonl.out`, '{"spam":0.5}\n'.repeat(rows));
  expect(await publish({ ...run, now: TIME, execution: 'arn:1' }, bench.world(TIME))).toMatchObject({ rowsIn: rows, published: true });
  put('late.parquet');
  const tomorrow = '2026-03-03T04:30:00Z';
  await late({ time: tomorrow, before: '', now: tomorrow }, bench.world(tomorrow, { late: { rerunDays: 0, lookDays: 1 } }));
  expect(bench.logged).toMatchObject([{ RowsLost: rows }]);
});
