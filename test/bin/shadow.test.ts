import { App, Duration, Stack } from 'aws-cdk-lib';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Hosting, InstanceType, Model, ModelDeployment } from '../../constructs/index';
import type { ModelSchema } from '../../core/schema/schema';
import type { ShadowReport } from '../../runtime/shadow/shadow-report';
import { orphans, Program, ROOT } from './run';

const SLIPWAY = 'bin/slipway.ts';
const MODEL = join(ROOT, 'examples', 'spam-filter', 'model');
const SLOW = 120_000;
const GOLDEN = join('samples', 'golden.jsonl');

const folder = mkdtempSync(join(tmpdir(), 'slipway shadow '));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** The example with its thresholds doubled: another model on the same columns. The floats of an attribute lie one by one behind its name. */
function candidate(name: string, keep: { readonly golden?: boolean; readonly schema?: (schema: ModelSchema) => unknown } = {}): string {
  const path = join(folder, name);
  cpSync(MODEL, path, { recursive: true });
  const bytes = readFileSync(join(path, 'model.onnx'));
  const FLOAT = 0x3d;
  for (let at = bytes.indexOf('nodes_values') + 'nodes_values'.length; bytes[at] === FLOAT; at += 5)
    bytes.writeFloatLE(bytes.readFloatLE(at + 1) * 2, at + 1);
  writeFileSync(join(path, 'model.onnx'), bytes);
  if (keep.golden !== true) rmSync(join(path, GOLDEN));
  if (keep.schema !== undefined) {
    const schema = JSON.parse(readFileSync(join(path, 'schema.json'), 'utf8')) as ModelSchema;
    writeFileSync(join(path, 'schema.json'), JSON.stringify(keep.schema(schema)));
  }
  return path;
}

async function shadowed(...args: readonly string[]): Promise<{ code: number | null; stdout: string; stderr: string }> {
  const program = Program.start(SLIPWAY, ['shadow', ...args]);
  const code = await program.exit();
  return { code, stdout: program.stdout, stderr: program.stderr };
}

test(
  'a model beside itself agrees on every row, and breaks nothing, its own golden rows included',
  async () => {
    const { code, stdout, stderr } = await shadowed(MODEL, '--current', MODEL, '--golden', join(MODEL, GOLDEN), '--agree', '1', '--json');
    expect([code, stderr]).toEqual([0, '']);
    const report = JSON.parse(stdout) as ShadowReport;
    expect(report).toMatchObject({
      broken: [],
      compared: {
        from: 'samples/traffic.jsonl',
        requests: 300,
        agreement: { rows: 300, same: { value: 1 }, flips: [], difference: { most: 0 } },
        differing: [],
        golden: { rows: 50, differences: [] },
        knownFaults: { rows: 12, mended: 0, same: 12, otherwise: 0, stale: 0 },
      },
    });
    expect(orphans()).toEqual([]);
  },
  SLOW,
);

test(
  'another model flips labels: rows and directions are shown, and what is asked for decides the exit code',
  async () => {
    const { code, stdout } = await shadowed(candidate('other'), '--current', MODEL, '--agree', '0.99', '--golden', join(MODEL, GOLDEN));
    expect(code).toBe(3);
    expect(stdout).toMatch(/94 % of 300 rows have the same label/);
    expect(stdout).toMatch(/17 x spam becomes nonspam/);
    expect(stdout).toMatch(/of 50 golden rows are answered otherwise than declared: golden row 1: probabilities is/);
    expect(stdout).toMatch(/94 % of the rows have the same label, and 99 % are asked\s+for/);
    expect(stdout).toMatch(/225 +spam 0\.906 +nonspam 0\.144 +charDollar 0\.082/);
    expect(stdout).toMatch(/Known faults of the current model: 1 of 12 mended/);
    // The same without a bar: differing is not breaking.
    expect((await shadowed(join(folder, 'other'), '--current', MODEL)).code).toBe(0);
  },
  SLOW,
);

test(
  'a candidate that breaks its own golden rows is not compared at all',
  async () => {
    const { code, stdout, stderr } = await shadowed(candidate('stale', { golden: true }), '--current', MODEL, '--json');
    expect([code, stderr]).toEqual([3, '']);
    expect(JSON.parse(stdout)).toMatchObject({
      compared: null,
      broken: [expect.stringContaining('does not answer as recorded: golden row 1')],
    });
  },
  SLOW,
);

test(
  'the current model is that of the deployment, with its promise; traffic is what was captured; sensitive features are shown nowhere',
  async () => {
    const app = new App({ outdir: join(folder, 'cdk.out') });
    const secret = candidate('secret', {
      schema: (schema) => ({ ...schema, features: schema.features.map((each) => ({ ...each, sensitive: each.name === 'charDollar' })) }),
    });
    new ModelDeployment(new Stack(app, 'Spam'), 'Filter', {
      model: Model.fromDirectory(MODEL),
      hosting: Hosting.realtime({ instanceType: InstanceType.M5_LARGE, latency: Duration.millis(100) }),
    });
    app.synth();
    const capture = join(folder, 'capture', 'Spam-Filter', 'AllTraffic', '2026', '11', '25', '10');
    mkdirSync(capture, { recursive: true });
    const rows = readFileSync(join(MODEL, 'samples', 'traffic.jsonl'), 'utf8')
      .trim()
      .split('\n');
    const record = (line: string): string =>
      JSON.stringify({
        captureData: {
          endpointInput: {
            observedContentType: 'text/csv',
            mode: 'INPUT',
            data: Object.values((JSON.parse(line) as { input: object }).input).join(','),
            encoding: 'CSV',
          },
        },
        eventMetadata: { eventId: 'x', inferenceTime: '2026-11-25T10:00:00Z' },
        eventVersion: '0',
      });
    writeFileSync(join(capture, '00-00-000-a.jsonl'), rows.map(record).join('\n'));
    const args = [secret, '--app', join(folder, 'cdk.out'), '--traffic', join(folder, 'capture')];
    const { stdout, stderr } = await shadowed(...args, '--json');
    expect(stderr).toBe('');
    const { compared, current } = JSON.parse(stdout) as ShadowReport;
    expect([current, compared?.promisedMillis, compared?.requests]).toEqual(['Spam/Filter/Endpoint', 100, 300]);
    expect(compared?.agreement.same?.value).toBe(0.94);
    expect(compared?.differing[0]).toMatchObject({ row: 225, hidden: 1, features: { charExclamation: 0.165 } });
    expect(stdout).not.toContain('charDollar');
    const terminal = await shadowed(...args);
    expect(terminal.stdout).toContain('1 feature marked sensitive is never shown');
    expect(terminal.stdout).not.toContain('charDollar');
  },
  SLOW,
);

test('fails when nobody says which model serves, or something is not there', async () => {
  const nowhere = await shadowed(MODEL, '--current', join(folder, 'nowhere'));
  expect([nowhere.code, nowhere.stderr]).toEqual([2, expect.stringContaining('there is no model at')]);
  const traffic = await shadowed(MODEL, '--current', MODEL, '--traffic', join(folder, 'nothing'));
  expect([traffic.code, traffic.stderr]).toEqual([2, expect.stringContaining('give a folder of captured data, or a file of samples')]);
  const app = new App({ outdir: join(folder, 'empty') });
  new Stack(app, 'Empty');
  app.synth();
  const empty = await shadowed(MODEL, '--app', join(folder, 'empty'));
  expect([empty.code, empty.stderr]).toEqual([2, expect.stringContaining('give --current MODEL')]);
});
