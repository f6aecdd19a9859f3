import { App, Duration, Stack } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import * as sagemaker from 'aws-cdk-lib/aws-sagemaker';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Hosting, InstanceType, Model, ModelDeployment, Traffic } from '../../constructs/index';
import type { RehearsalReport } from '../../runtime/report/rehearsal-report';
import { processes } from '../_support/processes';
import { parseXml } from '../runtime/report/xml';
import { orphans, Program, ROOT, workDirectories } from './run';

const SLIPWAY = 'bin/slipway.ts';
const MODEL = join(ROOT, 'examples', 'spam-filter', 'model');
const SLOW = 120_000;

let folder: string;
/** Our own deployment, and its assembly. */
let ours: string;
/** Somebody else's endpoint in plain L1, with an alarm in milliseconds on a metric in microseconds. */
let theirs: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'slipway rehearse '));
  ours = join(folder, 'ours');
  const app = new App({ outdir: ours });
  new ModelDeployment(new Stack(app, 'Spam'), 'Filter', {
    model: Model.fromDirectory(MODEL),
    hosting: Hosting.realtime({
      instanceType: InstanceType.M5_LARGE,
      latency: Duration.millis(100),
      traffic: Traffic.promised({ perMinute: 60, quietestPerMinute: 6 }),
    }),
  });
  app.synth();

  const other = join(folder, 'other');
  mkdirSync(other);
  theirs = join(other, 'cdk.out');
  const l1 = new App({ outdir: theirs });
  const stack = new Stack(l1, 'Fraud');
  const model = new sagemaker.CfnModel(stack, 'Model', {
    executionRoleArn: 'arn:aws:iam::123456789012:role/r',
    primaryContainer: { image: '763104351884.dkr.ecr.eu-central-1.amazonaws.com/xgboost:1', modelDataUrl: 's3://models/m.tar.gz' },
  });
  const config = new sagemaker.CfnEndpointConfig(stack, 'Config', {
    productionVariants: [{ variantName: 'A', modelName: model.attrModelName, instanceType: 'ml.m5.large', initialInstanceCount: 1 }],
  });
  new sagemaker.CfnEndpoint(stack, 'Endpoint', { endpointConfigName: config.attrEndpointConfigName, endpointName: 'fraud' });
  new cloudwatch.Alarm(stack, 'Slow', {
    metric: new cloudwatch.Metric({
      namespace: 'AWS/SageMaker',
      metricName: 'ModelLatency',
      statistic: 'Average',
      period: Duration.minutes(5),
      dimensionsMap: { EndpointName: 'fraud', VariantName: 'A' },
    }),
    threshold: 400,
    evaluationPeriods: 3,
  });
  l1.synth();
  const said = { standIn: { stub: { answer: '1', latency: '80ms' } }, latency: '400ms', traffic: { perMinute: 60 } };
  writeFileSync(join(other, 'slipway.json'), JSON.stringify({ version: 1, services: { 'Fraud/Endpoint': said } }));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test(
  'says who is told of a fault, and writes a page, the document behind it, JUnit and a profile',
  async () => {
    const at = (name: string): string => join(folder, name);
    const files = ['--report', at('report'), '--junit', at('rehearsal.xml'), '--profile', at('profile.json')];
    const program = Program.start(SLIPWAY, ['rehearse', '--app', ours, '--faults', 'error-burst,no-traffic', '--days', '2', ...files]);
    expect(await program.exit()).toBe(0);
    expect(program.stderr).toBe('');
    expect(program.stdout).toMatch(/error-burst +\S*Errors \(page\)/);
    expect(program.stdout).toMatch(/no-traffic +Silence \(page\)/);
    expect(program.stdout).toContain('page      ');
    expect(readFileSync(at('report/index.html'), 'utf8')).toContain('<!doctype html>');
    expect(parseXml(readFileSync(at('rehearsal.xml'), 'utf8')).name).toBe('testsuites');
    expect((JSON.parse(readFileSync(at('report/report.json'), 'utf8')) as RehearsalReport).faults.length).toBeGreaterThan(2);
    expect(Object.keys(JSON.parse(readFileSync(at('profile.json'), 'utf8')) as object)).toEqual(['version', 'models']);
    expect(orphans()).toEqual([]);
  },
  SLOW,
);

test(
  'the same profile and seed give the same document, byte for byte, and another seed another',
  async () => {
    const profile = join(folder, 'theirs.json');
    const run = async (seed: string): Promise<string> => {
      const chosen = ['--faults', 'error-burst', '--days', '2', '--seed', seed, '--profile', profile, '--json'];
      const program = Program.start(SLIPWAY, ['rehearse', '--app', theirs, ...chosen]);
      await program.exit();
      return program.stdout;
    };
    const first = await run('1');
    expect(await run('1')).toBe(first);
    expect(await run('2')).not.toBe(first);
  },
  SLOW,
);

test(
  "somebody else's app is rehearsed with what slipway.json says, and its alarm in milliseconds is found with its line",
  async () => {
    const program = Program.start(SLIPWAY, ['rehearse', '--app', theirs, '--faults', 'slow-model,no-traffic', '--days', '2', '--json']);
    expect(await program.exit()).toBe(3);
    const { alarms, blindSpots } = JSON.parse(program.stdout) as RehearsalReport;
    expect(alarms).toMatchObject([{ path: 'Fraud/Slow', source: expect.stringContaining('rehearse.test.ts:') as string }]);
    expect(alarms[0]?.verdict).toBe('never-fires');
    expect(alarms[0]?.reason).toMatch(/microseconds/i);
    expect(blindSpots.map(({ fault, counts }) => [fault, counts])).toContainEqual(['slow-model', false]);
  },
  SLOW,
);

test(
  'what is accepted is shown with its reason, and does not decide the exit code',
  async () => {
    const allowed = ['--allow', 'Fraud/Slow', '--reason', 'known since May'];
    const program = Program.start(SLIPWAY, ['rehearse', '--app', theirs, '--faults', 'error-burst', '--days', '2', ...allowed]);
    expect(await program.exit()).toBe(0);
    expect(program.stdout).toContain('accepted: known since May');
  },
  SLOW,
);

test(
  'a stand-in answers for an image that is not ours',
  async () => {
    const command = `${process.execPath} ${join(ROOT, 'test/runtime/platform/containers/odd.cjs')}`;
    const options = ['--stand-in', `Fraud=${command}`, '--allow', 'Fraud/Slow', '--reason', 'not the point', '--json'];
    const program = Program.start(SLIPWAY, ['rehearse', '--app', theirs, '--faults', 'error-burst', '--days', '2', ...options]);
    expect(await program.exit()).toBe(0);
    const { deployments } = JSON.parse(program.stdout) as RehearsalReport;
    expect(deployments).toMatchObject([{ path: 'Fraud/Endpoint', served: true }]);
    expect(deployments[0]?.measured.map(({ basis }) => basis)).toContain('measured');
  },
  SLOW,
);

test(
  'Ctrl-C ends a rehearsal with 130, and nothing is left behind: no process, no file, no folder',
  async () => {
    const before = workDirectories();
    const program = Program.start(SLIPWAY, [
      'rehearse',
      '--app',
      ours,
      '--report',
      join(folder, 'never'),
      '--profile',
      join(folder, 'no.json'),
    ]);
    // It has begun to measure as soon as a model server of its own runs; what compiles the program is a process of its own, too.
    const server = join(ROOT, 'assets', 'server');
    const started = (): boolean => processes().some(({ parent, args }) => parent === program.child.pid && args.includes(server));
    while (!started() && program.child.exitCode === null) await new Promise(setImmediate);
    program.child.kill('SIGINT');
    expect(await program.exit()).toBe(130);
    expect(program.stdout).toBe('');
    expect(orphans()).toEqual([]);
    expect(workDirectories()).toEqual(before);
    expect([existsSync(join(folder, 'never')), existsSync(join(folder, 'no.json'))]).toEqual([false, false]);
  },
  SLOW,
);

test.each<[string, readonly string[], string]>([
  ['a fault that is none', ['--faults', 'slow-modle'], 'there is no fault slow-modle'],
  ['nothing between two commas', ['--faults', 'slow-model,,no-traffic'], 'names nothing between two commas'],
  ['a deployment that is none', ['Nowhere'], 'there is no deployment at Nowhere; there are Spam/Filter'],
  ['an allowance without a reason', ['--allow', 'Spam/Filter/Alarms/Cpu'], 'give each --allow ID a --reason TEXT'],
  ['no days at all', ['--days', '0'], "'0' is no number of days; give 1 to 366"],
  ['a seed that is none', ['--seed', 'luck'], "'luck' is no seed; give a whole number from 0 on"],
  ['a stand-in that is not there', ['--stand-in', 'Spam=nowhere.onnx'], 'there is no model at'],
  ['a stand-in for nothing', ['--stand-in', 'nowhere.onnx'], "'nowhere.onnx' is no path=what"],
  ['a file in a folder that is not there', ['--junit', '/nowhere/at/all.xml'], 'there is no folder /nowhere/at; make it first'],
  ['a folder in place of a file', ['--junit', ROOT], 'it is a folder; give the name of a file'],
  ['a file in place of a folder for the page', ['--report', 'package.json'], 'package.json is a file; give a folder'],
  ['a folder below a file', ['--report', 'package.json/below'], 'package.json is a file; give a folder'],
  ['a file in place of a folder for evidence', ['--evidence', 'package.json'], 'package.json is a file; give a folder'],
  ['a factor of a type that nothing runs on', ['--factor', 'ml.m5.xlarge=2'], 'and the endpoints that are played run on ml.m5.large'],
  ['a factor of nothing', ['--factor', 'ml.m5.large'], "'ml.m5.large' is no type=number"],
  ['a factor of 0', ['--factor', 'ml.m5.large=0'], "'0' is no factor; give a number above 0"],
  ['captured data that are not there', ['--captured', 'Spam/Filter=/nowhere'], 'there is no folder at /nowhere'],
  ['captured data of nobody', ['--captured', `Nobody=${ROOT}`], 'the deployments that can be played are Spam/Filter'],
  ['past metrics that are not there', ['--latency-from', '/nowhere.csv'], '/nowhere.csv cannot be read'],
  ['a profile that is none', ['--profile', 'package.json'], 'this is no profile'],
])(
  "%s is the user's to mend: exit code 2, one message, no stack",
  async (_what, args, message) => {
    const program = Program.start(SLIPWAY, ['rehearse', '--app', ours, ...args]);
    expect(await program.exit()).toBe(2);
    expect(program.stderr).toContain(message);
    expect(program.stderr).not.toMatch(/\n {4}at /);
    expect(program.stdout).toBe('');
  },
  SLOW,
);

test(
  'an app without an endpoint is told so',
  async () => {
    const empty = join(folder, 'empty');
    const app = new App({ outdir: empty });
    new Stack(app, 'Nothing');
    app.synth();
    const program = Program.start(SLIPWAY, ['rehearse', '--app', empty]);
    expect(await program.exit()).toBe(2);
    expect(program.stderr).toContain(
      'the assembly declares no endpoint, batch deployment or pipeline, and no alarm on one; it holds Nothing',
    );
  },
  SLOW,
);
