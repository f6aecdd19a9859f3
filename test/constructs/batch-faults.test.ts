import { S3Client } from '@aws-sdk/client-s3';
import { TimeZone, type Stack } from 'aws-cdk-lib';
import * as s3 from 'aws-cdk-lib/aws-s3';
import { mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { Freshness, Hosting, InstanceType, ModelDeployment, Table } from '../../constructs/index';
import { RUN_KEYS, type Pointer } from '../../core/batch/run';
import type { BatchSettings } from '../../core/batch/settings';
import { S3Server } from '../../runtime/pipeline/s3/s3-server';
import { alarmOf, evaluate, everyMinute, type AlarmUnderTest, type InOneMinute } from '../../testing/index';
import { fail } from '../../workloads/steps/fail';
import { freshness } from '../../workloads/steps/freshness';
import { prepare } from '../../workloads/steps/prepare';
import { publish } from '../../workloads/steps/publish';
import { S3Objects } from '../../workloads/steps/s3-objects';
import type { StepWorld } from '../../workloads/steps/world';
import { spamModel, stackOf } from './apps';

// Faults 38 to 42 of the catalogue (docs/faults.md) touch files and times; the metrics are those of the real steps, and the alarms those that
// every batch deployment has.
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const DAYS = 5;
/** The day that is struck. */
const STRUCK = 3;
const START = Date.UTC(2026, 1, 2);
/** Half past three in Berlin, in winter. */
const RUN_AT = 2.5 * HOUR;
const SIX_IN_BERLIN = 5 * HOUR;
const ALARMS = ['RunFailed', 'Stale', 'Rejected', 'RowsLost', 'SlowRun', 'InputLate'];
const SETTINGS: BatchSettings = {
  deployment: 'Mail-Nightly-batch',
  input: 's3://mail/in/{date}/',
  output: 's3://mail/out/',
  format: 'jsonl',
  freshness: { kind: 'daily', minutes: 360, zone: 'Europe/Berlin' },
  zone: 'Europe/Berlin',
  capSeconds: 3600,
  onEmpty: 'fail',
  model: { name: 'spam' },
  instances: { type: 'ml.m5.large', count: 1 },
  jobPrefix: 'mail-nightly',
};

let alarms: ReadonlyMap<string, AlarmUnderTest>;
beforeAll(() => {
  const stack: Stack = stackOf('Mail');
  const bucket = new s3.Bucket(stack, 'Bucket');
  new ModelDeployment(stack, 'Nightly', {
    model: spamModel(),
    hosting: Hosting.batch({
      input: Table.fromBucket(bucket, 'in/{date}/'),
      output: Table.fromBucket(bucket, 'out/'),
      instanceType: InstanceType.M5_LARGE,
      refreshed: Freshness.dailyBy('06:00', TimeZone.EUROPE_BERLIN),
    }),
  });
  alarms = new Map(ALARMS.map((name) => [name, alarmOf(stack, `Nightly/Alarms/${name}`)]));
});

/** What a day's run is made of; a fault changes one of these. */
interface DayOfRun {
  readonly input: boolean;
  readonly minutes: number;
  readonly rows: number;
  readonly answered: (row: number) => string | undefined;
  /** Ends by the cap, twice. */
  readonly hangs: boolean;
  readonly starts: number;
  /** After the run, one of this many days before is run again. */
  readonly backfillOf?: number;
}
const HEALTHY: DayOfRun = { input: true, minutes: 20, rows: 200, answered: () => '{"spam":0.5}', hangs: false, starts: 1 };

interface Played {
  /** Minutes from midnight of the struck day at which each alarm went off. */
  readonly told: Readonly<Record<string, number>>;
  readonly pointers: readonly string[];
}

/** Plays days with a fault on one of them. */
async function play(struck: Partial<DayOfRun>): Promise<Played> {
  const root = mkdtempSync(join(tmpdir(), 'slipway-batch-faults-'));
  const server = await S3Server.open(root);
  const client = new S3Client({
    endpoint: server.url,
    forcePathStyle: true,
    region: 'eu-central-1',
    credentials: { accessKeyId: 'l', secretAccessKey: 'l' },
  });
  const minutes = new Map<string, InOneMinute[]>();
  const world = (at: number): StepWorld => ({
    objects: (uri) => new S3Objects(client, uri),
    settings: SETTINGS,
    now: at,
    log: (line) => {
      for (const [name, value] of Object.entries(line))
        if (typeof value === 'number') {
          const series = minutes.get(name) ?? Array.from({ length: (DAYS * DAY) / MINUTE }, (): InOneMinute => null);
          series[Math.floor((at - START) / MINUTE)] = value;
          minutes.set(name, series);
        }
    },
  });
  const put = (key: string, text: string, at: number): void => {
    const path = join(root, 'mail', key);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text);
    utimesSync(path, new Date(at), new Date(at));
  };
  const pointers: string[] = [];
  const run = async (time: number, began: number, day: DayOfRun, execution: string, backfill = false): Promise<void> => {
    const event = { time: new Date(time).toISOString(), execution };
    for (const tried of [1, 2]) {
      const at = began + (tried - 1) * (HOUR + MINUTE);
      try {
        const ready = await prepare({ ...event, now: new Date(at).toISOString() }, world(at));
        if (ready.status !== 'ready') return;
        if (day.hangs) throw Object.assign(new Error('the cap'), { name: 'States.Timeout', attempt: ready.attempt, after: HOUR });
        const answers = Array.from({ length: day.rows }, (_, row) => day.answered(row)).filter((answer) => answer !== undefined);
        put(`out/${RUN_KEYS.output(ready.runId, ready.attempt)}mail.jsonl.out`, `${answers.join('\n')}\n`, at);
        const end = at + day.minutes * MINUTE;
        await publish({ ...ready, execution, backfill, now: new Date(end).toISOString() }, world(end));
        return;
      } catch (error) {
        const { name, message, attempt = 1, after = MINUTE } = error as Error & { attempt?: number; after?: number };
        await fail(
          { ...event, now: new Date(at + after).toISOString(), error: name, cause: message, attempt, last: tried === 2, backfill },
          world(at + after),
        );
      }
    }
  };
  try {
    for (let day = 0; day < DAYS; day += 1) {
      const plan = day === STRUCK ? { ...HEALTHY, ...struck } : HEALTHY;
      const midnight = START + day * DAY;
      const date = new Date(midnight).toISOString().slice(0, 10);
      for (let at = 0; at < RUN_AT; at += 5 * MINUTE) await freshness(world(midnight + at));
      if (plan.input) put(`in/${date}/mail.jsonl`, '{}\n'.repeat(plan.rows), midnight + HOUR);
      for (let start = 0; start < plan.starts; start += 1)
        await run(midnight + RUN_AT, midnight + RUN_AT, plan, `execution-${day}-${start}`);
      if (plan.backfillOf !== undefined)
        await run(midnight + RUN_AT - plan.backfillOf * DAY - HOUR, midnight + RUN_AT + HOUR, HEALTHY, 'backfill', true);
      for (let at = RUN_AT; at < DAY; at += 5 * MINUTE) await freshness(world(midnight + at));
      const pointer = server.buckets.head('mail', 'out/current.json');
      if (pointer !== undefined) pointers.push((JSON.parse((await read(client)) ?? '{}') as Pointer).runId);
    }
    const told = [...alarms].flatMap(([name, alarm]) => {
      const metric = METRICS[name] ?? '';
      const { states } = evaluate(alarm, everyMinute(minutes.get(metric) ?? Array.from({ length: (DAYS * DAY) / MINUTE }, () => null)));
      // The first minutes, before anybody has looked, are before the deployment.
      const first = states.find(({ state, minute }) => state === 'ALARM' && minute > 30);
      return first === undefined ? [] : [[name, first.minute - (STRUCK * DAY) / MINUTE] as const];
    });
    return { told: Object.fromEntries(told), pointers };
  } finally {
    client.destroy();
    await server.close();
    rmSync(root, { recursive: true });
  }
}

async function read(client: S3Client): Promise<string | undefined> {
  return (await new S3Objects(client, 's3://mail/out/').read(RUN_KEYS.pointer))?.text;
}

const METRICS: Readonly<Record<string, string>> = {
  RunFailed: 'RunFailed',
  Stale: 'RefreshOverdue',
  Rejected: 'RejectedRate',
  RowsLost: 'RowsLost',
  SlowRun: 'DurationRatio',
  InputLate: 'InputAge',
};
/** Two of three looks at freshness, five minutes apart, with a minute for the period to be over. */
const SOON_AFTER_SIX = { from: SIX_IN_BERLIN / MINUTE, to: SIX_IN_BERLIN / MINUTE + 20 };
const within = (minute: number | undefined, { from, to }: { from: number; to: number }): boolean =>
  minute !== undefined && minute >= from && minute <= to;

test('nobody is told anything on healthy days', async () => {
  const { told, pointers } = await play({});
  expect(told).toEqual({});
  expect(pointers).toEqual(['20260202T023000Z', '20260203T023000Z', '20260204T023000Z', '20260205T023000Z', '20260206T023000Z']);
}, 120_000);

test('batch-late: an input that does not come fails the run, is late, and results are stale after the promise', async () => {
  const { told } = await play({ input: false });
  expect(Object.keys(told).toSorted((a, b) => a.localeCompare(b))).toEqual(['InputLate', 'RunFailed', 'Stale']);
  expect(within(told['Stale'], SOON_AFTER_SIX)).toBe(true);
  // The input of the day before was there at one: 26 hours later it is three.
  expect(within(told['InputLate'], { from: 180, to: 200 })).toBe(true);
}, 120_000);

test('batch-bad-record: one of two hundred is set aside, and a ticket says so', async () => {
  const marker = '{"spam":null,"slipwayRejected":"no number"}';
  expect(Object.keys((await play({ answered: (row) => (row === 7 ? marker : '{"spam":0.5}') })).told)).toEqual(['Rejected']);
}, 120_000);

test('batch-bad-record in a container that answers fewer rows: the run fails, rows are lost, nothing of it is published', async () => {
  const { told, pointers } = await play({ answered: (row) => (row === 7 ? undefined : '{"spam":0.5}') });
  expect(Object.keys(told).toSorted((a, b) => a.localeCompare(b))).toEqual(['RowsLost', 'RunFailed', 'Stale']);
  expect(pointers[STRUCK]).toBe('20260204T023000Z');
}, 120_000);

test('batch-twice: an event that comes twice is quiet, and published once', async () => {
  const { told, pointers } = await play({ starts: 2 });
  expect(told).toEqual({});
  expect(pointers[STRUCK]).toBe('20260205T023000Z');
}, 120_000);

test('batch-hangs: a job past its cap fails the run, and results are stale after the promise', async () => {
  const { told } = await play({ hangs: true });
  expect(Object.keys(told).toSorted((a, b) => a.localeCompare(b))).toEqual(['RunFailed', 'Stale']);
  expect(within(told['Stale'], SOON_AFTER_SIX)).toBe(true);
}, 120_000);

test('batch-hangs, a run that never begins: results are stale after the promise, and that alone', async () => {
  const { told } = await play({ starts: 0 });
  expect(Object.keys(told)).toEqual(['Stale']);
  expect(within(told['Stale'], SOON_AFTER_SIX)).toBe(true);
}, 120_000);

test('old-overwrites-new: a backfill that ends after the run of the day is quiet, and the pointer refuses it', async () => {
  const { told, pointers } = await play({ backfillOf: 1 });
  expect(told).toEqual({});
  expect(pointers[STRUCK]).toBe('20260205T023000Z');
}, 120_000);

test('a run that takes two and a half times as long as the others is a ticket', async () => {
  const { told } = await play({ minutes: 50 });
  expect(Object.keys(told)).toEqual(['SlowRun']);
}, 120_000);
