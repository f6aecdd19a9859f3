import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { FunctionSpec } from '../../../runtime/pipeline/lambda/function-spec';
import { lambdaTasks } from '../../../runtime/pipeline/lambda/lambda-tasks';
import { FunctionRunner } from '../../../runtime/pipeline/lambda/runner';
import { seeded } from '../../../runtime/random';
import { evaluator, play } from './play';

const folder = mkdtempSync(join(tmpdir(), 'slipway-functions-'));
const runner = new FunctionRunner(seeded(1));

afterAll(async () => {
  await runner.close();
  await evaluator.close();
  rmSync(folder, { recursive: true });
});

let made = 0;
function node(files: Record<string, string>, options: Partial<FunctionSpec> = {}): FunctionSpec {
  const code = join(folder, `f${made++}`);
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(code, name)), { recursive: true });
    writeFileSync(join(code, name), text);
  }
  const name = `Function${made}`;
  return {
    name,
    arn: `arn:aws:lambda:eu-central-1:111111111111:function:${name}`,
    runtime: 'nodejs22.x',
    handler: 'index.handler',
    code,
    timeoutSeconds: 30,
    ...options,
  };
}

async function invoke(spec: FunctionSpec, event: unknown = {}) {
  const { payload, ...rest } = await runner.invoke(spec, JSON.stringify(event));
  return { ...rest, answer: JSON.parse(payload) as unknown };
}

test('a function starts cold, and keeps its state while it is warm', async () => {
  const counts = node({ 'index.js': 'let n = 0; exports.handler = async (event) => ({ n: ++n, got: event.hello });' });
  const [first, second] = [await invoke(counts, { hello: 'you' }), await invoke(counts)];
  expect([first.answer, first.coldStart, second.answer, second.coldStart]).toEqual([{ n: 1, got: 'you' }, true, { n: 2 }, false]);
});

test('calls at the same time have a process each', async () => {
  const slow = node({ 'index.js': 'exports.handler = async () => { await new Promise((r) => setTimeout(r, 200)); return process.pid; };' });
  const answers = await Promise.all([invoke(slow), invoke(slow), invoke(slow)]);
  expect(new Set(answers.map(({ answer }) => answer)).size).toBe(3);
});

test('what Lambda sets is set, and nothing else of our environment', async () => {
  process.env['SLIPWAY_TEST_SECRET'] = 'ours';
  const spec = node(
    {
      'lib/main.mjs':
        'export const handler = async (_event, context) => ({ env: { ...process.env }, name: context.functionName, id: context.awsRequestId, left: context.getRemainingTimeInMillis() });',
    },
    { handler: 'lib/main.handler', environment: { TABLE: 't' }, memoryMb: 256 },
  );
  const { answer } = await invoke(spec);
  delete process.env['SLIPWAY_TEST_SECRET'];
  const { env, name, id, left } = answer as { env: Record<string, string>; name: string; id: string; left: number };
  expect(env).toMatchObject({
    TABLE: 't',
    AWS_REGION: 'eu-central-1',
    AWS_LAMBDA_FUNCTION_MEMORY_SIZE: '256',
    LAMBDA_TASK_ROOT: spec.code,
    TZ: 'UTC',
  });
  expect(env['SLIPWAY_TEST_SECRET']).toBeUndefined();
  expect(name).toBe(spec.name);
  expect(id).toMatch(/^[\da-f-]{36}$/);
  expect(left).toBeGreaterThan(0);
  expect(left).toBeLessThanOrEqual(30_000);
});

test('what a function prints until it answers is the log of that call', async () => {
  const spec = node({ 'index.js': 'exports.handler = async (e) => { for (let i = 0; i < 200; i++) console.log(e.call, i); return 1; };' });
  for (const call of ['a', 'b', 'c']) {
    const { log } = await invoke(spec, { call });
    expect(log.trim().split('\n')).toEqual(Array.from({ length: 200 }, (_, at) => `${call} ${at}`));
  }
});

test('a handler may call back', async () => {
  const spec = node({ 'index.js': 'exports.handler = (event, context, callback) => setTimeout(() => callback(null, event.x + 1), 1);' });
  expect((await invoke(spec, { x: 1 })).answer).toBe(2);
});

test('a thrown error is the payload, and the process stays', async () => {
  const spec = node({ 'index.js': 'exports.handler = async (e) => { if (e.bad) throw new RangeError("too much"); return "fine"; };' });
  const thrown = await invoke(spec, { bad: true });
  expect([thrown.functionError, thrown.answer]).toEqual([
    'Unhandled',
    expect.objectContaining({ errorType: 'RangeError', errorMessage: 'too much' }),
  ]);
  expect(await invoke(spec)).toMatchObject({ answer: 'fine', coldStart: false });
});

test('a function that takes too long is killed with what it has started, and the next call starts cold', async () => {
  const spec = node(
    { 'index.js': 'exports.handler = async (e) => { if (e.hang) await new Promise(() => setInterval(() => {}, 1000)); return "fine"; };' },
    { timeoutSeconds: 0.5 },
  );
  await invoke(spec);
  const late = await invoke(spec, { hang: true });
  expect([late.functionError, late.answer]).toEqual([
    'Unhandled',
    { errorType: 'Sandbox.Timedout', errorMessage: expect.stringMatching(/^RequestId: \S+ Error: Task timed out after 0.50 seconds$/) },
  ]);
  expect(await invoke(spec)).toMatchObject({ answer: 'fine', coldStart: true });
});

test.each([
  ['process.exit', 'exports.handler = async () => process.exit(0);', 'Runtime.ExitError', 'Runtime exited without providing a reason'],
  ['an exit with a status', 'exports.handler = async () => process.exit(3);', 'Runtime.ExitError', 'exit status 3'],
  [
    'a missing module',
    "require('no-such-module'); exports.handler = async () => 1;",
    'Runtime.ImportModuleError',
    "Cannot find module 'no-such-module'",
  ],
  ['a missing handler', 'exports.other = 1;', 'Runtime.HandlerNotFound', 'index.handler is undefined or not exported'],
  ['an error while loading', 'throw new TypeError("at load");', 'TypeError', 'at load'],
  [
    'a rejection that nobody caught',
    'exports.handler = async () => { Promise.reject(new Error("lost")); await new Promise((r) => setTimeout(r, 5000)); };',
    'Runtime.UnhandledPromiseRejection',
    'lost',
  ],
])('%s ends as on Lambda', async (_what, code, errorType, message) => {
  const { functionError, answer } = await invoke(node({ 'index.js': code }));
  expect(functionError).toBe('Unhandled');
  expect(answer).toMatchObject({ errorType, errorMessage: expect.stringContaining(message) });
});

// Where there is no /proc nobody watches, and the outcome says no memory.
const watched = process.platform === 'linux' ? test : test.skip;

watched('a function that holds more than its memory outside the heap is killed', async () => {
  const spec = node(
    {
      'index.js':
        'const held = []; exports.handler = async () => { for (;;) { held.push(Buffer.alloc(8e6, 1)); await new Promise((r) => setTimeout(r, 5)); } };',
    },
    { memoryMb: 192 },
  );
  const { answer, memoryMb = 0 } = await invoke(spec);
  expect(answer).toMatchObject({ errorType: 'Runtime.ExitError', errorMessage: expect.stringContaining('signal: killed') });
  expect(memoryMb).toBeGreaterThan(150);
});

test('a task calls a function by lambda:invoke and by its own ARN; what it throws is the task’s error', async () => {
  const spec = node({
    'index.js': 'exports.handler = async (e) => { if (e.n > 1) throw new RangeError("n is " + e.n); return { n: e.n + 1 }; };',
  });
  const tasks = lambdaTasks(runner, [spec]);
  const machine = (Resource: string, Arguments: unknown) => ({
    QueryLanguage: 'JSONata',
    StartAt: 'T',
    States: {
      T: {
        Type: 'Task',
        Resource,
        Arguments,
        Catch: [{ ErrorEquals: ['RangeError'], Output: '{% $parse($states.errorOutput.Cause).errorMessage %}', Next: 'C' }],
        End: true,
      },
      C: { Type: 'Succeed' },
    },
  });
  const payload = '{% $states.input %}';
  expect(
    (await play(machine('arn:aws:states:::lambda:invoke', { FunctionName: spec.arn, Payload: payload }), { n: 1 }, { tasks })).output,
  ).toMatchObject({ Payload: { n: 2 } });
  expect((await play(machine(spec.arn, payload), { n: 1 }, { tasks })).output).toEqual({ n: 2 });
  expect((await play(machine(spec.arn, payload), { n: 5 }, { tasks })).output).toBe('n is 5');
  const unknown = await play(machine('arn:aws:states:::lambda:invoke', { FunctionName: 'nobody' }), {}, { tasks });
  expect(unknown.error).toBe('Lambda.ResourceNotFoundException');
});

test('closing ends every process, the one at work too', async () => {
  const own = new FunctionRunner(seeded(2));
  const spec = node({
    'index.js': 'exports.handler = async (e) => { if (e.hang) await new Promise(() => setInterval(() => {}, 1000)); return process.pid; };',
  });
  const [first, second] = await Promise.all([own.invoke(spec, '{}'), own.invoke(spec, '{}')]);
  const hanging = own.invoke(spec, '{"hang":true}');
  await own.close();
  expect((await hanging).functionError).toBe('Unhandled');
  for (const { payload } of [first, second]) expect(() => process.kill(Number(payload), 0)).toThrow('ESRCH');
});

test('what runs neither Node nor Python is refused by name', async () => {
  await expect(invoke(node({}, { runtime: 'java21' }))).rejects.toThrow('wants java21; nodejs and python run here');
});

test('a Python that is not there, or has no client for Lambda, is said with what to do', async () => {
  const spec = node({ 'app.py': '' }, { runtime: 'python3.12', handler: 'app.handler', name: 'Count' });
  const bare = join(folder, 'bare-python');
  writeFileSync(bare, '#!/bin/sh\necho "$0: No module named awslambdaric" >&2; exit 1\n', { mode: 0o755 });
  const before = process.env['SLIPWAY_PYTHON'];
  try {
    process.env['SLIPWAY_PYTHON'] = bare;
    await expect(invoke(spec)).rejects.toMatchObject({
      code: 'function-runtime',
      message: `the function 'Count' wants python3.12, and '${bare}' has no AWS client for it; 'pip install awslambdaric', or name another Python in SLIPWAY_PYTHON`,
    });
    process.env['SLIPWAY_PYTHON'] = join(folder, 'no-python');
    await expect(invoke(spec)).rejects.toThrow(
      /no-python' could not be started: .*ENOENT; install it, or name another Python in SLIPWAY_PYTHON/,
    );
  } finally {
    if (before === undefined) delete process.env['SLIPWAY_PYTHON'];
    else process.env['SLIPWAY_PYTHON'] = before;
  }
});
