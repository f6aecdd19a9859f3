import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { BranchStep, Check, DataCheck, EitherStep, SqlStep } from '../../../constructs/index';
import type { PipelineRun } from '../../../runtime/pipeline/local/run-pipeline';
import { SqlEngine, runSql } from '../../../runtime/pipeline/sql/index';
import { ROOT } from '../../bin/run';
import { Workshop, mailsIn } from './steps/run-here';

const SLOW = 300_000;
const STEPS = ['Raw', 'Short', 'Long', 'Enough', 'Many', 'Either', 'Report'];
let shop: Workshop;
let assembly: string;
let whole: PipelineRun;

beforeAll(async () => {
  shop = new Workshop();
  shop.rows(
    'mail/day.jsonl',
    Array.from({ length: 1000 }, (_, id) => ({ id, words: (id * 7919) % 500 })),
  );
  assembly = shop.synthesize((stack) => {
    const raw = new DataCheck('Raw', { rows: mailsIn(stack), checks: [Check.unique('id')] });
    const short = new SqlStep('Short', { inputs: { mail: raw.passed }, sql: 'SELECT id, words FROM mail WHERE words < 100' });
    const long = new SqlStep('Long', { inputs: { mail: raw.passed }, sql: 'SELECT id, words FROM mail WHERE words >= 100' });
    const enough = new BranchStep('Enough', { rows: long.output, checks: [Check.rows(10)] });
    const many = new SqlStep('Many', { inputs: { l: enough.met }, sql: 'SELECT words % 10 AS digit, count(*) AS n FROM l GROUP BY 1' });
    const few = new SqlStep('Few', { inputs: { l: enough.otherwise }, sql: 'SELECT words AS digit, count(*) AS n FROM l GROUP BY 1' });
    const either = new EitherStep('Either', { rows: [many.output, few.output] });
    return [
      new SqlStep('Report', {
        inputs: { e: either.output, s: short.output },
        sql: 'SELECT e.digit, max(e.n) AS n, sum(s.id) AS ids FROM e JOIN s ON s.words % 10 = e.digit GROUP BY e.digit ORDER BY e.digit',
      }),
    ];
  });
  whole = await shop.run(assembly, { name: 'whole' });
  expect(whole.status).toBe('succeeded');
});
afterAll(() => shop.close());

async function report({ steps }: PipelineRun): Promise<readonly unknown[]> {
  const engine = await SqlEngine.open();
  const files = steps.find(({ name }) => name === 'Report')?.files ?? [];
  const { rows } = await runSql(engine, { text: 'SELECT * FROM rows ORDER BY digit' }, { rows: { files } });
  engine.close();
  return rows;
}

test.each(STEPS.flatMap((step) => ['begins', 'ends'].map((event): [string, string] => [step, event])))(
  'a run that is killed when %s %s goes on under its name, and ends with the same rows',
  async (step, event) => {
    const name = `${step} ${event}`;
    const script = join(ROOT, 'test', 'runtime', 'pipeline', 'kill-at.ts');
    const runs = join(shop.folder, 'runs');
    const killed = spawnSync(process.execPath, ['--import', 'tsx', script, assembly, runs, shop.folder, name, step, event], { cwd: ROOT });
    expect([killed.signal, killed.stderr.toString()]).toEqual(['SIGKILL', '']);
    const resumed = await shop.run(assembly, { name });
    expect(existsSync(join(resumed.folder, 'record.json'))).toBe(true);
    const facts = ({ steps }: PipelineRun): unknown => steps.map((each) => [each.name, each.status, each.rows]);
    expect(facts(resumed)).toEqual(facts(whole));
    expect(await report(resumed)).toEqual(await report(whole));
    // What was written before is not computed again.
    if (step === 'Report')
      expect(resumed.steps.filter(({ kept }) => kept).map((each) => each.name)).toEqual(expect.arrayContaining(['Short', 'Long', 'Many']));
  },
  SLOW,
);
