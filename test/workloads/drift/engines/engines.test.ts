import { Size, type Stack } from 'aws-cdk-lib';
import * as ecr from 'aws-cdk-lib/aws-ecr';
import * as s3 from 'aws-cdk-lib/aws-s3';
import { DriftEngine, InstanceType, ServingImage, Table, TableFormat } from '../../../../constructs/index';
import { DEFAULT_CONSTANTS, evaluateAll, stateAt } from '../../../../core/alarms/index';
import type { DayRecord } from '../../../../workloads/drift/monitor/judge-day';
import { GOLDEN_ATTRIBUTE } from '../../../../core/service/served';
import type { ExecutionResult } from '../../../../runtime/pipeline/execution';
import { evaluator, play } from '../../../runtime/pipeline/play';
import { StateFailure } from '../../../../runtime/pipeline/state-failure';
import type { TaskRegistry } from '../../../../runtime/pipeline/tasks';
import { expectSameProfile } from '../../../core/drift/engines/tables';
import { profileOf, tableOf } from '../../../core/drift/tables';
import { Account, captureLine, DEPLOYMENT, ENDPOINT, mails, type Mail } from '../monitor/account';
import { declared, type DeclaredMonitor } from './declared';
import { athenaTask, lambdaTask, processingTask, type JobRequest } from './stand-ins';

afterAll(() => evaluator.close());

const DAY = '2026-11-25';
const AFTER = '2026-11-26T00:26:00Z';
const HOURS = Array.from({ length: 24 }, (_, hour) => String(hour).padStart(2, '0'));

/** Rows of a day that drifted, by the hour. */
const ROWS: ReadonlyMap<string, readonly Mail[]> = new Map(
  HOURS.map((hour) => [hour, mails(25, Number(hour)).map((row) => ({ ...row, length: row.length * 1.609 }))]),
);

/** The day as SageMaker captures it, with golden rows, a line that cannot be read, and one that was asked a minute before midnight. */
function capture(account: Account): void {
  const [odd] = mails(1, 77);
  for (const [hour, all] of ROWS) {
    const lines = all.map((row) => captureLine(row, `${DAY}T${hour}:30:00Z`));
    if (hour === '09' && odd !== undefined) lines.push('{"captureData":', captureLine(odd, `${DAY}T09:30:00Z`, GOLDEN_ATTRIBUTE));
    if (hour === '00' && odd !== undefined) lines.push(captureLine(odd, '2026-11-24T23:59:00Z'));
    account.capture(`${DAY}T${hour}`, 'a', lines.slice(0, 13));
    account.capture(`${DAY}T${hour}`, 'b', lines.slice(13));
  }
}

/** What the monitor's own function says of the day: integrity every hour, then the sum of the windows. */
let before: Promise<Judged> | undefined;

/** Once for all tests. */
async function countedByFunction(): Promise<Judged> {
  before ??= countDay();
  return before;
}

async function countDay(): Promise<Judged> {
  const account = await Account.open();
  try {
    capture(account);
    for (const hour of HOURS) await account.tick('integrity', new Date(Date.parse(`${DAY}T${hour}:00:00Z`) + 4_800_000).toISOString());
    await account.tick('distribution', AFTER);
    return judged(account, DEPLOYMENT);
  } finally {
    await account.close();
  }
}

interface Judged {
  readonly day: DayRecord;
  /** What was published of the day, by metric. */
  readonly published: Readonly<Record<string, { readonly count: number; readonly max: number }>>;
}

function judged(account: Account, deployment: string = ENDPOINT): Judged {
  const day = account.day(DAY);
  return {
    day,
    published: Object.fromEntries((day?.data ?? []).map(({ name }) => [name, account.published(name, { Deployment: deployment })])),
  };
}

interface Played extends Judged {
  readonly execution: ExecutionResult;
  readonly account: Account;
}

/** The state machine of a declared monitor, played as it would be deployed. */
async function counted(
  monitor: DeclaredMonitor,
  tasksOf: (account: Account) => TaskRegistry,
  before: (account: Account) => void | Promise<void> = () => undefined,
): Promise<Played> {
  const account = await Account.open(monitor.environment);
  account.s3.put((monitor.environment['SLIPWAY_DOCUMENT'] ?? '').replace('s3://', ''), JSON.stringify(monitor.document), new Date(0));
  await before(account);
  const execution = await play(
    monitor.definition,
    { task: 'distribution', time: AFTER },
    { tasks: { ...lambdaTask(account), ...tasksOf(account) } },
  );
  return { execution, account, ...judged(account) };
}

/** All that is said of a day, but for what counted it and the profile itself. */
function said({ day, published }: Judged): unknown {
  const { windows: _windows, engine: _engine, profile: _profile, judgedAt: _judgedAt, ...rest } = day;
  return { ...rest, published };
}

afterEach(() => {
  for (const name of Object.keys(process.env))
    if (name.startsWith('SLIPWAY_') && !name.startsWith('SLIPWAY_TEST')) delete process.env[name];
});

const tableIn = (stack: Stack, format = TableFormat.PARQUET): Table =>
  Table.fromCatalog('mail', 'incoming', {
    bucket: s3.Bucket.fromBucketName(stack, 'Lake', 'lake'),
    prefix: 'incoming/',
    format,
    columns: { day: 'varchar', length: 'double', words: 'bigint', country: 'varchar', score: 'double' },
  });
const processing = (instanceCount?: number): DeclaredMonitor =>
  declared(() =>
    DriftEngine.processing({ instanceType: InstanceType.M5_XLARGE, ...(instanceCount === undefined ? {} : { instanceCount }) }),
  );

test('Lambda and SageMaker Processing: the same profile, verdict and metrics of the same captured records', async () => {
  const here = await countedByFunction();
  expect(here.day).toMatchObject({ verdict: 'drift', rows: 600, broken: 1, windows: { read: 24, missing: 0 } });
  const requests: JobRequest[] = [];
  const there = await counted(
    processing(),
    (account) => processingTask(account, requests),
    (account) => capture(account),
  );
  expect(there.execution).toMatchObject({ status: 'SUCCEEDED' });
  expect(requests.map(({ ProcessingJobName }) => ProcessingJobName)).toEqual(['spam-Filter-2026-11-25-run1-0']);
  expect(there.day.engine).toBe('processing');
  expectSameProfile(there.day.profile, here.day.profile);
  expect(said(there)).toEqual(said(here));
  await there.account.close();
});

test('SageMaker Processing on three machines: their profiles add up to that of one', async () => {
  const one = await counted(
    processing(),
    (account) => processingTask(account, []),
    (account) => capture(account),
  );
  const three = await counted(
    processing(3),
    (account) => processingTask(account, []),
    (account) => capture(account),
  );
  expect(three.account.s3.keys('results/').filter((key) => /output\/profile-algo-\d\.json$/.test(key))).toHaveLength(3);
  expectSameProfile(three.day.profile, one.day.profile);
  expect(said(three)).toEqual(said(one));
  for (const { account } of [one, three]) await account.close();
});

test('Lambda and Athena: the same profile, verdict and metrics of the same rows', async () => {
  const here = await countedByFunction();
  const monitor = declared((stack) => DriftEngine.athena({ table: tableIn(stack), dayColumn: 'day' }));
  const others = mails(50, 999).map((row) => ({ ...row, day: '2026-11-24' }));
  const table = [...others, ...[...ROWS.values()].flat().map((row) => ({ ...row, day: DAY }))];
  const there = await counted(monitor, (account) => athenaTask(account, monitor.document, table));
  expect(there.execution).toMatchObject({ status: 'SUCCEEDED' });
  expect(there.day.engine).toBe('athena');
  // SQL knows no broken records.
  expectSameProfile(there.day.profile, { ...here.day.profile, broken: 0 });
  expect(said(there)).toEqual(said({ ...here, day: { ...here.day, broken: 0 } }));
  await there.account.close();
});

test('a table without a row of a day on which requests were captured is no verdict; the day is judged, and told, when it is filled', async () => {
  const monitor = declared((stack) => DriftEngine.athena({ table: tableIn(stack), dayColumn: 'day' }));
  const table = mails(50, 999).map((row) => ({ ...row, day: '2026-11-24' }));
  const { execution, account } = await counted(
    monitor,
    (each) => athenaTask(each, monitor.document, table),
    async (each) => {
      capture(each);
      await each.tick('integrity', `${DAY}T10:20:00Z`);
    },
  );
  expect(execution).toMatchObject({
    status: 'FAILED',
    cause: expect.stringContaining(`the table has no row of ${DAY}, on which requests were captured`) as string,
  });
  expect(account.day(DAY)).toBeUndefined();
  table.push(...[...ROWS.values()].flat().map((row) => ({ ...row, day: DAY })));
  const tasks = { ...lambdaTask(account), ...athenaTask(account, monitor.document, table) };
  expect(await play(monitor.definition, { time: '2026-11-26T12:26:00Z' }, { tasks })).toMatchObject({ status: 'SUCCEEDED' });
  expect(account.day(DAY)).toMatchObject({ verdict: 'drift', rows: 600 });
  expect(account.published('RowsJudged', { Deployment: ENDPOINT })).toEqual({ count: 1, max: 600 });
  await account.close();
});

/** Spark itself is compared where Python has it: test/python/spark.ts. */
test('Lambda and Spark: what the job leaves is judged by the same code, and it is told table, column and day', async () => {
  const here = await countedByFunction();
  const monitor = declared((stack) =>
    DriftEngine.spark({
      table: tableIn(stack, TableFormat.JSON_LINES),
      dayColumn: 'day',
      instanceType: InstanceType.M5_XLARGE,
      instanceCount: 4,
      volumeSize: Size.gibibytes(30),
      image: ServingImage.fromEcr(ecr.Repository.fromRepositoryName(stack, 'Spark', 'spark'), '3.5'),
    }),
  );
  const all = [...ROWS.values()].flat();
  const table = tableOf(
    Object.fromEntries((['length', 'words', 'country', 'score'] as const).map((name) => [name, all.map((row) => row[name])])),
  );
  const requests: JobRequest[] = [];
  const there = await counted(monitor, (account) => ({
    'sagemaker:createProcessingJob': ({ arguments: given }) => {
      const request = given as unknown as JobRequest;
      requests.push(request);
      const [output] = request.ProcessingOutputConfig.Outputs;
      const place = output?.S3Output.S3Uri.replace('s3://', '') ?? '';
      account.s3.put(`${place}profile.json`, JSON.stringify(profileOf(monitor.document.baseline, [table])), new Date(0));
      return Promise.resolve({});
    },
  }));
  expect(requests[0]).toMatchObject({
    AppSpecification: { ContainerEntrypoint: ['smspark-submit', expect.stringMatching(/^\/opt\/ml\/processing\/input\/code\/\w+\.py$/)] },
    Environment: {
      SLIPWAY_TABLE: 's3://lake/incoming/',
      SLIPWAY_TABLE_FORMAT: 'jsonl',
      SLIPWAY_DAY_COLUMN: 'day',
      SLIPWAY_FROM: '2026-11-25T00:00:00.000Z',
      SLIPWAY_TO: '2026-11-26T00:00:00.000Z',
    },
  });
  expect(there.day.engine).toBe('spark');
  expectSameProfile(there.day.profile, { ...here.day.profile, broken: 0 });
  expect(said(there)).toEqual(said({ ...here, day: { ...here.day, broken: 0 } }));
  await there.account.close();
});

test('a day is counted once for alarms and once more for what came late, and nothing is published twice', async () => {
  const monitor = processing();
  const requests: JobRequest[] = [];
  const { account } = await counted(
    monitor,
    (each) => processingTask(each, requests),
    (each) => capture(each),
  );
  const tasks = { ...lambdaTask(account), ...processingTask(account, requests) };
  const again = (time: string): Promise<ExecutionResult> => play(monitor.definition, { time }, { tasks });
  await again('2026-11-26T01:26:00Z');
  expect(requests).toHaveLength(1);
  account.capture(
    `${DAY}T23`,
    'late',
    mails(100, 5).map((row) => captureLine(row, `${DAY}T23:59:00Z`)),
  );
  await again('2026-11-26T12:26:00Z');
  expect(requests).toHaveLength(2);
  expect(account.day(DAY).rows).toBe(700);
  expect(account.published('RowsJudged', { Deployment: ENDPOINT })).toEqual({ count: 1, max: 600 });
  await account.close();
});

test('a day that was too little to tell is told when enough of it has come', async () => {
  const monitor = processing();
  const requests: JobRequest[] = [];
  const few = mails(20, 5).map((row) => captureLine(row, `${DAY}T22:59:00Z`));
  const { account } = await counted(
    monitor,
    (each) => processingTask(each, requests),
    (each) => each.capture(`${DAY}T22`, 'few', few),
  );
  expect(account.day(DAY)).toMatchObject({ verdict: 'too-little', rows: 20 });
  expect(account.published('DriftedFeatures', { Deployment: ENDPOINT }).count).toBe(0);
  capture(account);
  const tasks = { ...lambdaTask(account), ...processingTask(account, requests) };
  await play(monitor.definition, { time: '2026-11-26T12:26:00Z' }, { tasks });
  expect(account.day(DAY)).toMatchObject({ verdict: 'drift', rows: 620 });
  expect(account.published('DriftedFeatures', { Deployment: ENDPOINT }).count).toBe(1);
  await account.close();
});

test('a day without a record needs no job, and says so', async () => {
  const requests: JobRequest[] = [];
  const { execution, day, account } = await counted(processing(), (each) => processingTask(each, requests));
  expect(execution).toMatchObject({ status: 'SUCCEEDED' });
  expect(requests).toEqual([]);
  expect(day).toMatchObject({ verdict: 'too-little', rows: 0, engine: 'processing' });
  expect(account.published('RowsJudged', { Deployment: ENDPOINT })).toEqual({ count: 1, max: 0 });
  await account.close();
});

test('an engine that fails fails the execution, and when two days are judged by nobody the monitor-silent alarm of days goes off', async () => {
  const monitor = processing();
  const requests: JobRequest[] = [];
  const failing = (account: Account): TaskRegistry =>
    processingTask(account, requests, () => {
      throw new StateFailure('States.TaskFailed', 'AlgorithmError: there is no room');
    });
  const { execution, account } = await counted(monitor, failing, (each) => capture(each));
  expect(execution).toMatchObject({ status: 'FAILED', error: 'States.TaskFailed' });
  expect(requests.map(({ ProcessingJobName }) => ProcessingJobName.slice(-2))).toEqual(['-0', '-1']);
  expect(account.published('RowsJudged', { Deployment: ENDPOINT }).count).toBe(0);
  expect(silent(monitor, account)).toBe('ALARM');
  const good = await counted(
    monitor,
    (each) => processingTask(each, []),
    (each) => capture(each),
  );
  expect(silent(monitor, good.account)).not.toBe('ALARM');
  for (const each of [account, good.account]) await each.close();
});

/** The state of DistributionSilent a day after the engine should have counted, over what really was published. */
function silent({ alarms }: DeclaredMonitor, { cloudwatch }: Account): string | undefined {
  const own = alarms.filter(({ id }) => id.includes('DistributionSilent'));
  expect(own).toHaveLength(1);
  const [from, to] = [Date.parse('2026-11-25T00:00:00Z'), Date.parse('2026-11-27T12:00:00Z')];
  const [run] = evaluateAll(own, cloudwatch.samples, { from, to }, DEFAULT_CONSTANTS);
  return run === undefined ? undefined : stateAt(run.timeline, to);
}

test('what a job did not leave, or left by another plan, is no verdict', async () => {
  const monitor = processing();
  const without = await counted(
    monitor,
    (account) => processingTask(account, [], () => undefined),
    (account) => capture(account),
  );
  expect(without.execution).toMatchObject({
    status: 'FAILED',
    cause: expect.stringContaining('there is no profile below s3://results/') as string,
  });
  expect(without.day).toBeUndefined();
  await without.account.close();
});

test('records of the endpoint alone are handed to the job', async () => {
  const requests: JobRequest[] = [];
  const { account } = await counted(
    processing(),
    (each) => processingTask(each, requests),
    (each) => {
      capture(each);
      each.s3.put('captured/capture/other/AllTraffic/2026/11/25/09/a.jsonl', 'x', new Date('2026-11-25T09:40:00Z'));
    },
  );
  const key = account.s3.keys('results/').find((each) => each.endsWith('/manifest.json')) ?? '';
  const [head, ...keys] = account.s3.json(key) as [unknown, ...string[]];
  expect(head).toEqual({ prefix: 's3://captured/' });
  expect(keys).toHaveLength(48);
  expect(keys.every((each) => each.startsWith(`capture/${ENDPOINT}/AllTraffic/2026/11/25/`))).toBe(true);
  await account.close();
});
