import { App, Stack } from 'aws-cdk-lib';
import { once } from 'node:events';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { InstanceType, Model, RealtimeEndpoint } from '../../constructs/index';
import { Program, ROOT, workDirectories } from './run';

const SLIPWAY = 'bin/slipway.ts';
const MODEL = join(ROOT, 'examples', 'spam-filter', 'model');
const SLOW = 60_000;

let folder: string;
let assembly: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'slipway bin '));
  assembly = join(folder, 'cdk.out');
  const app = new App({ outdir: assembly });
  new RealtimeEndpoint(new Stack(app, 'Spam'), 'Filter', {
    variants: [{ model: Model.fromDirectory(MODEL), instanceType: InstanceType.M5_LARGE }],
  });
  app.synth();
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test(
  'serve keeps the declared endpoints open until Ctrl-C and prints how to call them',
  async () => {
    const program = Program.start(SLIPWAY, ['serve', '--app', assembly, '--port', '0']);
    await program.says('Ctrl-C closes everything');
    const { stdout } = program;
    const [url = ''] = /http:\/\/127\.0\.0\.1:\d+/.exec(stdout) ?? [];
    const ANSWER = { predictions: [{ label: expect.any(Number) as number }] };
    const [, route = '', file = ''] = /curl -s (\S+) \\\n.* --data-binary @'?([^'\n]+)/.exec(stdout) ?? [];
    const headers = { 'Content-Type': 'application/json' };
    expect(await (await fetch(route, { method: 'POST', headers, body: readFileSync(file) })).json()).toMatchObject(ANSWER);
    // The lines for the SDK as they are printed, among the packages of this repository.
    const script = join(ROOT, 'cdk.out', `pasted-${process.pid}.mts`);
    mkdirSync(dirname(script), { recursive: true });
    writeFileSync(script, stdout.slice(stdout.indexOf('  import '), stdout.indexOf('captured records')));
    const pasted = Program.start(relative(ROOT, script));
    expect(await pasted.exit()).toBe(0);
    rmSync(script);
    expect(JSON.parse(pasted.stdout)).toMatchObject(ANSWER);
    expect(stdout).toMatch(/aws sagemaker-runtime invoke-endpoint --endpoint-url http:\/\/127\.0\.0\.1:\d+ \\\n/);
    expect(stdout).toContain('--endpoint-name Spam-Filter \\\n');
    program.child.kill('SIGINT');
    expect(await program.exit()).toBe(0);
    expect(program.stderr).toBe('');
    await expect(fetch(url)).rejects.toThrow('fetch failed');
  },
  SLOW,
);

test(
  'a closed terminal ends it as Ctrl-C does',
  async () => {
    const program = Program.start(SLIPWAY, ['serve', '--app', assembly, '--port', '0']);
    await program.says('Ctrl-C closes everything');
    program.child.kill('SIGHUP');
    expect(await program.exit()).toBe(0);
    expect(workDirectories()).toEqual([]);
  },
  SLOW,
);

test(
  'for a bare model without golden rows a request is made up that it answers',
  async () => {
    const bare = join(folder, 'bare');
    const app = new App({ outdir: bare });
    new RealtimeEndpoint(new Stack(app, 'Bare'), 'Filter', {
      variants: [{ model: Model.fromDirectory(join(MODEL, 'model.onnx')), instanceType: InstanceType.M5_LARGE }],
    });
    app.synth();
    const program = Program.start(SLIPWAY, ['serve', '--app', bare, '--port', '0']);
    await program.says('Ctrl-C closes everything');
    const [, route = '', file = ''] = /curl -s (\S+) \\\n.* --data-binary @'?([^'\n]+)/.exec(program.stdout) ?? [];
    const headers = { 'Content-Type': 'application/json' };
    const answer = await fetch(route, { method: 'POST', headers, body: readFileSync(file) });
    expect([answer.status, await answer.text()]).toEqual([200, expect.stringContaining('predictions') as string]);
    program.child.kill('SIGINT');
    expect(await program.exit()).toBe(0);
  },
  SLOW,
);

test(
  'a request is what callers send, where slipway.json says it',
  async () => {
    const said = join(folder, 'said');
    mkdirSync(said);
    const row = Array.from({ length: 57 }, () => 1).join(',');
    writeFileSync(join(said, 'requests.jsonl'), JSON.stringify({ input: `${row}\n${row}\n`, contentType: 'text/csv' }));
    writeFileSync(join(said, 'slipway.json'), JSON.stringify({ version: 1, services: { 'Spam/Filter': { samples: 'requests.jsonl' } } }));
    cpSync(assembly, join(said, 'cdk.out'), { recursive: true });
    const program = Program.start(SLIPWAY, ['serve', '--app', join(said, 'cdk.out'), '--port', '0']);
    await program.says('Ctrl-C closes everything');
    const [, route = '', type = '', file = ''] =
      /curl -s (\S+) \\\n.*'Content-Type: (.*)' --data-binary @'?([^'\n]+)/.exec(program.stdout) ?? [];
    const answer = await fetch(route, { method: 'POST', headers: { 'Content-Type': type }, body: readFileSync(file) });
    expect((await answer.text()).trim().split('\n')).toHaveLength(2);
    expect(program.stdout).toContain('--content-type text/csv');
    program.child.kill('SIGINT');
    expect(await program.exit()).toBe(0);
  },
  SLOW,
);

test(
  'with --json it says where the endpoints are in one document',
  async () => {
    const program = Program.start(SLIPWAY, ['serve', '--app', assembly, '--port', '0', '--json']);
    await program.says('\n');
    expect(JSON.parse(program.stdout)).toEqual({
      url: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+$/) as string,
      endpoints: [{ endpointName: 'Spam-Filter', path: 'Spam/Filter', region: 'us-east-1' }],
    });
    program.child.kill('SIGTERM');
    expect(await program.exit()).toBe(0);
  },
  SLOW,
);

test(
  'a model alone is served with no app at all, and the request that is printed is answered',
  async () => {
    const program = Program.start(SLIPWAY, ['serve', MODEL, '--port', '0'], folder);
    await program.says('Ctrl-C ends it');
    expect(program.stdout).toMatch(/50 golden rows came out as recorded/);
    expect(program.stdout).toMatch(/gives +label \(integer\), probabilities \(2 x number\)/);
    const [, url = '', body = ''] = /curl -s (\S+) .* -d '(.*)'/.exec(program.stdout) ?? [];
    const response = await fetch(url, { method: 'POST', headers: { 'Content-Type': 'application/json' }, body });
    expect(await response.json()).toMatchObject({ predictions: [{ label: expect.any(Number) as number }] });
    expect((await fetch(url.replace('/invocations', '/ping'))).status).toBe(200);
    program.child.kill('SIGINT');
    expect(await program.exit()).toBe(0);
    await expect(fetch(url)).rejects.toThrow('fetch failed');
  },
  SLOW,
);

test.each(['xgboost-softprob.ubj', 'lightgbm-multiclass.txt'])(
  '%s, trees as their library saved them, is served with neither an app nor a folder',
  async (name) => {
    const program = Program.start(SLIPWAY, ['serve', join(ROOT, 'test', 'workloads', 'scoring', 'fixtures', name), '--port', '0'], folder);
    await program.says('Ctrl-C ends it');
    expect(program.stdout).toMatch(/on the tree engine, no golden rows/);
    expect(program.stdout).toMatch(/gives +prediction \(3 x number\)/);
    const [, url = '', body = ''] = /curl -s (\S+) .* -d '(.*)'/.exec(program.stdout) ?? [];
    const response = await fetch(url, { method: 'POST', headers: { 'Content-Type': 'application/json' }, body });
    const { predictions } = (await response.json()) as { predictions: { prediction: number[] }[] };
    expect(predictions[0]?.prediction.reduce((sum, share) => sum + share, 0)).toBeCloseTo(1, 6);
    program.child.kill('SIGINT');
    expect(await program.exit()).toBe(0);
  },
  SLOW,
);

test(
  'Ctrl-C while models load ends it with 130, and nothing is left behind',
  async () => {
    const program = Program.start(SLIPWAY, ['serve', '--app', assembly, '--port', '0']);
    const loading = async (): Promise<void> => {
      // The work directory is made right before the models are loaded.
      while (workDirectories().length === 0) await new Promise(setImmediate);
    };
    await loading();
    program.child.kill('SIGINT');
    expect([0, 130]).toContain(await program.exit());
    expect(workDirectories()).toEqual([]);
  },
  SLOW,
);

test.each<[string, () => Promise<{ args: readonly string[]; cwd?: string }>, string]>([
  ['no such verb', async () => ({ args: ['launch'] }), "unknown command 'launch'"],
  ['no such option', async () => ({ args: ['serve', '--loud'] }), "unknown option '--loud'"],
  ['a port that is none', async () => ({ args: ['serve', '--port', 'http'] }), "'http' is no port; give 0 to 65535"],
  ['context that is none', async () => ({ args: ['serve', '-c', 'env'] }), "'env' is no key=value"],
  [
    'a port that is taken',
    async () => {
      const other = createServer().listen(0, '127.0.0.1').unref();
      await once(other, 'listening');
      return { args: ['serve', '--app', assembly, '--port', String((other.address() as AddressInfo).port)] };
    },
    'is taken; give another with --port',
  ],
  ['no app', async () => ({ args: ['serve'], cwd: folder }), 'there is no cdk.json in'],
  [
    'a folder without an assembly',
    async () => {
      mkdirSync(join(folder, 'nothing in it'));
      return { args: ['serve', '--app', 'nothing in it'], cwd: folder };
    },
    'has no manifest.json; run cdk synth first',
  ],
  ['no model', async () => ({ args: ['serve', 'nowhere.onnx'], cwd: folder }), 'there is no model at'],
  ['an app that fails', async () => ({ args: ['serve', '--app', 'node -e "throw 1"'], cwd: folder }), 'ended with exit code 1'],
  [
    'an app without an endpoint',
    async () => {
      const empty = join(folder, 'empty');
      mkdirSync(empty);
      const app = new App({ outdir: empty });
      new Stack(app, 'Nothing');
      app.synth();
      return { args: ['serve', '--app', empty] };
    },
    'declares no endpoint that can be served here; it holds Nothing',
  ],
  [
    'a corrupt model',
    async () => {
      const broken = join(folder, 'broken');
      const model = join(folder, 'broken-model');
      mkdirSync(model);
      writeFileSync(join(model, 'model.onnx'), 'no model');
      const app = new App({ outdir: broken });
      new RealtimeEndpoint(new Stack(app, 'S'), 'E', {
        variants: [{ model: Model.fromDirectory(model), instanceType: InstanceType.M5_LARGE }],
      });
      app.synth();
      return { args: ['serve', '--app', broken, '--port', '0'] };
    },
    'this is no ONNX model',
  ],
])(
  "%s is the user's to mend: exit code 2, one message, no stack",
  async (_what, make, message) => {
    const { args, cwd } = await make();
    const program = Program.start(SLIPWAY, args, cwd);
    expect(await program.exit()).toBe(2);
    expect(program.stderr).toContain(message);
    expect(program.stderr).not.toMatch(/\n {4}at /);
    expect(program.stdout).toBe('');
  },
  SLOW,
);

test(
  'the help names the verbs, the version is that of the package',
  async () => {
    const help = Program.start(SLIPWAY, ['--help']);
    expect(await help.exit()).toBe(0);
    expect(help.stdout).toContain('serve');
    const verb = Program.start(SLIPWAY, ['help', 'serve']);
    expect(await verb.exit()).toBe(0);
    expect(verb.stdout).toContain('--port <number>');
    const version = Program.start(SLIPWAY, ['--version']);
    expect(await version.exit()).toBe(0);
    expect(version.stdout.trim()).toBe((JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as { version: string }).version);
  },
  SLOW,
);
