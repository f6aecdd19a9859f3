import { spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, existsSync, mkdtempSync, realpathSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { processes } from '../../_support/processes';
import { odd, opens, OURS, planWith, service, stub, variant, MODEL_FOLDER } from './plans';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'slipway lifecycle '));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** Processes whose parent is this one, by what they were started with. */
function children(): string[] {
  return processes()
    .filter(({ parent, args }) => parent === process.pid && (args.includes('assets/server') || args.includes('odd.cjs')))
    .map(({ args }) => args);
}

test('closing ends every process, and may be said twice', async () => {
  const platform = await opens(planWith(service({ variants: [variant('A', OURS), variant('B', odd())] })));
  expect(children()).toHaveLength(2);
  await Promise.all([platform.close(), platform.close()]);
  expect(children()).toEqual([]);
  await expect(fetch(platform.url)).rejects.toThrow('fetch failed');
});

test('a port that is taken is said before anything is loaded', async () => {
  const other = createServer().listen(0, '127.0.0.1');
  await once(other, 'listening');
  const { port } = other.address() as AddressInfo;
  await expect(opens(planWith(service({})), { port })).rejects.toMatchObject({
    code: 'port-in-use',
    message: `port ${port} on 127.0.0.1 is taken; give another with --port, or 0 for any free one`,
  });
  expect(children()).toEqual([]);
  other.close();
});

test.each<[string, () => string, string]>([
  ['is missing', () => join(folder, 'nowhere'), 'model-missing'],
  [
    'is corrupt',
    () => {
      writeFileSync(join(folder, 'model.onnx'), 'no model');
      return folder;
    },
    'model-unreadable',
  ],
  [
    'answers its golden rows otherwise',
    () => {
      cpSync(MODEL_FOLDER, folder, { recursive: true });
      const row = {
        input: Object.fromEntries(Object.keys(goldenInput()).map((name) => [name, 0])),
        output: { label: 1, probabilities: [0.5, 0.5] },
      };
      writeFileSync(join(folder, 'samples', 'golden.jsonl'), `${JSON.stringify(row)}\n`);
      return folder;
    },
    'golden-rows',
  ],
])('a model that %s stops everything that had started', async (_what, make, code) => {
  const broken = { ...OURS, modelFolder: make() };
  const plan = planWith(
    service({ endpointName: 'good', path: 'Stack/Good' }),
    service({ variants: [variant('AllTraffic', odd()), variant('B', broken)] }),
  );
  await expect(opens(plan)).rejects.toMatchObject({ name: 'SlipwayError', code });
  expect(children()).toEqual([]);
});

test('what a stand-in starts goes with it', async () => {
  const { command } = odd().standIn as { command: readonly string[] };
  const wrapped = { ...odd(), standIn: { command: ['sh', '-c', `'${command[0]}' '${command[1]}' started-by-a-shell; true`] } };
  const platform = await opens(planWith(service({ variants: [variant('A', wrapped)] })));
  await platform.close();
  expect(processes().filter(({ args }) => args.includes('started-by-a-shell'))).toEqual([]);
});

test.each([
  ['is ended at once', 'process.exit(130)'],
  ['meets an error that nobody catches', "throw new Error('nobody catches this')"],
])('a stand-in does not outlive a process that %s', async (_what, end) => {
  const script = join(folder, 'opens.ts');
  const source = (file: string): string => JSON.stringify(join(__dirname, '..', '..', '..', 'runtime', 'platform', file));
  const mark = join(folder, 'outlives.cjs');
  cpSync(join(__dirname, 'containers', 'odd.cjs'), mark);
  writeFileSync(
    script,
    `import { startCommand } from ${source('command-container')};
    void startCommand({ name: 'a', argv: [process.execPath, ${JSON.stringify(mark)}], environment: {}, signal: new AbortController().signal })
      .then(() => setImmediate(() => { ${end}; }));`,
  );
  const { status } = spawnSync(process.execPath, ['--import', 'tsx', script], { cwd: join(__dirname, '..', '..', '..') });
  expect(status).not.toBe(0);
  // A kill is sent, not awaited: nobody is left to wait. What is never killed keeps this turning until the test's time is over.
  while (processes().some(({ args }) => args.includes(mark))) await new Promise((next) => setImmediate(next));
});

test('a call under way keeps no timer once the platform is closed', async () => {
  const slow = { ...stub('1'), standIn: { stub: { answer: '1', latencyMillis: 600_000 } } };
  const platform = await opens(planWith(service({ variants: [variant('A', slow)], shadow: variant('B', slow) })));
  const timers = (): number => process.getActiveResourcesInfo().filter((name) => name === 'Timeout').length;
  const call = fetch(`${platform.url}/endpoints/spam/invocations`, { method: 'POST', body: '1' }).then(String, String);
  while (platform.metrics.list().length < 2) await new Promise((next) => setImmediate(next));
  const underWay = timers();
  await platform.close();
  expect(await call).toBe('TypeError: fetch failed');
  // Of the variant and of its shadow: the deadline, and the stub that waits.
  expect(underWay - timers()).toBeGreaterThanOrEqual(4);
});

test('a stand-in whose program is not there says so', async () => {
  const container = { ...odd(), standIn: { command: ['no-such-program'] } };
  await expect(opens(planWith(service({ variants: [variant('A', container)] })))).rejects.toMatchObject({
    code: 'container-stopped',
    message: expect.stringContaining('ENOENT') as string,
  });
});

test('{slipway} in a command is where the stand-ins of this package lie, and the command runs in its folder', async () => {
  const says = 'console.error(process.cwd(), process.argv[1]); process.exit(3)';
  const container = { ...odd(), standIn: { command: [process.execPath, '-e', says, '{slipway}/mlflow_pyfunc.py'], folder } };
  const assets = join(__dirname, '..', '..', '..', 'assets', 'standins', 'mlflow_pyfunc.py');
  await expect(opens(planWith(service({ variants: [variant('A', container)] })))).rejects.toMatchObject({
    code: 'container-stopped',
    message: expect.stringContaining(`${realpathSync(folder)} ${assets}`) as string,
  });
  expect(existsSync(assets)).toBe(true);
});

test('a stand-in that ends says what it said', async () => {
  const container = { ...odd(), standIn: { command: [process.execPath, '-e', 'console.error("no such file"); process.exit(3)'] } };
  await expect(opens(planWith(service({ variants: [variant('A', container)] })))).rejects.toMatchObject({
    code: 'container-stopped',
    message: expect.stringContaining('no such file') as string,
  });
});

test('Ctrl-C while a model loads leaves nothing behind', async () => {
  const controller = new AbortController();
  const opening = opens(planWith(service({ variants: [variant('A', OURS), variant('B', odd())] })), { signal: controller.signal });
  setImmediate(() => controller.abort());
  await expect(opening).rejects.toMatchObject({ name: 'AbortError' });
  expect(children()).toEqual([]);
});

test('two endpoints of one name are refused, with both places', async () => {
  const plan = planWith(
    service({ path: 'dev/Spam/E', variants: [variant('A', stub('1'))] }),
    service({ path: 'prod/Spam/E', variants: [variant('A', stub('1'))] }),
  );
  await expect(opens(plan)).rejects.toMatchObject({
    code: 'endpoint-twice',
    message: expect.stringContaining('declared by dev/Spam/E and by prod/Spam/E') as string,
  });
});

test('an unresolved model without a stand-in is refused with its place', async () => {
  const plan = planWith(service({ variants: [variant('A', { image: 'theirs', ours: false, environment: {} })] }));
  await expect(opens(plan)).rejects.toMatchObject({
    code: 'nothing-to-serve',
    message: expect.stringContaining('(Stack/Endpoint, bin/app.ts:14)') as string,
  });
});

function goldenInput(): Record<string, unknown> {
  const [first = '{}'] = readFileSync(join(MODEL_FOLDER, 'samples', 'golden.jsonl'), 'utf8').split('\n');
  return (JSON.parse(first) as { input: Record<string, unknown> }).input;
}
