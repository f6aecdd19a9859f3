import { S3Client } from '@aws-sdk/client-s3';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { FailedRun, RunRecord } from '../../../core/batch/record';
import { RUN_KEYS, type Pointer, type RunManifest } from '../../../core/batch/run';
import type { BatchSettings } from '../../../core/batch/settings';
import type { PrepareAnswer } from '../../../core/batch/steps';
import { S3Server } from '../../../runtime/pipeline/s3/s3-server';
import { fail } from '../../../workloads/steps/fail';
import { freshness } from '../../../workloads/steps/freshness';
import { S3Objects } from '../../../workloads/steps/s3-objects';
import { prepare } from '../../../workloads/steps/prepare';
import { publish } from '../../../workloads/steps/publish';
import type { StepWorld } from '../../../workloads/steps/world';

// S3 over the wire by AWS's own client; the server is that of the local play.
let server: S3Server;
let s3: S3Client;
let root: string;

beforeEach(async () => {
  root = mkdtempSync(join(tmpdir(), 'slipway-steps-'));
  server = await S3Server.open(root);
  s3 = new S3Client({
    endpoint: server.url,
    forcePathStyle: true,
    region: 'eu-central-1',
    credentials: { accessKeyId: 'l', secretAccessKey: 'l' },
  });
});

afterEach(async () => {
  s3.destroy();
  await server.close();
  rmSync(root, { recursive: true });
});

const TIME = '2026-03-02T04:30:00Z';
const RUN = '20260302T043000Z';
const EXECUTION = 'arn:execution:1';
const SETTINGS: BatchSettings = {
  deployment: 'Nightly',
  input: 's3://data/in/',
  output: 's3://data/out/',
  format: 'jsonl',
  freshness: { kind: 'daily', minutes: 360, zone: 'Europe/Berlin' },
  zone: 'Europe/Berlin',
  capSeconds: 3600,
  onEmpty: 'fail',
  model: { name: 'spam', digest: 'd' },
  instances: { type: 'ml.m5.large', count: 1 },
  jobPrefix: 'nightly',
};

let logged: Record<string, unknown>[] = [];
function world(now = TIME, settings: Partial<BatchSettings> = {}): StepWorld {
  logged = [];
  return {
    objects: (uri) => new S3Objects(s3, uri),
    settings: { ...SETTINGS, format: 'jsonl', ...settings },
    now: Date.parse(now),
    log: (line) => logged.push(line as Record<string, unknown>),
  };
}

function put(key: string, text: string): void {
  const path = join(root, 'data', key);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
}

// oxlint-disable-next-line typescript/no-unnecessary-type-parameters -- what each object holds is the test's to say
const json = <T>(key: string): T => JSON.parse(readFileSync(join(root, 'data/out', key), 'utf8')) as T;

async function ready(
  time = TIME,
  execution = EXECUTION,
  settings: Partial<BatchSettings> = {},
): Promise<Extract<PrepareAnswer, { status: 'ready' }>> {
  const answer = await prepare({ time, now: time, execution }, world(time, settings));
  if (answer.status !== 'ready') throw new Error(`${answer.status}: ${answer.because}`);
  return answer;
}

/** What the job would write: a prediction for each record, or a marker. */
function transformed({ runId, attempt }: { runId: string; attempt: number }, outputs: Record<string, string[]>): void {
  for (const [key, lines] of Object.entries(outputs)) put(`out/${RUN_KEYS.output(runId, attempt)}${key}.out`, `${lines.join('\n')}\n`);
}

const PREDICTION = '{"spam":0.5}';
const MARKER = '{"spam":null,"slipwayRejected":"age: not a number"}';

test('the input is frozen: what comes later waits, a prefix is no other prefix, folders of the console are nothing', async () => {
  put('in/a.jsonl', '{}\n');
  put('in/sub/b.jsonl', '{}\n{}\n');
  put('in/folder-object', '');
  put('in2/c.jsonl', '{}\n');
  const first = await ready();
  expect(first).toMatchObject({
    runId: RUN,
    attempt: 1,
    jobName: `nightly-${RUN.toLowerCase()}-1`,
    objects: 2,
    output: `s3://data/out/runs/${RUN}/output/1/`,
  });
  put('in/later.jsonl', '{}\n');
  await fail({ time: TIME, now: TIME, execution: EXECUTION, error: 'E', cause: 'c', attempt: 1, last: false }, world());
  const second = await ready();
  expect(second.attempt).toBe(2);
  const manifest = json<RunManifest>(RUN_KEYS.manifest(RUN));
  expect(manifest.objects.map(({ key, bytes }) => [key, bytes])).toEqual([
    ['a.jsonl', 3],
    ['sub/b.jsonl', 6],
  ]);
  // SageMaker's form of a manifest (API reference, TransformS3DataSource).
  expect(json(RUN_KEYS.transformManifest(RUN))).toEqual([{ prefix: 's3://data/in/' }, 'a.jsonl', 'sub/b.jsonl']);
});

test('an event that comes twice computes nothing twice; an attempt that was left lying is taken over after the cap', async () => {
  put('in/a.jsonl', '{}\n');
  await ready();
  const other = { time: TIME, execution: 'arn:execution:2' };
  expect(await prepare({ ...other, now: '2026-03-02T05:29:59Z' }, world('2026-03-02T05:29:59Z'))).toMatchObject({
    status: 'underway',
    because: expect.stringContaining('arn:execution:1 has been at work'),
  });
  expect(await prepare({ ...other, now: '2026-03-02T05:30:00Z' }, world('2026-03-02T05:30:00Z'))).toMatchObject({
    status: 'ready',
    attempt: 2,
  });
});

test('a run is published once, with as many rows out as in; who asks again is told so', async () => {
  put('in/a.jsonl', '{"x":1}\n{"x":2}\n\n{"x":3}');
  const run = await ready();
  transformed(run, { 'a.jsonl': [PREDICTION, PREDICTION, PREDICTION] });
  const event = { ...run, execution: EXECUTION, now: '2026-03-02T04:40:00Z' };
  expect(await publish(event, world(event.now))).toEqual({ runId: RUN, rowsIn: 3, rowsOut: 3, rejected: 0, published: true });
  expect(json<Pointer>('current.json')).toEqual({
    runId: RUN,
    dataTime: '2026-03-02T04:30:00.000Z',
    publishedAt: '2026-03-02T04:40:00.000Z',
    output: `s3://data/out/runs/${RUN}/output/1/`,
    rows: 3,
  });
  expect(json<RunRecord>(RUN_KEYS.record(RUN))).toMatchObject({
    durationSeconds: 600,
    rowsIn: 3,
    published: true,
    model: { name: 'spam', digest: 'd' },
  });
  // The embedded metric format: namespace, dimension and values of one line (CloudWatch user guide, CloudWatch_Embedded_Metric_Format_Specification).
  expect(logged).toEqual([
    expect.objectContaining({
      _aws: {
        Timestamp: Date.parse(event.now),
        CloudWatchMetrics: [expect.objectContaining({ Namespace: 'Slipway', Dimensions: [['Deployment']] })],
      },
      Deployment: 'Nightly',
      RunFailed: 0,
      RowsIn: 3,
      RejectedRate: 0,
      RunDuration: 600,
    }),
  ]);
  expect(await publish(event, world(event.now))).toMatchObject({ published: true });
  expect(logged).toEqual([]);
  expect(await prepare({ time: TIME, now: event.now, execution: 'arn:execution:2' }, world())).toMatchObject({ status: 'published' });
});

test('markers of rejected records are moved beside with file, record and reason, in JSON Lines and in CSV with a join', async () => {
  put('in/a.jsonl', '{"x":1}\n{"x":"?"}\n{"x":3}\n');
  const run = await ready();
  transformed(run, { 'a.jsonl': [PREDICTION, MARKER, PREDICTION] });
  const event = { ...run, execution: EXECUTION, now: TIME };
  expect(await publish(event, world())).toMatchObject({ rowsIn: 3, rowsOut: 2, rejected: 1, published: true });
  expect(logged[0]).toMatchObject({ RejectedRate: 1 / 3 });
  const rejected = readFileSync(join(root, 'data/out', RUN_KEYS.rejected(RUN, 1), 'a.jsonl.jsonl'), 'utf8');
  expect(JSON.parse(rejected)).toEqual({ file: 's3://data/in/a.jsonl', line: 2, reason: 'age: not a number' });
  expect(readFileSync(join(root, 'data/out', RUN_KEYS.output(RUN, 1), 'a.jsonl.out'), 'utf8')).toBe(`${PREDICTION}\n${PREDICTION}\n`);
  // The step is run again: the markers are gone by now, and the count is the same.
  expect(await publish(event, world())).toMatchObject({ rowsIn: 3, rowsOut: 2, rejected: 1 });

  const later = '2026-03-03T04:30:00Z';
  const csv = { format: 'csv' } as const;
  rmSync(join(root, 'data/in/a.jsonl'));
  put('in/b.csv', '7,1\n8,"x, y"\n');
  const joined = await ready(later, EXECUTION, csv);
  transformed(joined, { 'b.csv': ['7,1,0.5', '8,"x, y","!rejected: column 2 is no number, but ""x, y"""'] });
  expect(await publish({ ...joined, execution: EXECUTION, now: later }, world(later, csv))).toMatchObject({ rowsOut: 1, rejected: 1 });
});

test('an output of many megabytes is rewritten whole', async () => {
  const rows = 60_000;
  const wide = `{"spam":0.5,"text":"${'x'.repeat(200)}"}`;
  put('in/a.jsonl', '{}\n'.repeat(rows));
  const run = await ready();
  transformed(run, { 'a.jsonl': [MARKER, ...Array.from({ length: rows - 1 }, () => wide)] });
  expect(await publish({ ...run, execution: EXECUTION, now: TIME }, world())).toMatchObject({
    rowsIn: rows,
    rowsOut: rows - 1,
    rejected: 1,
  });
});

test('fails where fewer rows came out than went in, or an object has no output; nothing is published', async () => {
  put('in/a.jsonl', '{}\n{}\n');
  const run = await ready();
  const event = { ...run, execution: EXECUTION, now: TIME };
  transformed(run, { 'a.jsonl': [PREDICTION] });
  await expect(publish(event, world())).rejects.toMatchObject({
    name: 'RowsDiffer',
    message: expect.stringContaining('has 2 records, and'),
  });
  transformed(run, { 'a.jsonl': [PREDICTION, PREDICTION, PREDICTION] });
  await expect(publish(event, world())).rejects.toMatchObject({ name: 'RowsDiffer' });
  rmSync(join(root, 'data/out', RUN_KEYS.output(RUN, 1)), { recursive: true });
  await expect(publish(event, world())).rejects.toMatchObject({ name: 'NoSuchKey' });
  expect(server.buckets.head('data', 'out/current.json')).toBeUndefined();
});

test('fails where the input was written anew under the job', async () => {
  put('in/a.jsonl', '{}\n');
  const run = await ready();
  transformed(run, { 'a.jsonl': [PREDICTION] });
  put('in/a.jsonl', '{"other":1}\n');
  await expect(publish({ ...run, execution: EXECUTION, now: TIME }, world())).rejects.toMatchObject({ name: 'InputChanged' });
});

test('a run of older data that ends later leaves the pointer where it is, and says so', async () => {
  put('in/a.jsonl', '{}\n');
  const [old, young] = ['2026-03-01T04:30:00Z', TIME];
  const late = await ready(old);
  const today = await ready(young);
  for (const run of [late, today]) transformed(run, { 'a.jsonl': [PREDICTION] });
  await publish({ ...today, execution: EXECUTION, now: young }, world(young));
  const answer = await publish({ ...late, execution: EXECUTION, now: young }, world(young));
  expect(answer).toMatchObject({ published: false, because: `run ${RUN} has newer data, of 2026-03-02T04:30:00.000Z` });
  expect(json<Pointer>('current.json').runId).toBe(RUN);
});

test('of publishers that write the pointer at the same time the newest data win, whoever is first', async () => {
  put('in/a.jsonl', '{}\n');
  const times = Array.from({ length: 8 }, (_, day) => `2026-03-0${day + 1}T04:30:00Z`);
  const runs = [];
  for (const time of times) {
    const run = await ready(time);
    transformed(run, { 'a.jsonl': [PREDICTION] });
    runs.push(run);
  }
  const answers = await Promise.all(
    runs.toReversed().map((run) => publish({ ...run, execution: EXECUTION, now: '2026-03-09T00:00:00Z' }, world())),
  );
  expect(json<Pointer>('current.json').runId).toBe('20260308T043000Z');
  expect(answers[0]?.published).toBe(true);
});

test('an empty input fails the run, or is a result where it may', async () => {
  await expect(prepare({ time: TIME, now: TIME, execution: EXECUTION }, world())).rejects.toMatchObject({ name: 'EmptyInput' });
  put('in/a.jsonl', '{}\n');
  const run = await ready('2026-03-01T04:30:00Z');
  transformed(run, { 'a.jsonl': [PREDICTION] });
  await publish({ ...run, execution: EXECUTION, now: TIME }, world());
  rmSync(join(root, 'data/in/a.jsonl'));
  expect(await prepare({ time: TIME, now: TIME, execution: EXECUTION }, world(TIME, { onEmpty: 'succeed' }))).toMatchObject({
    status: 'empty',
  });
  expect(json<Pointer>('current.json')).toMatchObject({ runId: '20260301T043000Z', dataTime: '2026-03-02T04:30:00.000Z', rows: 1 });
});

test('of a partitioned input a run reads its own day, in the zone of the promise', async () => {
  const input = { input: 's3://data/in/{date}/' };
  put('in/2026-03-02/a.jsonl', '{}\n');
  put('in/2026-03-01/b.jsonl', '{}\n');
  // 23:30 of the first of March in UTC is half past midnight of the second in Berlin.
  await ready('2026-03-01T23:30:00Z', EXECUTION, input);
  expect(json<RunManifest>(RUN_KEYS.manifest('20260301T233000Z'))).toMatchObject({
    day: '2026-03-02',
    input: 's3://data/in/2026-03-02/',
    objects: [{ key: 'a.jsonl' }],
  });
});

test('a failed run is a metric once it has failed for good, with its reason beside', async () => {
  const event = { time: TIME, now: TIME, execution: EXECUTION, error: 'RowsDiffer', cause: 'one is missing', attempt: 1 };
  await fail({ ...event, last: false }, world());
  expect(logged).toEqual([]);
  await fail({ ...event, attempt: 2, last: true }, world());
  expect(logged[0]).toMatchObject({ RunFailed: 1, RowsLost: 1 });
  expect(json(RUN_KEYS.failure(RUN, 2))).toMatchObject({ error: 'RowsDiffer', cause: 'one is missing' });
});

test('a record says what was read, which model scored, and how long every attempt was paid for', async () => {
  put('in/a.jsonl', '{}\n');
  const settings = { model: { name: 'spam', digest: 'd', image: 'repository:tag', schema: 's' }, commit: 'c0ffee' };
  const [began, failedAt, again] = ['2026-03-02T04:30:00Z', '2026-03-02T04:40:00Z', '2026-03-02T04:41:00Z'];
  await ready(began);
  const description = JSON.stringify({ TransformStartTime: '2026-03-02T04:33:00Z', TransformEndTime: '2026-03-02T04:38:30.5Z' });
  const failure = { time: TIME, execution: EXECUTION, error: 'States.TaskFailed', cause: description, attempt: 1, last: false };
  await fail({ ...failure, now: failedAt }, world(failedAt));
  const second = await prepare({ time: TIME, now: again, execution: EXECUTION }, world(again));
  if (second.status !== 'ready') throw new Error(second.because);
  transformed(second, { 'a.jsonl': [PREDICTION] });
  // Times of SageMaker's descriptions in Step Functions are milliseconds since 1970.
  const job = { TransformStartTime: Date.parse('2026-03-02T04:44:00Z'), TransformEndTime: Date.parse('2026-03-02T04:45:00Z') };
  await publish({ ...second, job, execution: EXECUTION, now: '2026-03-02T04:46:00Z' }, world('2026-03-02T04:46:00Z', settings));
  expect(json<RunRecord>(RUN_KEYS.record(RUN))).toMatchObject({
    attempts: [
      { attempt: 1, instanceSeconds: 330.5, saidByJob: true, error: 'States.TaskFailed' },
      { attempt: 2, instanceSeconds: 60, saidByJob: true },
    ],
    input: { manifest: `s3://data/out/runs/${RUN}/manifest.json`, digest: json<RunManifest>(RUN_KEYS.manifest(RUN)).digest },
    ...settings,
  });
});

test('a run that failed for good leaves a record too: what it read, and what it cost', async () => {
  put('in/a.jsonl', '{}\n');
  await ready();
  const failure = { time: TIME, execution: EXECUTION, error: 'States.Timeout', cause: '', attempt: 1, last: true };
  await fail({ ...failure, now: '2026-03-02T05:30:00Z' }, world('2026-03-02T05:30:00Z'));
  expect(json<FailedRun>(RUN_KEYS.failed(RUN))).toMatchObject({
    error: 'States.Timeout',
    input: { objects: 1, bytes: 3 },
    attempts: [{ attempt: 1, instanceSeconds: 3600, saidByJob: false, error: 'States.Timeout' }],
  });
  // One that failed before it read anything was paid for nothing.
  const later = '2026-03-03T04:30:00Z';
  await fail({ ...failure, time: later, now: later, error: 'EmptyInput', attempt: 0 }, world(later));
  expect(json<FailedRun>(RUN_KEYS.failed('20260303T043000Z'))).toMatchObject({ error: 'EmptyInput', attempts: [] });
});

test('the input of the day before is the newest on the first hours after clocks went forward', async () => {
  const input = { input: 's3://data/in/{date}/' };
  put('in/2026-03-29/a.jsonl', '{}\n');
  // Half past midnight in Berlin, after a day of 23 hours: 24 hours before it was the 28th.
  await freshness(world('2026-03-29T22:30:00Z', input));
  expect(logged[0]).toMatchObject({ InputAge: expect.any(Number) });
});

test('freshness says how long the promise has been broken, how old the data are, and how old the input', async () => {
  put('in/a.jsonl', '{}\n');
  await freshness(world('2026-03-01T00:00:00Z'));
  expect(logged[0]).toMatchObject({ RefreshOverdue: 0, InputAge: expect.any(Number) });
  expect(logged[0]).not.toHaveProperty('DataAge');
  const run = await ready('2026-03-01T04:30:00Z');
  transformed(run, { 'a.jsonl': [PREDICTION] });
  await publish({ ...run, execution: EXECUTION, now: '2026-03-01T04:40:00Z' }, world('2026-03-01T04:40:00Z'));
  await freshness(world('2026-03-02T04:59:00Z'));
  expect(logged[0]).toMatchObject({ RefreshOverdue: 0, DataAge: 24 * 3600 + 29 * 60 });
  await freshness(world('2026-03-02T05:05:00Z'));
  expect(logged[0]).toMatchObject({ RefreshOverdue: 300 });
});

test('a duration is compared with the median of past runs, once there are three', async () => {
  put('in/a.jsonl', '{}\n');
  const ratios: unknown[] = [];
  for (const [day, minutes] of [10, 30, 20, 60].entries()) {
    const time = `2026-03-0${day + 1}T04:00:00Z`;
    const run = await ready(time);
    transformed(run, { 'a.jsonl': [PREDICTION] });
    await publish(
      { ...run, execution: EXECUTION, now: new Date(Date.parse(time) + minutes * 60_000).toISOString() },
      world(new Date(Date.parse(time) + minutes * 60_000).toISOString()),
    );
    ratios.push(logged[0]?.['DurationRatio']);
  }
  expect(ratios).toEqual([undefined, undefined, undefined, 3]);
});

test('listings of more than a thousand objects are read to their end', async () => {
  for (let at = 0; at < 1005; at += 1) put(`in/${at}.jsonl`, '{}\n');
  const found: string[] = [];
  for await (const { key } of new S3Objects(s3, 's3://data/in/').list()) found.push(key);
  expect(found.length).toBe(1005);
});
