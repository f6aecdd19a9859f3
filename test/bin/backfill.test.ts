import { App, Stack, TimeZone } from 'aws-cdk-lib';
import * as s3 from 'aws-cdk-lib/aws-s3';
import { join } from 'node:path';
import { BatchTransform, Freshness, InstanceType, Model, Table } from '../../constructs/index';
import { scratch } from '../runtime/assembly/apps';
import { LoopbackAccount } from '../runtime/cloud/loopback-account';
import { renderBackfill } from '../../bin/render/backfill';
import { ROOT, Program } from './run';

const SLOW = 60_000;

let account: LoopbackAccount;
let assembly: string;
beforeAll(() => {
  const app = new App({ outdir: join(scratch(), 'cdk.out') });
  const stack = new Stack(app, 'Mail');
  const bucket = new s3.Bucket(stack, 'Bucket', { enforceSSL: true });
  new BatchTransform(stack, 'Nightly', {
    model: Model.fromDirectory(join(ROOT, 'examples/spam-filter/model')),
    input: Table.fromBucket(bucket, 'in/{date}/'),
    output: Table.fromBucket(bucket, 'out/'),
    instanceType: InstanceType.M5_LARGE,
    refreshed: Freshness.dailyBy('06:00', TimeZone.EUROPE_BERLIN),
  });
  assembly = app.synth().directory;
});
beforeEach(async () => (account = await LoopbackAccount.open()));
afterEach(() => account.close());

async function run(...args: string[]): Promise<Program & { code: number | null }> {
  const program = Program.start('bin/slipway.ts', ['run', 'Mail/Nightly', '--app', assembly, ...args]);
  return Object.assign(program, { code: await program.exit() });
}

test(
  'run with days fills them in in the account, and says day by day what came of them',
  async () => {
    account.deploy(assembly);
    account.onStart = (execution) =>
      Object.assign(
        execution,
        execution.name.includes('20260228')
          ? {
              status: 'FAILED',
              error: 'EmptyInput',
              cause: '{"errorType":"EmptyInput","errorMessage":"there is nothing in s3://b/in/2026-02-28/"}',
            }
          : execution.name.includes('20260302')
            ? {
                status: 'SUCCEEDED',
                output: '{"status":"published","runId":"r","because":"run r has read all that there is of 2026-03-02"}',
              }
            : { status: 'SUCCEEDED', output: '{"runId":"20260301T050000Z","rowsIn":1200,"rowsOut":1200,"rejected":0,"published":true}' },
      );
    const found = await run('--from', '2026-02-28', '--to', '2026-03-02', '--parallel', '3');
    expect([found.stderr, found.code]).toEqual(['', 3]);
    expect(found.stdout.split('\n').map((line) => line.trimEnd())).toEqual([
      'Mail/Nightly in eu-central-1',
      '2026-02-28 failed: EmptyInput: there is nothing in s3://b/in/2026-02-28/',
      expect.stringContaining('    arn:aws:states:eu-central-1:'),
      '2026-03-01 run 20260301T050000Z: 1,200 rows, 1,200 scored, published',
      '2026-03-02 left as it is: run r has read all that there is of 2026-03-02',
      '1 of 3 days failed',
      '',
    ]);
    const json = await run('--from', '2026-03-02', '--json');
    expect([json.code, JSON.parse(json.stdout)]).toEqual([
      0,
      expect.objectContaining({ version: 1, path: 'Mail/Nightly', days: [expect.objectContaining({ day: '2026-03-02' })] }),
    ]);
  },
  SLOW,
);

test(
  'a batch deployment is no pipeline, and a last day needs a first one',
  async () => {
    const pipeline = await run();
    expect([pipeline.code, pipeline.stderr]).toEqual([2, expect.stringContaining("'Mail/Nightly' is a batch deployment and no pipeline")]);
    const last = await run('--to', '2026-03-01');
    expect([last.code, last.stderr]).toEqual([2, expect.stringContaining('--to is given without --from')]);
  },
  SLOW,
);

test('what is coloured is coloured whole, and nothing of a text is taken for an order to the terminal', () => {
  const day = { day: '2026-03-01', time: '', execution: 'arn', error: 'E', cause: 'evil\u001b[2J', answer: null, status: 'TIMED_OUT' };
  const text = renderBackfill({ version: 1, path: 'P', stateMachine: '', region: 'r', days: [day] }, { columns: 100, colors: true });
  expect(text).toContain('\u001b[31m2026-03-01 timed out: E: evil\ufffd[2J\u001b[39m');
});
