import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App, Duration, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { Hosting, InstanceType, Model, ModelDeployment } from '../../constructs/index';
import { orphans, Program, ROOT } from './run';

const SLIPWAY = 'bin/slipway.ts';
const SLOW = 120_000;
const folder = mkdtempSync(join(tmpdir(), 'slipway plan '));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const model = join(folder, 'model');
cpSync(join(ROOT, 'examples', 'spam-filter', 'model'), model, { recursive: true });

async function planned(...args: readonly string[]): Promise<Program & { readonly code: number | null }> {
  const program = Program.start(SLIPWAY, ['plan', ...args]);
  return Object.assign(program, { code: await program.exit() });
}

function deployed(): Stack {
  const stack = new Stack(new App({ outdir: join(folder, `cdk.out.${Math.random()}`) }), 'Spam');
  const hosting = Hosting.realtime({ instanceType: InstanceType.M5_LARGE, latency: Duration.millis(100) });
  new ModelDeployment(stack, 'Filter', { model: Model.fromDirectory(model), hosting });
  return stack;
}

test(
  'a model is measured, and modes and sizes are held against the promise, with costs by the price file',
  async () => {
    const prices = join(folder, 'prices.json');
    writeFileSync(prices, JSON.stringify({ version: 1, currency: 'EUR', instances: { 'ml.m5.large': { hosting: 0.1 } } }));
    const program = await planned(
      model,
      '--latency',
      '5s',
      '--traffic',
      '60',
      '--types',
      'ml.m5.large,ml.c5.large',
      '--prices',
      prices,
      '--samples',
      join(model, 'samples', 'golden.jsonl'),
    );
    expect([program.code, program.stderr]).toEqual([0, '']);
    expect(program.stdout).toMatch(/ml\.m5\.large +1 +\S+ ms +73\.00/);
    expect(program.stdout).toMatch(/ml\.c5\.large +1 +\S+ ms +no price in/);
    expect(program.stdout).toContain('not looked at: answers come through S3: give --completed');
    expect(orphans()).toEqual([]);
  },
  SLOW,
);

test(
  'nothing fits a promise that nothing keeps: exit code 3, in a document with every reason',
  async () => {
    const program = await planned(model, '--refreshed', '7min', '--rows', '1000000000', '--types', 'ml.m5.large', '--json');
    expect([program.code, program.stderr]).toEqual([3, '']);
    const document = JSON.parse(program.stdout) as { options: { fits: boolean; obstacles: { text: string }[] }[]; model: object };
    expect(document.options[0]?.obstacles[0]?.text).toContain('1000000000 rows take');
    expect(Object.keys(document.model)).toEqual(expect.arrayContaining(['peakMemoryMiB', 'loadMillis', 'bodyBytes']));
  },
  SLOW,
);

test(
  'what was measured stays in the folder, and synthesis then refuses an instance that it does not fit',
  async () => {
    const program = await planned(model, '--latency', '5s', '--traffic', '60', '--types', 'ml.m5.large', '--save');
    expect([program.code, program.stderr]).toEqual([0, '']);
    const path = join(model, 'measured.json');
    const measured = JSON.parse(readFileSync(path, 'utf8')) as { peakMemoryMiB: number };
    expect(measured.peakMemoryMiB).toBeGreaterThan(20);
    Template.fromStack(deployed()).hasResource('AWS::SageMaker::Model', {
      Metadata: { 'slipway:model-measured': { peakMemoryMiB: measured.peakMemoryMiB } },
    });

    writeFileSync(path, JSON.stringify({ ...measured, peakMemoryMiB: 7000, slowestMillis: 70_000 }));
    expect(() => Template.fromStack(deployed())).toThrow(
      /model-memory: the model needs 8\.9 GiB, its measured peak of 6\.8 GiB x 1\.3[\s\S]*model-timeout/,
    );

    // Slower than the 100 ms that are promised, and quick enough to answer: a warning.
    writeFileSync(path, JSON.stringify({ ...measured, p99Millis: 140 }));
    const slow = deployed();
    Template.fromStack(slow);
    expect(JSON.stringify(slow.node.findAll().map(({ node }) => node.metadata))).toContain(
      'took 140 ms where it was measured, and 100 ms are promised',
    );

    // Another model under the same measurement: it says nothing of that.
    writeFileSync(path, JSON.stringify({ ...measured, peakMemoryMiB: 7000, file: '0'.repeat(64) }));
    const other = deployed();
    expect(() => Template.fromStack(other)).not.toThrow();
    expect(JSON.stringify(other.node.findAll().map(({ node }) => node.metadata))).toContain('was measured of another model');
    rmSync(path);
  },
  SLOW,
);

test('fails when nothing is promised, or a type is not in the table', async () => {
  const nothing = await planned(model);
  expect([nothing.code, nothing.stderr]).toEqual([2, expect.stringContaining('nothing is promised; give --latency with --traffic')]);
  const alone = await planned(model, '--latency', '1s', '--refreshed', '6h');
  expect([alone.code, alone.stderr]).toEqual([2, expect.stringContaining('give --traffic with --latency, --rows with --refreshed')]);
  const peak = await planned(model, '--latency', '1s', '--traffic', '60', '--peak', '6');
  expect([peak.code, peak.stderr]).toEqual([2, expect.stringContaining('--peak 6 is less than --traffic 60')]);
  const file = await planned(join(model, 'model.onnx'), '--latency', '1s', '--traffic', '60', '--save');
  expect([file.code, file.stderr]).toEqual([2, expect.stringContaining('is no folder; give the folder')]);
  expect(existsSync('measured.json')).toBe(false);
});
