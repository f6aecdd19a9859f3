import { Duration, type Stack } from 'aws-cdk-lib';
import * as sns from 'aws-cdk-lib/aws-sns';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  ApprovalStep,
  BranchStep,
  Check,
  DataCheck,
  EitherStep,
  SqlStep,
  WaitStep,
  type PipelineStep,
  type Table,
} from '../../../../constructs/index';
import { renderRun } from '../../../../bin/render/run';
import type { PipelineRecord } from '../../../../core/pipeline/index';
import type { PipelineRun } from '../../../../runtime/pipeline/local/run-pipeline';
import { SqlEngine, runSql } from '../../../../runtime/pipeline/sql/index';
import { Workshop, mailsIn } from './run-here';

let shop: Workshop;
beforeEach(() => {
  shop = new Workshop();
  shop.rows('mail/day.jsonl', [
    { id: 1, words: 10 },
    { id: 2, words: 250 },
  ]);
});
afterEach(() => shop.close());

const statuses = ({ steps }: PipelineRun): Record<string, string> => Object.fromEntries(steps.map(({ name, status }) => [name, status]));
const record = ({ folder }: PipelineRun): PipelineRecord => JSON.parse(readFileSync(join(folder, 'record.json'), 'utf8')) as PipelineRecord;

async function rowsOf(run: PipelineRun, step: string): Promise<readonly unknown[]> {
  const engine = await SqlEngine.open();
  const files = run.steps.find(({ name }) => name === step)?.files ?? [];
  const { rows } = await runSql(engine, { text: 'SELECT * FROM rows' }, { rows: { files } });
  engine.close();
  return rows;
}

/** Many mails are counted, few are listed; both ways end in the same report. Another step stands beside the branch. */
function branched(atLeast: number): (stack: Stack) => PipelineStep[] {
  return (stack) => {
    const mail = mailsIn(stack);
    const enough = new BranchStep('Enough', { rows: mail, checks: [Check.rows(atLeast)] });
    const beside = new SqlStep('Beside', { inputs: { mail }, sql: 'SELECT max(id) AS n FROM mail' });
    const many = new SqlStep('Many', { inputs: { mail: enough.met }, sql: 'SELECT count(*) AS n FROM mail' });
    const few = new SqlStep('Few', { inputs: { mail: enough.otherwise }, sql: 'SELECT sum(words) AS n FROM mail' });
    const after = new SqlStep('After few', { inputs: { few: few.output }, sql: 'SELECT n + 1 AS n FROM few' });
    const either = new EitherStep('Either', { rows: [many.output, after.output] });
    return [
      new SqlStep('Report', {
        inputs: { rows: either.output, beside: beside.output },
        sql: 'SELECT r.n + b.n AS n FROM rows r JOIN beside b ON b.n > 0',
      }),
    ];
  };
}

test('where the conditions are met the one way is gone, and what follows from the other is left out', async () => {
  const run = await shop.run(shop.synthesize(branched(2)));
  expect(statuses(run)).toEqual({
    Enough: 'done',
    Beside: 'done',
    Many: 'done',
    Few: 'skipped',
    'After few': 'skipped',
    Either: 'done',
    Report: 'done',
  });
  expect(await rowsOf(run, 'Report')).toEqual([[4]]);
  expect(record(run).steps).toMatchObject({
    Enough: { met: true, checks: 1, failed: 0 },
    Few: { skipped: true },
    Either: { took: 'Many' },
  });
});

test('where they are not, the other way is gone', async () => {
  const run = await shop.run(shop.synthesize(branched(3)));
  expect(statuses(run)).toMatchObject({ Many: 'skipped', Few: 'done', 'After few': 'done', Either: 'done', Report: 'done' });
  expect(await rowsOf(run, 'Report')).toEqual([[263]]);
  expect(record(run).steps).toMatchObject({ Enough: { met: false, failed: 1 }, Many: { skipped: true }, Either: { took: 'After few' } });
});

/** A step that cannot be, and what stands in for it. */
function caught(stack: Stack, spare: boolean): PipelineStep[] {
  const mail = mailsIn(stack);
  const bad = new SqlStep('Bad', { inputs: { mail }, sql: 'SELECT 1 / (id - id) AS n FROM mail' });
  bad.retry({ attempts: 0 });
  bad.mayFail();
  const good = new SqlStep('Good', { inputs: { mail }, sql: 'SELECT count(*) AS n FROM mail' });
  const taken: Table = spare ? new EitherStep('Either', { rows: [bad.output, good.output] }).output : bad.output;
  return [new SqlStep('Report', { inputs: { rows: taken }, sql: 'SELECT n FROM rows' }), ...(spare ? [] : [good])];
}

test('a step that may fail does, and another one stands in for it', async () => {
  const run = await shop.run(shop.synthesize((stack) => caught(stack, true)));
  expect([run.status, statuses(run)]).toEqual(['succeeded', { Bad: 'failed', Good: 'done', Either: 'done', Report: 'done' }]);
  expect(await rowsOf(run, 'Report')).toEqual([[2]]);
  expect(record(run).steps?.['Bad']).toMatchObject({ error: 'Athena.QueryFailed', cause: expect.stringContaining('DIVISION_BY_ZERO') });
});

test('where nothing stands in, what follows from it is left out and the rest goes on', async () => {
  const run = await shop.run(shop.synthesize((stack) => caught(stack, false)));
  expect([run.status, statuses(run)]).toEqual(['succeeded', { Bad: 'failed', Report: 'skipped', Good: 'done' }]);
});

test('checks that may fail tell all the same, and the run goes on without what they let through', async () => {
  const run = await shop.run(
    shop.synthesize((stack) => {
      const check = new DataCheck('Raw', { rows: mailsIn(stack), checks: [Check.rows(5)] });
      check.mayFail();
      return [new SqlStep('Count', { inputs: { mail: check.passed }, sql: 'SELECT count(*) AS n FROM mail' })];
    }),
  );
  expect([run.status, statuses(run)]).toEqual(['succeeded', { Raw: 'failed', Count: 'skipped' }]);
  expect(run.metrics).toContainEqual({ name: 'DataChecksFailed', value: 1 });
  expect(record(run).steps?.['Raw']).toMatchObject({ error: 'DataCheckFailed', cause: 'at least 5 rows: 2' });
});

test('a step is tried again as often and after as long as was said', async () => {
  const failing = (attempts: number, jitter: boolean) => async (): Promise<number> => {
    const run = await shop.run(
      shop.synthesize((stack) => {
        const bad = new SqlStep('Bad', { inputs: { mail: mailsIn(stack) }, sql: 'SELECT 1 / (id - id) AS n FROM mail' });
        bad.retry({ attempts, jitter, interval: Duration.seconds(10), backoffRate: 3, maxDelay: Duration.seconds(60) });
        return [bad];
      }),
      { name: `tries ${attempts} ${jitter}` },
    );
    expect(run.status).toBe('failed');
    return run.seconds;
  };
  expect(await failing(0, false)()).toBe(0);
  // 10 + 30 + 60, which would be 90.
  expect(await failing(3, false)()).toBe(100);
  const chance = await failing(3, true)();
  expect(chance).toBeGreaterThan(0);
  expect(chance).toBeLessThan(100);
});

test('rows wait, but not where nobody wants to', async () => {
  const directory = shop.synthesize((stack) => {
    const settled = new WaitStep('Settle', { rows: mailsIn(stack), duration: Duration.hours(1) });
    return [new SqlStep('Count', { inputs: { mail: settled.output }, sql: 'SELECT count(*) AS n FROM mail' })];
  });
  const run = await shop.run(directory);
  expect([run.status, run.seconds, await rowsOf(run, 'Count')]).toEqual(['succeeded', 3600, [[2]]]);
  expect((await shop.run(directory, { name: 'second', noWait: true })).seconds).toBe(0);
});

function asked(stack: Stack, may: boolean): PipelineStep[] {
  const mail = mailsIn(stack);
  const look = new ApprovalStep('Look', { rows: mail, topic: new sns.Topic(stack, 'Owners'), question: 'Are these mails?' });
  if (may) look.mayFail();
  return [new SqlStep('Count', { inputs: { mail: look.approved }, sql: 'SELECT count(*) AS n FROM mail' })];
}

test('a run goes on where somebody agrees, and is told what was asked', async () => {
  const questions: string[] = [];
  const run = await shop.run(
    shop.synthesize((stack) => asked(stack, false)),
    {
      approve: async (step, question) => {
        questions.push(`${step}: ${question}`);
        return true;
      },
    },
  );
  expect([run.status, statuses(run), questions]).toEqual(['succeeded', { Look: 'done', Count: 'done' }, ['Look: Are these mails?']]);
  expect(record(run).steps?.['Look']).toMatchObject({ approved: true });
});

test('it fails where nobody does, unless the step may fail; and it is asked once', async () => {
  let times = 0;
  const approve = async (): Promise<boolean> => {
    times += 1;
    return false;
  };
  const run = await shop.run(
    shop.synthesize((stack) => asked(stack, false)),
    { approve },
  );
  expect([run.status, run.error, times]).toEqual(['failed', 'Refused', 1]);
  const other = await shop.run(
    shop.synthesize((stack) => asked(stack, true)),
    { name: 'may' },
  );
  expect([other.status, statuses(other)]).toEqual(['succeeded', { Look: 'failed', Count: 'skipped' }]);
});

test('a step that was under way when the one beside it failed was stopped, and has not failed', async () => {
  const result = await shop.run(
    shop.synthesize((stack) => {
      const mail = mailsIn(stack);
      const bad = new DataCheck('Bad', { rows: mail, checks: [Check.rows(3)] });
      const later = new WaitStep('Later', { rows: mail, duration: Duration.hours(1) });
      return [new SqlStep('Both', { inputs: { a: bad.passed, b: later.output }, sql: 'SELECT a.id FROM a JOIN b ON a.id = b.id' })];
    }),
  );
  expect(result).toMatchObject({ status: 'failed', error: 'DataCheckFailed' });
  expect(statuses(result)).toEqual({ Bad: 'failed', Later: 'stopped', Both: 'not begun' });
  expect(renderRun(result, undefined, { columns: 100, colors: false })).toMatch(/^└ {2}Later +stopped +0\.\d\d +mail$/m);
});
