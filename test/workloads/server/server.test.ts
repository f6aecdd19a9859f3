import fc from 'fast-check';
import { once } from 'node:events';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { MODEL_FOLDER, ServerProcess } from './process';

const DATA = join(MODEL_FOLDER, '..', 'data');
const rowsOf = (name: string): string[][] =>
  readFileSync(join(DATA, name), 'utf8')
    .trim()
    .split('\n')
    .map((line) => line.split(','));
const [NAMES = [], ...HELD_OUT] = rowsOf('heldout.csv').map((cells) => cells.slice(0, -1));
/** What scikit-learn said: label, probability of nonspam, of spam. */
const EXPECTED = rowsOf('expected.csv')
  .slice(1)
  .map((cells) => cells.map(Number));

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'slipway server '));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('a model that serves', () => {
  let server: ServerProcess;
  beforeAll(async () => {
    server = ServerProcess.start();
    await server.message('ready');
  });

  const post = async (body: string | Uint8Array, contentType: string | undefined, accept?: string): Promise<Response> =>
    fetch(await server.url('/invocations'), {
      method: 'POST',
      body,
      headers: {
        ...(contentType === undefined ? {} : { 'Content-Type': contentType }),
        ...(accept === undefined ? {} : { Accept: accept }),
      },
    });

  test('checked its golden rows when it loaded', async () => {
    expect(await server.message('ready')).toMatchObject({
      goldenRows: readFileSync(join(MODEL_FOLDER, 'samples', 'golden.jsonl'), 'utf8')
        .trim()
        .split('\n').length,
    });
  });

  test.each<[string, string, () => string]>([
    ['CSV', 'text/csv', () => HELD_OUT.map((cells) => cells.join(',')).join('\n')],
    [
      'CSV with a header that orders the columns otherwise',
      'text/csv',
      () => [NAMES, ...HELD_OUT].map((cells) => cells.toReversed().join(',')).join('\r\n'),
    ],
    ['JSON', 'application/json', () => JSON.stringify(HELD_OUT.map((cells) => cells.map(Number)))],
    [
      'JSON Lines',
      'application/jsonlines',
      () =>
        HELD_OUT.map((cells) => JSON.stringify(Object.fromEntries(NAMES.map((name, index) => [name, Number(cells[index])])))).join('\n'),
    ],
  ])('agrees with scikit-learn to 1e-6 on every held-out row in %s', async (_name, contentType, body) => {
    const response = await post(body(), contentType, 'text/csv');
    expect(response.status).toBe(200);
    const lines = (await response.text())
      .trim()
      .split('\n')
      .map((line) => line.split(',').map(Number));
    expect(lines).toHaveLength(EXPECTED.length);
    const worst = Math.max(
      ...lines.map((values, row) => Math.max(...values.map((value, column) => Math.abs(value - (EXPECTED[row]?.[column] ?? Number.NaN))))),
    );
    expect(worst).toBeLessThan(1e-6);
  });

  test('answers with the names of its outputs', async () => {
    const response = await post(HELD_OUT[0]?.join(',') ?? '', 'text/csv', 'application/json');
    expect(response.headers.get('content-type')).toBe('application/json');
    const { predictions } = (await response.json()) as { predictions: unknown[] };
    expect(predictions).toEqual([{ label: EXPECTED[0]?.[0], probabilities: [expect.any(Number), expect.any(Number)] }]);
  });

  test('is healthy, by GET and by POST, with an empty body', async () => {
    for (const method of ['GET', 'POST']) {
      const response = await fetch(await server.url('/ping'), { method });
      expect([response.status, await response.text()]).toEqual([200, '']);
    }
  });

  test('says what a batch job may ask of it', async () => {
    const response = await fetch(await server.url('/execution-parameters'));
    expect(await response.json()).toEqual({
      MaxConcurrentTransforms: expect.any(Number) as number,
      BatchStrategy: 'MULTI_RECORD',
      MaxPayloadInMB: expect.any(Number) as number,
    });
  });

  test.each<[string, () => Promise<Response>, number, string]>([
    ['a path that is none', async () => fetch(await server.url('/models')), 404, 'GET /ping'],
    ['a method that is none', async () => fetch(await server.url('/invocations')), 405, 'POST'],
    ['a type that is none', () => post('x', 'application/x-npy'), 415, 'text/csv'],
    ['an answer that cannot be written', () => post('[[1]]', 'application/json', 'image/png'), 406, 'text/csv'],
    ['no JSON', () => post('{"a":', 'application/json'), 400, 'no JSON'],
    ['too few columns', () => post('1,2,3', 'text/csv'), 400, 'the row has 3 values; give 57'],
    ['a word for a number', () => post(HELD_OUT[0]?.with(2, 'many').join(',') ?? '', 'text/csv'), 400, "row 1, column 'all'"],
    ['an unknown column', () => post('[{"colour": 1}]', 'application/json'), 400, "column 'colour'"],
    ['no row', () => post('', 'text/csv'), 400, 'no row'],
    ['bytes that are no text', () => post(Buffer.from([0xff, 0xfe, 0x00]), 'text/csv'), 400, 'not UTF-8'],
  ])('%s is refused, and says what is accepted', async (_what, send, status, message) => {
    const response = await send();
    expect(response.status).toBe(status);
    expect(((await response.json()) as { error: string }).error).toContain(message);
  });

  test('one bad record is named by its place', async () => {
    const body = [HELD_OUT[0]?.join(','), HELD_OUT[1]?.with(0, 'x').join(','), HELD_OUT[2]?.join(',')].join('\n');
    const response = await post(body, 'text/csv');
    expect(((await response.json()) as { problems: unknown }).problems).toEqual([
      { row: 2, column: 'make', message: expect.any(String) as string },
    ]);
  });

  test('nothing that is sent makes it fail or fall', async () => {
    const types = fc.constantFrom('text/csv', 'application/json', 'application/jsonlines', 'text/plain');
    const bodies = fc.oneof(
      fc.string(),
      fc.json(),
      fc.uint8Array().map((bytes) => Buffer.from(bytes)),
    );
    await fc.assert(
      fc.asyncProperty(types, bodies, async (contentType, body) => {
        const response = await post(body, contentType);
        await response.arrayBuffer();
        expect(response.status).toBeGreaterThanOrEqual(200);
        expect(response.status).toBeLessThan(500);
      }),
      { numRuns: 200 },
    );
    expect((await fetch(await server.url('/ping'))).status).toBe(200);
  });
});

describe('a model that does not serve', () => {
  const folderWith = (name: string, fill: (path: string) => void): string => {
    const path = join(folder, name);
    mkdirSync(path);
    fill(path);
    return path;
  };

  test.each<[string, () => string, string]>([
    ['is missing', () => join(folder, 'nowhere'), 'model-missing'],
    ['is no model', () => folderWith('corrupt', (path) => writeFileSync(join(path, 'model.onnx'), 'no model')), 'model-unreadable'],
    [
      'has the schema of another',
      () =>
        folderWith('other schema', (path) => {
          cpSync(join(MODEL_FOLDER, 'model.onnx'), join(path, 'model.onnx'));
          writeFileSync(
            join(path, 'schema.json'),
            JSON.stringify({ version: 1, features: [{ name: 'a', type: 'number' }], outputs: [{ name: 'label', type: 'integer' }] }),
          );
        }),
      'schema-mismatch',
    ],
    [
      'answers its golden rows otherwise',
      () =>
        folderWith('stale', (path) => {
          cpSync(MODEL_FOLDER, path, { recursive: true });
          const golden = readFileSync(join(path, 'samples', 'golden.jsonl'), 'utf8')
            .trim()
            .split('\n')
            .map((line) => JSON.parse(line) as { output: { label: number } });
          const [first] = golden;
          if (first !== undefined) first.output.label = 1 - first.output.label;
          writeFileSync(join(path, 'samples', 'golden.jsonl'), golden.map((row) => JSON.stringify(row)).join('\n'));
        }),
      'golden-rows',
    ],
  ])('because it %s says so and is never healthy', async (_why, make, code) => {
    const server = ServerProcess.start({ SLIPWAY_MODEL_DIR: make() });
    const failure = await server.message('failed');
    expect(failure).toMatchObject({ code });
    const ping = await fetch(await server.url('/ping'));
    expect(ping.status).toBe(503);
    expect(await ping.text()).toContain(JSON.stringify(failure.message).slice(1, 40));
    server.child.kill('SIGTERM');
    expect(await server.exit()).toBe(0);
  });

  test('nor when two columns of its schema are exchanged', async () => {
    const path = folderWith('swapped', (each) => {
      cpSync(MODEL_FOLDER, each, { recursive: true });
      const schema = JSON.parse(readFileSync(join(each, 'schema.json'), 'utf8')) as { features: { name: string }[] };
      const at = (name: string): number => schema.features.findIndex((feature) => feature.name === name);
      const [one, two] = [at('remove'), at('george')];
      [schema.features[one], schema.features[two]] = [schema.features[two], schema.features[one]];
      writeFileSync(join(each, 'schema.json'), JSON.stringify(schema));
    });
    const server = ServerProcess.start({ SLIPWAY_MODEL_DIR: path });
    expect(await server.message('failed')).toMatchObject({
      code: 'golden-rows',
      message: expect.stringContaining('are its columns in this order?') as string,
    });
  });
});

describe('the process', () => {
  test('ends with 2 and says so when its port is taken or none', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    await once(other, 'listening');
    const taken = ServerProcess.start({ SAGEMAKER_BIND_TO_PORT: String((other.address() as AddressInfo).port) });
    expect(await taken.exit()).toBe(2);
    expect(taken.messages).toMatchObject([{ type: 'failed', code: 'port-in-use' }]);
    other.close();
    const wrong = ServerProcess.start({ SAGEMAKER_BIND_TO_PORT: 'http' });
    expect(await wrong.exit()).toBe(2);
    expect(wrong.messages).toMatchObject([{ code: 'server-setting' }]);
  });

  test('ends when it is told to, also while the model loads', async () => {
    const server = ServerProcess.start();
    await server.message('listening');
    server.child.kill('SIGTERM');
    expect(await server.exit()).toBe(0);
  });

  test('ends when whoever started it is gone', async () => {
    const server = ServerProcess.start();
    await server.message('listening');
    server.child.disconnect();
    expect(await server.exit()).toBe(0);
  });
});
