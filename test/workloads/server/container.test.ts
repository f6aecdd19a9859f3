import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { buildImage, type Image } from './image';
import { MODEL_FOLDER } from './process';

const ROOT = join(__dirname, '..', '..', '..');
const CONTEXT = join(ROOT, 'assets', 'server');
const NETWORK = join(ROOT, 'benchmarks', 'models', 'network.onnx');

let root: string;
let image: Image;
const running: ChildProcess[] = [];
beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), 'slipway image '));
  image = buildImage(CONTEXT, root);
}, 300_000);
afterAll(() => {
  for (const child of running) child.kill('SIGKILL');
  rmSync(root, { recursive: true, force: true });
});

/** Starts it as SageMaker does, `serve` as argument, but for the place of the model and the port, which this machine chooses. */
function start(model: string): { child: ChildProcess; log: (event: string) => Promise<Record<string, unknown>> } {
  const [program = '', ...args] = image.command;
  const child = spawn(program, [...args, 'serve'], {
    cwd: '/',
    env: { PATH: process.env['PATH'], ...image.environment, SAGEMAKER_BIND_TO_PORT: '0', SLIPWAY_MODEL_DIR: model },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  running.push(child);
  const lines: Record<string, unknown>[] = [];
  const reader = createInterface({ input: child.stderr });
  reader.on('line', (line) => lines.push(JSON.parse(line) as Record<string, unknown>));
  return {
    child,
    log: async (event) => {
      for (;;) {
        const found = lines.find((line) => line['event'] === event);
        if (found !== undefined) return found;
        await once(reader, 'line');
      }
    },
  };
}

test('the image holds the server, the evaluation and what they need, and nothing else', () => {
  const [home = ''] = readdirSync(join(root, 'opt'));
  const files = readdirSync(join(root, 'opt', home));
  expect(files.toSorted()).toEqual(['evaluate.js', 'index.js', 'node_modules', 'package-lock.json', 'package.json', 'slipway-server.json']);
  expect(existsSync(join(root, 'opt', home, 'node_modules', 'onnxruntime-node'))).toBe(true);
  expect(image.labels).toEqual({ 'com.amazonaws.sagemaker.capabilities.accept-bind-to-port': 'true' });
});

test('its onnxruntime is the one that is tested here', () => {
  const versionIn = (folder: string): unknown =>
    (JSON.parse(readFileSync(join(folder, 'node_modules', 'onnxruntime-node', 'package.json'), 'utf8')) as { version: string }).version;
  expect(versionIn(join(root, 'opt', 'slipway'))).toBe(versionIn(ROOT));
});

test('started with nothing but its own folder it becomes healthy, answers what scikit-learn answers, and ends on SIGTERM', async () => {
  const { child, log } = start(MODEL_FOLDER);
  const { port, address } = await log('listening');
  expect(address).toBe('0.0.0.0');
  expect(await log('ready')).toMatchObject({ goldenRows: 50, engine: 'trees' });
  const url = `http://127.0.0.1:${String(port)}`;
  expect((await fetch(`${url}/ping`)).status).toBe(200);
  const table = (name: string): string[] =>
    readFileSync(join(MODEL_FOLDER, '..', 'data', name), 'utf8')
      .trim()
      .split('\n')
      .slice(1);
  const body = table('heldout.csv')
    .map((line) => line.slice(0, line.lastIndexOf(',')))
    .join('\n');
  const response = await fetch(`${url}/invocations`, {
    method: 'POST',
    body,
    headers: { 'Content-Type': 'text/csv', Accept: 'text/csv' },
  });
  const given = (await response.text()).trim().split('\n');
  const expected = table('expected.csv');
  expect(given).toHaveLength(expected.length);
  given.forEach((line, row) => {
    const numbers = expected[row]?.split(',').map(Number) ?? [];
    line.split(',').forEach((value, column) => expect(Math.abs(Number(value) - (numbers[column] ?? Number.NaN))).toBeLessThan(1e-6));
  });
  child.kill('SIGTERM');
  expect(await once(child, 'exit')).toEqual([0, null]);
});

test('graphs that need onnxruntime are served by the one in the image', async () => {
  const { log } = start(NETWORK);
  expect(await log('ready')).toMatchObject({ engine: 'onnxruntime' });
  const { port } = await log('listening');
  const row = Array.from({ length: 30 }, () => 0);
  const response = await fetch(`http://127.0.0.1:${String(port)}/invocations`, {
    method: 'POST',
    body: JSON.stringify([row]),
    headers: { 'Content-Type': 'application/json' },
  });
  expect(await response.json()).toEqual({ predictions: [{ probability: expect.any(Number) as number }] });
});
