import { App, Duration, Stack, TimeZone } from 'aws-cdk-lib';
import * as s3 from 'aws-cdk-lib/aws-s3';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Freshness, Hosting, InstanceType, Model, ModelDeployment, Table } from '../../../constructs/index';
import { backfill, type BackfillOptions } from '../../../runtime/cloud/backfill/backfill';
import { isIncomplete, type Backfill } from '../../../runtime/cloud/backfill/report';
import { SILENT } from '../../../runtime/host';
import { SimulatedClock } from '../../../runtime/pipeline/clock';
import { playBatchJob } from '../../../runtime/pipeline/declared/play-batch-job';
import { readBatchJobs } from '../../../runtime/pipeline/declared/read-batch-jobs';
import { seeded } from '../../../runtime/random';
import { scratch } from '../assembly/apps';
import { LoopbackAccount, type HeldExecution } from './loopback-account';

const MODEL = join(__dirname, '..', '..', '..', 'examples', 'spam-filter', 'model');
const NOW = Date.UTC(2026, 10, 26);
const BUCKET = 'mail-to-fill-in';

let account: LoopbackAccount;
beforeEach(async () => (account = await LoopbackAccount.open()));
afterEach(() => account.close());

let ours: string;
beforeAll(() => {
  const app = new App({ outdir: join(scratch(), 'cdk.out') });
  const stack = new Stack(app, 'Mail', { env: { region: 'eu-central-1' } });
  const bucket = new s3.Bucket(stack, 'Bucket', { bucketName: BUCKET });
  new ModelDeployment(stack, 'Nightly', {
    model: Model.fromDirectory(MODEL),
    hosting: Hosting.batch({
      input: Table.fromBucket(bucket, 'in/{date}/'),
      output: Table.fromBucket(bucket, 'out/'),
      instanceType: InstanceType.M5_LARGE,
      maxRuntime: Duration.minutes(30),
      refreshed: Freshness.dailyBy('06:00', TimeZone.EUROPE_BERLIN),
    }),
  });
  ours = app.synth().directory;
});

const fill = (options: Partial<BackfillOptions> = {}, clock = new SimulatedClock(NOW)): Promise<Backfill> =>
  backfill(ours, 'Nightly', { from: '2026-03-28', to: '2026-03-30', clock, host: SILENT, attempts: 1, ...options });

/** Every execution ends well after so many minutes. */
function endingAfter(minutes: number, clock: SimulatedClock): { readonly most: number } {
  const seen = { most: 0 };
  let running = 0;
  account.onStart = (execution) => {
    running += 1;
    seen.most = Math.max(seen.most, running);
    clock.at(clock.now() + minutes * 60_000, () => {
      running -= 1;
      Object.assign(execution, {
        status: 'SUCCEEDED',
        output: JSON.stringify({ runId: 'r', rowsIn: 2, rowsOut: 2, rejected: 0, published: true }),
      });
    });
  };
  return seen;
}

test('each day is an execution about the time by which it was promised, over the night in which clocks change; so many at once', async () => {
  account.deploy(ours);
  for (const [parallel, minutes] of [
    [1, 30],
    [2, 20],
  ] as const) {
    const clock = new SimulatedClock(NOW);
    const seen = endingAfter(10, clock);
    const found = await fill({ parallel }, clock);
    expect([seen.most, found.days.some(isIncomplete)]).toEqual([parallel, false]);
    expect(Math.round((clock.now() - NOW) / 60_000)).toBe(minutes);
    expect(found).toMatchObject({ version: 1, path: 'Mail/Nightly/Batch', region: 'eu-central-1' });
    expect(found.days.map(({ day, time }) => [day, time])).toEqual([
      ['2026-03-28', '2026-03-28T05:00:00.000Z'],
      ['2026-03-29', '2026-03-29T04:00:00.000Z'],
      ['2026-03-30', '2026-03-30T04:00:00.000Z'],
    ]);
  }
  const [first] = account.executions;
  expect(first).toMatchObject({ name: 'backfill-20260328T050000Z-1', input: '{"time":"2026-03-28T05:00:00.000Z","backfill":true}' });
  expect(first?.stateMachineArn).toMatch(/^arn:aws:states:eu-central-1:123456789012:stateMachine:/);
  // What has ended leaves the next name: the state machine says by itself that there is nothing to do.
  expect(
    account.executions
      .slice(3)
      .map(({ name }) => name)
      .toSorted()[0],
  ).toBe('backfill-20260328T050000Z-2');
});

test('asked again after it was interrupted, it waits for what is under way and starts nothing beside it', async () => {
  account.deploy(ours);
  const stop = new AbortController();
  const clock = new SimulatedClock(NOW);
  account.onStart = () => clock.at(clock.now() + 60_000, () => stop.abort());
  await expect(fill({ to: '2026-03-28', signal: stop.signal }, clock)).rejects.toMatchObject({ name: 'AbortError' });
  const [only] = account.executions;
  let looks = 0;
  Object.assign(only, { output: '{"runId":"r","published":true}' });
  Object.defineProperty(only, 'status', { enumerable: true, get: () => ((looks += 1) > 3 ? 'SUCCEEDED' : 'RUNNING') });
  expect((await fill({ to: '2026-03-28' })).days).toMatchObject([{ execution: only?.executionArn, status: 'SUCCEEDED' }]);
  expect([account.executions.length, looks]).toEqual([1, 4]);
});

test('a day that fails is told with its cause, and the others go on', async () => {
  account.deploy(ours);
  account.onStart = (execution) =>
    Object.assign(
      execution,
      execution.name.includes('20260329')
        ? { status: 'FAILED', error: 'EmptyInput', cause: '{"errorMessage":"there is nothing"}' }
        : { status: 'SUCCEEDED', output: '{"runId":"r","rowsIn":3,"rowsOut":2,"rejected":1,"published":true}' },
    );
  const { days } = await fill();
  expect(days.map(({ status, error }) => [status, error])).toEqual([
    ['SUCCEEDED', null],
    ['FAILED', 'EmptyInput'],
    ['SUCCEEDED', null],
  ]);
  expect(days.map(isIncomplete)).toEqual([true, true, true]);
});

test('what is not deployed, not declared, not a day or not allowed is refused before anything is started', async () => {
  await expect(fill()).rejects.toThrow('the account has no stack Mail, which Mail/Nightly/Batch is in; deploy it, or give the region');
  account.deploy(ours);
  await expect(fill({ from: '2026-03-31', to: '2026-03-30' })).rejects.toThrow('from 2026-03-31 to 2026-03-30 there is no day');
  await expect(backfill(ours, 'Weekly', { from: '2026-03-01', clock: new SimulatedClock(NOW), host: SILENT })).rejects.toThrow(
    "'Weekly' is no batch deployment of the app; it declares Mail/Nightly/Batch",
  );
  account.refuse('StartExecution', { type: 'AccessDeniedException', message: 'no' });
  await expect(fill()).rejects.toThrow('the credentials do not allow states:StartExecution in eu-central-1; allow it');
  expect(account.executions).toEqual([]);
});

test('the state machine itself fills days in once, moves the pointer forward only, and tells nobody', async () => {
  account.deploy(ours);
  const [job] = readBatchJobs(ours);
  if (job === undefined) throw new TypeError('no batch deployment was read');
  const root = join(scratch(), 'buckets');
  const row = readFileSync(join(MODEL, 'samples/golden.jsonl'), 'utf8').split('\n', 1)[0] ?? '';
  for (const day of ['2026-03-28', '2026-03-29']) {
    mkdirSync(join(root, BUCKET, 'in', day), { recursive: true });
    writeFileSync(join(root, BUCKET, 'in', day, 'a.jsonl'), `${JSON.stringify((JSON.parse(row) as { input: unknown }).input)}\n`);
  }
  const told: string[] = [];
  // As Step Functions would: by the input that the execution was started with.
  const play = async (execution: HeldExecution): Promise<void> => {
    const { time, backfill: filled } = JSON.parse(execution.input) as { time: string; backfill: boolean };
    const { execution: ended, metrics } = await playBatchJob(job, {
      root,
      time: Date.parse(time),
      random: seeded(1),
      signal: new AbortController().signal,
      backfill: filled,
    });
    told.push(...metrics.map(({ name }) => name));
    Object.assign(execution, { status: ended.status, output: JSON.stringify(ended.output), error: ended.error, cause: ended.cause });
  };
  const fillAndPlay = async (from: string, to: string): Promise<Backfill> => {
    const clock = new SimulatedClock(NOW);
    account.onStart = (execution) => {
      clock.hold();
      void play(execution).finally(() => clock.release());
    };
    return fill({ from, to }, clock);
  };
  const first = await fillAndPlay('2026-03-28', '2026-03-29');
  expect(first.days.map(({ answer }) => answer)).toMatchObject([
    { runId: '20260328T050000Z', rowsIn: 1, published: true },
    { runId: '20260329T040000Z', rowsIn: 1, published: true },
  ]);
  const again = await fillAndPlay('2026-03-28', '2026-03-28');
  expect(again.days).toMatchObject([{ status: 'SUCCEEDED', answer: { status: 'published', runId: '20260328T050000Z' } }]);
  const pointer = JSON.parse(readFileSync(join(root, BUCKET, 'out/current.json'), 'utf8')) as { runId: string };
  expect([pointer.runId, told]).toEqual(['20260329T040000Z', []]);
}, 120_000);
