import { App, Duration, Stack, TimeZone } from 'aws-cdk-lib';
import * as s3 from 'aws-cdk-lib/aws-s3';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import {
  Freshness,
  Hosting,
  InstanceType,
  LateData,
  Model,
  ModelDeployment,
  OnBadObject,
  OnBadRecord,
  Table,
  TableFormat,
  type BatchOptions,
} from '../../../../constructs/index';
import { playBatchJob, type BatchPlayOptions, type BatchPlayResult } from '../../../../runtime/pipeline/declared/play-batch-job';
import type { BatchJobPlan } from '../../../../runtime/pipeline/declared/batch-job-plan';
import { SimulatedClock } from '../../../../runtime/pipeline/clock';
import { readBatchJobs } from '../../../../runtime/pipeline/declared/read-batch-jobs';
import { seeded } from '../../../../runtime/random';
import { openResults } from '../../../../workloads/results';

const MODEL = join(__dirname, '../../../../examples/spam-filter/model');
const scratch = mkdtempSync(join(tmpdir(), 'slipway-declared-'));
const TIME = Date.UTC(2026, 2, 2, 4, 30);
const BUCKET = 'mail-of-the-test';

afterAll(() => rmSync(scratch, { recursive: true }));

/** A deployment as an assembly holds it. */
function declared(name: string, { table, ...options }: Partial<BatchOptions> & { readonly table?: TableFormat } = {}): BatchJobPlan {
  const app = new App({ outdir: join(scratch, name) });
  const stack = new Stack(app, 'Mail');
  const bucket = new s3.Bucket(stack, 'Bucket', { bucketName: BUCKET });
  new ModelDeployment(stack, 'Nightly', {
    model: Model.fromDirectory(MODEL),
    hosting: Hosting.batch({
      input: Table.fromBucket(bucket, 'in/{date}/', { format: table }),
      output: Table.fromBucket(bucket, 'out/'),
      instanceType: InstanceType.M5_LARGE,
      refreshed: Freshness.dailyBy('06:00', TimeZone.EUROPE_BERLIN),
      maxRuntime: Duration.minutes(30),
      ...options,
    }),
  });
  app.synth();
  const [job] = readBatchJobs(app.outdir);
  if (job === undefined) throw new Error('no batch deployment was read');
  return job;
}

const ROWS = readFileSync(join(MODEL, 'samples/golden.jsonl'), 'utf8')
  .trim()
  .split('\n')
  .map((line) => JSON.parse(line) as { input: Record<string, unknown>; output: Record<string, unknown> });

let runs = 0;
function bucketsWith(files: Record<string, unknown[]>): string {
  const root = join(scratch, `buckets-${runs++}`);
  for (const [key, rows] of Object.entries(files)) {
    const path = join(root, BUCKET, key);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(
      path,
      rows.map((row) => (typeof row === 'string' ? row : JSON.stringify(row))).join('\n') + (rows.length > 0 ? '\n' : ''),
    );
  }
  return root;
}

const play = (job: BatchJobPlan, root: string, options: Partial<BatchPlayOptions> = {}): Promise<BatchPlayResult> =>
  playBatchJob(job, { root, time: TIME, random: seeded(1), signal: new AbortController().signal, ...options });

const linesOf = (root: string, uri: string): string[] =>
  readFileSync(join(root, uri.slice('s3://'.length)), 'utf8')
    .trim()
    .split('\n');

test('what was synthesized runs: rows in, predictions out, published, with metrics and a record', async () => {
  const job = declared('good');
  expect(job.refused).toBeUndefined();
  const root = bucketsWith({
    'in/2026-03-02/a.jsonl': ROWS.slice(0, 5).map(({ input }) => input),
    'in/2026-03-02/b.jsonl': ROWS.slice(5, 8).map(({ input }) => input),
    'in/2026-03-01/c.jsonl': ROWS.slice(0, 1).map(({ input }) => input),
  });
  const { execution, record, pointer, metrics, jobs } = await play(job, root);
  expect(execution).toMatchObject({ status: 'SUCCEEDED', output: { rowsIn: 8, rowsOut: 8, rejected: 0, published: true } });
  expect(record).toMatchObject({
    runId: '20260302T043000Z',
    input: { uri: `s3://${BUCKET}/in/2026-03-02/`, objects: 2 },
    rowsIn: 8,
    published: true,
  });
  expect(jobs.map(({ status }) => status)).toEqual(['Completed']);
  expect(Object.fromEntries(metrics.map(({ name, value }) => [name, value]))).toMatchObject({
    RunFailed: 0,
    RowsIn: 8,
    RowsLost: 0,
    RejectedRate: 0,
  });
  const predictions = ['a.jsonl', 'b.jsonl']
    .flatMap((key) => linesOf(root, `${pointer?.output}${key}.out`))
    .map((line) => JSON.parse(line) as unknown);
  expect(predictions).toEqual(ROWS.slice(0, 8).map(({ output }) => output));
}, 120_000);

test('a second event for the same run computes nothing, and an older run does not move the pointer', async () => {
  const job = declared('twice');
  const input = ROWS.slice(0, 2).map((row) => row.input);
  const root = bucketsWith({ 'in/2026-03-02/a.jsonl': input, 'in/2026-03-01/a.jsonl': input });
  const first = await play(job, root);
  const again = await play(job, root);
  expect([first.jobs.length, again.jobs.length, again.execution.status]).toEqual([1, 0, 'SUCCEEDED']);
  expect(again.execution.output).toMatchObject({ status: 'published' });
  const backfill = await play(job, root, { time: TIME - 86_400_000, backfill: true });
  expect(backfill.record).toMatchObject({ published: false, because: expect.stringContaining('newer data') });
  expect([backfill.pointer?.runId, backfill.metrics]).toEqual(['20260302T043000Z', []]);
}, 120_000);

test('a job that runs past its cap is stopped, its outputs are taken back, and the run fails: on a laptop too', async () => {
  const job = declared('hangs', { maxRuntime: Duration.minutes(30), attempts: 1 });
  // It answers in ten minutes, and there are more records than it has minutes for.
  const slow = { image: 'slow', ours: false, environment: {}, standIn: { stub: { answer: '{"label":0}', latencyMillis: 600_000 } } };
  const root = bucketsWith({ 'in/2026-03-02/a.jsonl': [ROWS[0]?.input] });
  const { execution, jobs, pointer, metrics } = await play({ ...job, containers: [slow] }, root, { wall: new SimulatedClock(0) });
  expect([execution.status, execution.error, execution.stopDate - execution.startDate]).toEqual(['FAILED', 'States.Timeout', 30 * 60_000]);
  expect(jobs.map(({ status }) => status)).toEqual(['Stopped']);
  expect([pointer, metrics.find(({ name }) => name === 'RunFailed')?.value]).toEqual([undefined, 1]);
}, 120_000);

test('a record that cannot be scored is set aside, and the others are published', async () => {
  const job = declared('marked');
  const root = bucketsWith({ 'in/2026-03-02/a.jsonl': [ROWS[0]?.input, { no: 'feature' }, ROWS[1]?.input] });
  const { execution, metrics } = await play(job, root);
  expect(execution.output).toMatchObject({ rowsIn: 3, rowsOut: 2, rejected: 1, published: true });
  expect(metrics.find(({ name }) => name === 'RejectedRate')?.value).toBeCloseTo(1 / 3);
  const [rejected] = linesOf(root, `s3://${BUCKET}/out/runs/20260302T043000Z/rejected/1/a.jsonl.jsonl`);
  expect(JSON.parse(rejected ?? '')).toMatchObject({ file: `s3://${BUCKET}/in/2026-03-02/a.jsonl`, line: 2 });
}, 120_000);

test('fails, and publishes nothing, where such a record may not be: both attempts, a metric, and the reason beside', async () => {
  const job = declared('strict', { onBadRecord: OnBadRecord.FAIL });
  const root = bucketsWith({ 'in/2026-03-02/a.jsonl': [ROWS[0]?.input, { no: 'feature' }] });
  const { execution, jobs, pointer, metrics } = await play(job, root);
  expect([execution.status, execution.error, jobs.map(({ status }) => status)]).toEqual([
    'FAILED',
    'States.TaskFailed',
    ['Failed', 'Failed'],
  ]);
  expect(pointer).toBeUndefined();
  expect(metrics.map(({ name, value }) => [name, value])).toEqual([['RunFailed', 1]]);
  expect(existsSync(join(root, BUCKET, 'out/runs/20260302T043000Z/failures/2.json'))).toBe(true);
}, 120_000);

test('an empty input fails the run and says where it looked', async () => {
  const { execution } = await play(declared('empty'), bucketsWith({}));
  expect([execution.status, execution.error]).toEqual(['FAILED', 'EmptyInput']);
  expect(execution.cause).toContain(`there is nothing in s3://${BUCKET}/in/2026-03-02/`);
}, 120_000);

test('an object that the container refuses twice is set aside, and the others are published', async () => {
  const job = declared('poison', { onBadRecord: OnBadRecord.FAIL, onBadObject: OnBadObject.SET_ASIDE, runIdColumn: 'run' });
  const input = ROWS.slice(0, 2).map((row) => row.input);
  const root = bucketsWith({
    'in/2026-03-02/a.jsonl': input,
    'in/2026-03-02/b.jsonl': [{ no: 'feature' }],
    'in/2026-03-02/c.jsonl': input,
  });
  const { execution, jobs, pointer, record, metrics } = await play(job, root);
  expect(jobs.map(({ status }) => status)).toEqual(['Failed', 'Failed']);
  expect(execution).toMatchObject({ status: 'SUCCEEDED', output: { rowsIn: 5, rowsOut: 4, setAside: 1, published: true } });
  expect(record?.setAside).toEqual([{ key: 'b.jsonl', rows: 1 }]);
  expect(record?.attempts).toMatchObject([
    { attempt: 1, saidByJob: true },
    { attempt: 2, saidByJob: true },
  ]);
  expect(metrics.find(({ name }) => name === 'RowsLost')?.value).toBe(1);
  expect(linesOf(root, `${pointer?.output}c.jsonl.out`).every((line) => line.endsWith('"run":"20260302T043000Z"}'))).toBe(true);
}, 120_000);

test('what came late is run anew after the run of the next day, by the same machine, until its day is closed', async () => {
  const job = declared('late', { lateData: LateData.runAgain(Duration.days(1)) });
  const row = (at: number): unknown => ROWS[at]?.input;
  const root = bucketsWith({ 'in/2026-03-01/a.jsonl': [row(0)], 'in/2026-03-02/a.jsonl': [row(1), row(2)] });
  const [dayBefore, today] = [TIME - 86_400_000, TIME];
  await play(job, root, { time: dayBefore });
  writeFileSync(join(root, BUCKET, 'in/2026-03-01/late.jsonl'), `${JSON.stringify(row(3))}\n`);
  const { execution, jobs, record, pointer, metrics } = await play(job, root, { time: today });
  // What it came to is what the run of the day came to.
  expect([execution.status, execution.output, jobs.length]).toEqual(['SUCCEEDED', expect.objectContaining({ rowsIn: 2 }), 2]);
  expect([record?.runId, pointer?.runId]).toEqual(['20260302T043000Z', '20260302T043000Z']);
  const output = join(root, BUCKET, 'out');
  const first = await openResults(output, { day: '2026-03-01' });
  expect([first?.runId, first?.rows]).toEqual(['20260301T043000Z-2', 2]);
  expect(metrics.filter(({ name }) => name === 'RowsLost').map(({ value }) => value)).toEqual([0, 0, 0]);
  // Two days after its run the day is closed.
  mkdirSync(join(root, BUCKET, 'in/2026-03-03'), { recursive: true });
  writeFileSync(join(root, BUCKET, 'in/2026-03-03/a.jsonl'), `${JSON.stringify(row(4))}\n`);
  writeFileSync(join(root, BUCKET, 'in/2026-03-01/later.jsonl'), `${JSON.stringify(row(5))}\n${JSON.stringify(row(6))}\n`);
  const next = await play(job, root, { time: TIME + 86_400_000 });
  expect(next.jobs).toHaveLength(1);
  expect(next.metrics.filter(({ name }) => name === 'RowsLost').map(({ value }) => value)).toEqual([0, 2]);
}, 240_000);

test('of an input of Parquet lines are made, some objects at a time, and scored as lines are', async () => {
  const job = declared('parquet', { table: TableFormat.PARQUET });
  const input = ROWS.slice(0, 5).map((row) => row.input);
  const root = bucketsWith({});
  const folder = join(root, BUCKET, 'in/2026-03-02');
  mkdirSync(folder, { recursive: true });
  const { DuckDBInstance } = await import('@duckdb/node-api');
  const connection = await (await DuckDBInstance.create()).connect();
  for (const [name, rows] of [
    ['a', input.slice(0, 3)],
    ['b', input.slice(3)],
  ] as const) {
    const lines = join(root, `${name}.jsonl`);
    writeFileSync(lines, rows.map((row) => `${JSON.stringify(row)}\n`).join(''));
    await connection.run(`COPY (SELECT * FROM read_json_auto('${lines}')) TO '${join(folder, `${name}.parquet`)}' (FORMAT parquet)`);
  }
  connection.closeSync();
  const { execution, pointer, record } = await play(job, root);
  expect(execution).toMatchObject({ status: 'SUCCEEDED', output: { rowsIn: 5, rowsOut: 5, published: true } });
  // The record says what was read, and readers see its names.
  expect(record?.input).toMatchObject({ uri: `s3://${BUCKET}/in/2026-03-02/`, objects: 2 });
  const results = await openResults(join(root, BUCKET, 'out'));
  expect(results?.objects.map((object) => object.input)).toEqual(['a.parquet', 'b.parquet']);
  const predictions = ['a', 'b']
    .flatMap((name) => linesOf(root, `${pointer?.output}${name}.parquet.jsonl.out`))
    .map((line) => JSON.parse(line) as unknown);
  expect(predictions).toEqual(ROWS.slice(0, 5).map(({ output }) => output));
}, 120_000);
