import { Duration, Stack, TimeZone, type App } from 'aws-cdk-lib';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as s3 from 'aws-cdk-lib/aws-s3';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Check, DataCheck, DataPipeline, MapStep, NotificationTopic, PipelineSchedule, SqlStep, Table } from '../../../../constructs/index';
import { SILENT } from '../../../../runtime/host';
import type { Profile } from '../../../../runtime/measuring/profile';
import type { Plan } from '../../../../runtime/plan';
import { measureServices } from '../../../../runtime/rehearsal/measure-services';
import { rehearse } from '../../../../runtime/rehearsal/rehearse';
import type { RehearsalReport } from '../../../../runtime/report/rehearsal-report';
import { verdictOf } from '../../../../runtime/report/verdict';
import { planOf, scratch } from '../../assembly/apps';
import { faultIn } from '../apps';

jest.setTimeout(300_000);

const HOUR = 60;

interface Declared {
  readonly told?: boolean;
  readonly checks?: readonly Check[];
  readonly scheduled?: boolean;
}

/** `Mail/Features`: daily, over two hundred rows of JSON Lines. */
function pipeline({ told = true, checks = [Check.rows(200), Check.complete('id')], scheduled = true }: Declared = {}): Plan {
  const rows = join(scratch(), 'mail.jsonl');
  writeFileSync(rows, Array.from({ length: 200 }, (_, id) => `${JSON.stringify({ id: `m${id}`, words: id % 7 })}\n`).join(''));
  return planOf((app: App) => {
    const stack = new Stack(app, 'Mail');
    const mail = Table.fromBucket(new s3.Bucket(stack, 'Bucket'), 'mail/', { columns: { id: 'varchar', words: 'bigint' }, local: rows });
    const sql = 'SELECT id, words * 2 AS doubled FROM mail';
    const first = checks.length === 0 ? mail : new DataCheck('Raw', { rows: mail, checks: [...checks] }).passed;
    new DataPipeline(stack, 'Features', {
      steps: [new SqlStep('Words', { inputs: { mail: first }, sql })],
      maxRuntime: Duration.hours(2),
      ...(scheduled ? { schedule: PipelineSchedule.daily('04:30', TimeZone.AMERICA_NEW_YORK) } : {}),
      ...(told ? { notify: new SnsAction(new NotificationTopic(stack, 'Oncall').topic) } : {}),
    });
  });
}

const measuredOnce = new Map<Plan, Promise<Profile>>();
async function rehearsed(plan: Plan, faults?: readonly string[], healthyDays = 2, bands = false): Promise<RehearsalReport> {
  const known = measuredOnce.get(plan) ?? measureServices([], { seed: 1, host: SILENT }, [], plan.pipelines);
  measuredOnce.set(plan, known);
  return rehearse(plan, { seed: 1, host: SILENT, healthyDays, bands, profile: await known, ...(faults === undefined ? {} : { faults }) });
}

const shortNames = (names: readonly string[]): string[] =>
  names.map((name) => /FeaturesAlarms([A-Za-z]+?)[0-9A-F]{8}$/.exec(name)?.[1] ?? name).toSorted();

const seeing = pipeline();
const deaf = pipeline({ told: false });

test('every alarm of a pipeline fires in rehearsal, none does on healthy days, and no fault is a blind spot', async () => {
  const report = await rehearsed(seeing, undefined, 90, true);
  expect(report.alarms.map(({ name, verdict, falseAlarms }) => [shortNames([name])[0], verdict, falseAlarms])).toEqual(
    ['Failed', 'NotBegun', 'TooLong', 'InputLate', 'BadData', 'Page'].map((name) => [name, 'fires', 0]),
  );
  expect(report.blindSpots).toEqual([]);
  expect(verdictOf(report).passed).toBe(true);
  expect(report.deployments[0]).toMatchObject({
    path: 'Mail/Features',
    mode: 'pipeline',
    served: true,
    runs: { promise: null, started: 'cron(30 4 * * ? *) America/New_York', records: null },
    healthy: { days: 90, falsePages: 0 },
  });
});

test('an alarm that counts samples depends on whether endings that an execution did not come to are published as zeros', async () => {
  const counting = seeing.alarms.map((alarm) =>
    shortNames([alarm.name])[0] === 'Failed'
      ? {
          ...alarm,
          properties: JSON.parse(JSON.stringify(alarm.properties).replaceAll('"Sum"', '"SampleCount"')) as typeof alarm.properties,
        }
      : alarm,
  );
  const { alarms } = await rehearsed({ ...seeing, alarms: counting }, ['step-denied'], 7, true);
  const judged = alarms.find(({ name }) => shortNames([name])[0] === 'Failed');
  expect(judged).toMatchObject({
    verdict: 'depends',
    depends: [
      { constant: 'executionZeros', at: '0 (0 nothing, 1 zeros)', outcome: 'fires' },
      { constant: 'executionZeros', at: '1 (0 nothing, 1 zeros)', outcome: 'noisy' },
    ],
  });
});

test.each([
  ['late-input', ['InputLate', 'Page'], 'the run read what was there before its input came'],
  ['truncated-file', ['Failed', 'Page'], 'the run came to nothing'],
  ['schema-change', ['BadData', 'Failed', 'Page'], 'a number has become a text: the run came to nothing'],
  [
    'step-hangs',
    ['Failed', 'NotBegun', 'Page', 'TooLong'],
    'the run is left out, as in an hour that the clocks leave out: the run came to nothing',
  ],
  ['step-denied', ['Failed', 'Page'], 'the run came to nothing'],
])('%s is seen where somebody is told, and a blind spot where nobody is', async (fault, seenBy, harm) => {
  const [seen, blind] = [await rehearsed(seeing, [fault]), await rehearsed(deaf, [fault])];
  expect(faultIn(seen, fault)).toMatchObject({ status: 'seen', trouble: 'pipeline', harmed: 1 });
  expect(shortNames(faultIn(seen, fault).seenBy)).toEqual(seenBy);
  expect(faultIn(seen, fault).text).toContain(harm);
  expect(faultIn(blind, fault)).toMatchObject({ status: 'blind', seenBy: [], minutes: null });
  expect(blind.blindSpots).toEqual([expect.objectContaining({ fault, counts: true })]);
});

test('an alarm that is on all day is not said to see a fault, though it goes off again after a run that never was', async () => {
  const [tooLong] = seeing.alarms.filter(({ name }) => shortNames([name])[0] === 'TooLong');
  if (tooLong === undefined) throw new Error('no alarm on runs that take too long');
  // Every run takes longer than nothing; it sees one run a day, and a day without one is a gap.
  const properties = { Threshold: 0, Period: 3600, EvaluationPeriods: 26, DatapointsToAlarm: 1 };
  const alarm = {
    ...tooLong,
    properties: { ...tooLong.properties, ...properties, AlarmActions: ['arn:aws:sns:eu-central-1:111111111111:oncall'] },
  };
  const report = await rehearsed({ ...seeing, alarms: [alarm] }, ['step-hangs']);
  expect(report.alarms).toMatchObject([{ verdict: 'never-fires', delivers: true, firesOn: [], weakest: [] }]);
  expect(faultIn(report, 'step-hangs')).toMatchObject({ status: 'blind', seenBy: [], minutes: null, matrix: [] });
});

test.each(['step-flaky', 'duplicate-event'])('%s is quiet: retries and claims are there for it, and nobody is told', async (fault) => {
  const report = await rehearsed(seeing, [fault]);
  expect(faultIn(report, fault)).toMatchObject({ status: 'harmless', seenBy: [], harmed: 0 });
});

test('a file that is cut is taken for whole where nothing is checked, and nobody is told', async () => {
  const report = await rehearsed(pipeline({ checks: [] }), ['truncated-file', 'schema-change']);
  expect(faultIn(report, 'schema-change').text).toContain('the run took columns that had changed for what they were, and nobody is told');
  expect(report.blindSpots.map(({ fault }) => fault)).toContain('schema-change');
});

test('the input is late once nothing new has come since the last run', async () => {
  const report = await rehearsed(seeing, ['late-input']);
  const { minutes } = faultIn(report, 'late-input');
  expect(minutes).toBeGreaterThan(HOUR / 2);
  expect(minutes).toBeLessThan(2 * HOUR);
});

test('the same profile gives the same report', async () => {
  const [one, other] = [await rehearsed(seeing, ['step-denied']), await rehearsed(seeing, ['step-denied'])];
  expect(JSON.stringify(one)).toBe(JSON.stringify(other));
});

test('what nothing starts by the clock, and what does not succeed here, is not played and says why', async () => {
  const idle = await rehearsed(pipeline({ scheduled: false }));
  expect(idle.deployments[0]?.reason).toContain('nothing starts its runs by itself');
  const failing = await rehearsed(pipeline({ checks: [Check.rows(1000)] }));
  expect(failing.deployments[0]?.reason).toContain('does not succeed: DataCheckFailed: at least 1000 rows: 200');
  expect(faultIn(failing, 'step-denied')).toMatchObject({ status: 'not-runnable' });
});

/** Writes the words of its object; a text that is no JSON is an error. */
const PARSE = `
const s3 = process.env.AWS_ENDPOINT_URL_S3;
exports.handler = async ({ objects: [object], output }) => {
  const lines = (await (await fetch(s3 + '/' + object.slice(5))).text()).trim().split('\\n').map((line) => JSON.parse(line));
  await fetch(s3 + '/' + output.slice(5) + 'rows.jsonl', { method: 'PUT', body: lines.map((row) => JSON.stringify(row) + '\\n').join('') });
};`;

test('a step over objects is played by one of its calls: what breaks it ends the run, and somebody is told', async () => {
  const folder = scratch();
  mkdirSync(join(folder, 'code'));
  writeFileSync(join(folder, 'code', 'index.js'), PARSE);
  for (const part of ['a', 'b', 'c'])
    writeFileSync(join(folder, `${part}.jsonl`), Array.from({ length: 50 }, (_, id) => `${JSON.stringify({ id })}\n`).join(''));
  const plan = planOf((app: App) => {
    const stack = new Stack(app, 'Mail');
    const parsed = new MapStep('Parsed', {
      over: Table.fromBucket(new s3.Bucket(stack, 'Bucket'), 'mail/', { local: join(folder, '*.jsonl') }),
      handler: new lambda.Function(stack, 'Parse', {
        runtime: lambda.Runtime.NODEJS_24_X,
        handler: 'index.handler',
        code: lambda.Code.fromAsset(join(folder, 'code')),
      }),
      output: { columns: { id: 'bigint' } },
    });
    new DataPipeline(stack, 'Features', {
      steps: [new SqlStep('Sum', { inputs: { mail: parsed.output }, sql: 'SELECT sum(id) AS ids FROM mail' })],
      schedule: PipelineSchedule.daily('04:30', TimeZone.AMERICA_NEW_YORK),
      notify: new SnsAction(new NotificationTopic(stack, 'Oncall').topic),
    });
  });
  const report = await rehearsed(plan, ['truncated-file', 'step-hangs', 'step-denied']);
  expect(report.blindSpots).toEqual([]);
  for (const name of ['truncated-file', 'step-hangs', 'step-denied']) {
    expect(faultIn(report, name)).toMatchObject({ status: 'seen' });
    expect(shortNames(faultIn(report, name)?.seenBy ?? [])).toContain('Failed');
  }
});
