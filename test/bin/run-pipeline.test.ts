import { App, Stack } from 'aws-cdk-lib';
import * as s3 from 'aws-cdk-lib/aws-s3';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Check, DataCheck, DataPipeline, SqlStep, Table, TableFormat } from '../../constructs/index';
import { Program } from './run';

const SLOW = 120_000;
let folder: string;
let assembly: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'slipway run '));
  writeFileSync(join(folder, 'mail.csv'), '1,a\n2,b\n2,c\n');
  const app = new App({ outdir: join(folder, 'cdk.out') });
  const stack = new Stack(app, 'Mail');
  const rows = Table.fromBucket(new s3.Bucket(stack, 'Data'), 'mail/', {
    format: TableFormat.CSV,
    columns: { id: 'bigint', sender: 'varchar' },
  });
  const raw = new DataCheck('Raw', { rows, checks: [Check.unique('id')] });
  new DataPipeline(stack, 'Strict', { steps: [new SqlStep('Kept', { inputs: { mail: raw.passed }, sql: 'SELECT id FROM mail' })] });
  new DataPipeline(stack, 'Lax', {
    steps: [new SqlStep('Kept', { inputs: { mail: rows }, sql: 'SELECT sender, id FROM mail WHERE id = 2' })],
  });
  assembly = app.synth().directory;
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function run(...args: string[]): Promise<{ readonly stdout: string; readonly stderr: string; readonly code: number | null }> {
  const program = Program.start('bin/slipway.ts', ['run', ...args, '--app', assembly], folder);
  const code = await program.exit();
  return { stdout: program.stdout, stderr: program.stderr, code };
}

async function show(...args: string[]): Promise<{ readonly stdout: string; readonly stderr: string; readonly code: number | null }> {
  const program = Program.start('bin/slipway.ts', ['show', ...args], folder);
  const code = await program.exit();
  return { stdout: program.stdout, stderr: program.stderr, code };
}

test(
  'a run is told step by step, and one that fails is a verdict that names the checks',
  async () => {
    const good = await run('Lax', '--data', 'mail=mail.csv', '--name', 'first');
    expect([good.stderr, good.code]).toEqual(['', 0]);
    expect(good.stdout).toMatch(/^Run first of Mail\/Lax, in slipway-runs\/Mail-Lax\/first\n/);
    expect(good.stdout).toMatch(/Kept +done +2 +\d+\.\d\d +mail +kept\/0\/\n/);
    const shown = await show('slipway-runs/Mail-Lax/first');
    expect([shown.stderr, shown.code]).toEqual(['', 0]);
    expect(shown.stdout).toMatch(/^run first of Mail-Lax: succeeded\n/);
    expect(shown.stdout).toMatch(/mail +1 +12 +20\d\d-.* [0-9a-f]{12} +s3:\/\/.*\/mail\/\n/);
    expect(shown.stdout).toMatch(/Kept +sql +2 +\d+\.\d\d +12 *\n/);
    // Athena asks for 10 MB at least: a price of 1 for 2^40 bytes is 10 / 2^20.
    writeFileSync(join(folder, 'prices.json'), JSON.stringify({ version: 1, currency: 'EUR', athena: { terabyteScanned: 1 } }));
    expect((await show('slipway-runs/Mail-Lax/first', '--prices', 'prices.json')).stdout).toMatch(/cost +0\.0000095 EUR\n/);
    writeFileSync(join(folder, 'no-prices.json'), JSON.stringify({ version: 1, currency: 'EUR' }));
    const unpriced = await show('slipway-runs/Mail-Lax/first', '--prices', 'no-prices.json');
    expect(unpriced.stdout).toMatch(/Kept +sql +2 +\d+\.\d\d +12 +unknown *\n/);
    expect(unpriced.stdout).toMatch(/cost +unknown, for these are not known: the price athena\.terabyteScanned\n/);
    expect(good.stdout).toMatch(/The run succeeded in .* s: 1 step\. Its record is slipway-runs\/Mail-Lax\/first\/record\.json\.\n$/);
    const bad = await run('Strict', '--data', 'mail=mail.csv', '--json', '--name', 'bad');
    const told = await show('slipway-runs/Mail-Strict/bad');
    expect(told.stdout).toMatch(
      /^run bad of Mail-Strict: failed\nerror +DataCheckFailed: no two rows with the same id: 1 rows more than keys\n/,
    );
    const asked = await show('slipway-runs/Mail-Strict/bad', '--prices', 'prices.json', '--json');
    expect(JSON.parse(asked.stdout)).toMatchObject({ cost: { amount: null, unknown: ['what its steps did until it failed'] } });
    expect([bad.stderr, bad.code]).toEqual(['', 3]);
    expect(JSON.parse(bad.stdout)).toMatchObject({
      version: 1,
      status: 'failed',
      error: 'DataCheckFailed',
      cause: 'no two rows with the same id: 1 rows more than keys',
      steps: [
        { name: 'Raw', status: 'failed' },
        { name: 'Kept', status: 'not begun' },
      ],
    });
  },
  SLOW,
);

test(
  'a pipeline that is not there, a part that means two, and files that nobody named are told with what to give',
  async () => {
    expect(await run('Nightly')).toMatchObject({
      code: 2,
      stderr: expect.stringContaining("there is no pipeline 'Nightly'; there are Mail/Strict, Mail/Lax"),
    });
    expect(await run('Mail')).toMatchObject({
      code: 2,
      stderr: expect.stringContaining("'Mail' means Mail/Strict and Mail/Lax; give more of the path"),
    });
    expect(await run('Lax')).toMatchObject({
      code: 2,
      stderr: expect.stringContaining("no files stand for the table 'mail'; give --data mail=FILES"),
    });
    expect(await run('Lax', '--data', 'mail')).toMatchObject({ code: 2, stderr: expect.stringContaining("'mail' is no table=files") });
  },
  SLOW,
);
