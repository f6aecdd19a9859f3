import fc from 'fast-check';
import { readFileSync } from 'node:fs';
import { request, type IncomingMessage, type Server } from 'node:http';
import { connect } from 'node:net';
import { once } from 'node:events';
import { join } from 'node:path';
import { openModel, type LoadedModel } from '../../../workloads/scoring/open-model';
import { createModelServer, type Serving } from '../../../workloads/server/http';
import { jsonBodies, csvBodies, damaged, jsonLinesBodies, numberTexts } from '../../core/codec/bodies';
import { listening, servingOf } from './in-process';
import { MODEL_FOLDER } from './process';
import { parseMetrics } from './prometheus-parser';

const BODY_LIMIT = 1024 * 1024;
const LINES = readFileSync(join(MODEL_FOLDER, '..', 'data', 'heldout.csv'), 'utf8')
  .trim()
  .split('\n');
const NAMES = LINES[0]?.split(',').slice(0, -1) ?? [];
const ROWS = LINES.slice(1).map((line) => line.split(',').slice(0, -1).map(Number));

let model: LoadedModel;
let serving: Serving;
let server: Server;
let closeIdle: () => void;
let url: string;
beforeAll(async () => {
  model = await openModel(MODEL_FOLDER);
});
afterAll(() => model.close());
beforeEach(async () => {
  serving = servingOf(model, BODY_LIMIT);
  ({ server, closeIdle } = createModelServer(serving));
  url = `http://127.0.0.1:${await listening(server)}`;
});
afterEach(() => {
  server.close();
  closeIdle();
  server.closeAllConnections();
});

const post = (body: string | Buffer, contentType: string, accept = 'application/json'): Promise<Response> =>
  fetch(`${url}/invocations`, { method: 'POST', body, headers: { 'Content-Type': contentType, Accept: accept } });

async function metrics(): Promise<ReturnType<typeof parseMetrics>> {
  return parseMetrics(await (await fetch(`${url}/metrics`)).text());
}

test('hundreds of requests at once, of every format and size, get their own answers', async () => {
  const expected = await post(JSON.stringify(ROWS), 'application/json').then(
    (response) => response.json() as Promise<{ predictions: unknown[] }>,
  );
  const write: Record<string, (rows: number[][]) => string> = {
    'text/csv': (rows) => rows.join('\n'),
    'application/json': (rows) => JSON.stringify({ instances: rows }),
    'application/jsonlines': (rows) =>
      rows.map((row) => JSON.stringify(Object.fromEntries(row.map((value, index) => [NAMES[index], value])))).join('\n'),
  };
  const answers = await Promise.all(
    Array.from({ length: 300 }, async (_, index) => {
      const from = (index * 37) % ROWS.length;
      const rows = ROWS.slice(from, from + [1, 1, 2, 7, 150][index % 5]);
      const contentType = Object.keys(write)[index % 3];
      const body = index % 10 === 9 ? 'x' : write[contentType](rows);
      const response = await post(body, contentType);
      return { index, from, status: response.status, answer: (await response.json()) as { predictions?: unknown[] } };
    }),
  );
  for (const { index, from, status, answer } of answers) {
    expect([index, status]).toEqual([index, index % 10 === 9 ? 400 : 200]);
    if (status === 200) expect(answer.predictions).toEqual(expected.predictions.slice(from, from + (answer.predictions?.length ?? 0)));
  }
});

test('ten thousand fuzzed bodies get a prediction of finite numbers, or a refusal that says where', async () => {
  const cells = fc.oneof({ weight: 30, arbitrary: fc.integer({ min: 0, max: 99 }).map(String) }, { weight: 1, arbitrary: numberTexts });
  const kinds = { 'text/csv': csvBodies, 'application/json': jsonBodies, 'application/jsonlines': jsonLinesBodies };
  const counts = new Map<number, number>();
  for (const [contentType, bodies] of Object.entries(kinds)) {
    await fc.assert(
      fc.asyncProperty(
        fc.oneof(
          damaged(bodies(NAMES, cells)),
          fc.uint8Array().map((bytes) => Buffer.from(bytes)),
          fc.json().map((text) => Buffer.from(text)),
        ),
        async (body) => {
          const reply = await serving.invocations?.answer({ contentType, accept: 'application/json' }, body, () => true);
          const answer = JSON.parse(String(reply?.body)) as { error?: string; predictions?: { probabilities: number[] }[] };
          counts.set(reply?.status ?? 0, (counts.get(reply?.status ?? 0) ?? 0) + 1);
          if (reply?.status === 200)
            expect(answer.predictions?.flatMap(({ probabilities }) => probabilities).every(Number.isFinite)).toBe(true);
          else expect(answer.error).toMatch(/row \d+|column '|no JSON|no row|give rows|not UTF-8|give exactly/);
        },
      ),
      { numRuns: 3334 },
    );
  }
  expect([...counts.keys()].toSorted((one, other) => one - other)).toEqual([200, 400]);
  expect(counts.get(200)).toBeGreaterThan(500);
}, 60_000);

test('metrics are in the format of Prometheus and count what was asked', async () => {
  await post(`${ROWS[0]?.join(',')}\n${ROWS[1]?.join(',')}`, 'text/csv');
  await post('1,2', 'text/csv');
  const families = await metrics();
  const value = (name: string, labels: Record<string, string> = {}): number | undefined =>
    [...families.values()]
      .flatMap(({ samples }) => samples)
      .find((sample) => sample.name === name && Object.entries(labels).every(([key, text]) => sample.labels[key] === text))?.value;
  expect(value('slipway_requests_total', { path: '/invocations', status: '200' })).toBe(1);
  expect(value('slipway_requests_total', { path: '/invocations', status: '400' })).toBe(1);
  expect(value('slipway_rows_total')).toBe(2);
  expect(value('slipway_run_rows_sum')).toBe(2);
  expect(value('slipway_request_seconds_count')).toBe(2);
  expect(value('slipway_request_seconds_bucket', { le: '+Inf' })).toBe(2);
  expect(value('slipway_requests_in_flight')).toBe(1);
  expect(value('slipway_model_info', { digest: model.digest })).toBe(1);
  expect(value('process_resident_memory_bytes')).toBeGreaterThan(1e7);
  for (const { type, samples } of families.values()) {
    if (type !== 'histogram') continue;
    const buckets = samples.filter(({ name }) => name.endsWith('_bucket')).map((sample) => sample.value);
    expect(buckets).toEqual(buckets.toSorted((a, b) => a - b));
  }
});

test('HEAD is GET without the body', async () => {
  for (const path of ['/ping', '/metrics', '/execution-parameters']) {
    const response = await fetch(url + path, { method: 'HEAD' });
    expect([response.status, await response.text()]).toEqual([200, '']);
  }
});

describe('a body that is too large', () => {
  test('is refused before it is sent, to a client that asks first', async () => {
    const sent = request(`${url}/invocations`, { method: 'POST', headers: { Expect: '100-continue', 'Content-Length': BODY_LIMIT + 1 } });
    let invited = false;
    sent.once('continue', () => (invited = true));
    sent.flushHeaders();
    const [response] = (await once(sent, 'response')) as [IncomingMessage];
    expect([response.statusCode, invited]).toEqual([413, false]);
    sent.destroy();
  });

  test('and one that is not too large is invited', async () => {
    const body = ROWS[0]?.join(',') ?? '';
    const sent = request(`${url}/invocations`, {
      method: 'POST',
      headers: { 'Content-Type': 'text/csv', Expect: '100-continue', 'Content-Length': body.length },
    });
    sent.flushHeaders();
    await once(sent, 'continue');
    sent.end(body);
    const [response] = (await once(sent, 'response')) as [IncomingMessage];
    expect(response.statusCode).toBe(200);
    response.resume();
  });

  test.each(['with its length', 'in chunks'])('is refused to one that sends it at once %s, and the connection lives on', async (how) => {
    const body = how === 'in chunks' ? new Blob(['1'.repeat(BODY_LIMIT + 1)]).stream() : '1'.repeat(BODY_LIMIT + 1);
    const response = await fetch(`${url}/invocations`, {
      method: 'POST',
      body,
      duplex: 'half',
      headers: { 'Content-Type': 'text/csv' },
    });
    expect(response.status).toBe(413);
    expect(await response.text()).toContain('send fewer rows at once');
    expect((await fetch(`${url}/ping`)).status).toBe(200);
  });
});

test('a client that hangs up in the midst of its body, or before its answer, does no harm and is counted', async () => {
  const half = connect(Number(new URL(url).port), '127.0.0.1');
  half.write('POST /invocations HTTP/1.1\r\nHost: x\r\nContent-Type: text/csv\r\nContent-Length: 100\r\n\r\n1,2');
  const arrived = once(server, 'request');
  await arrived;
  half.destroy();
  let hungUp: number | undefined;
  while (hungUp === undefined)
    hungUp = (await metrics()).get('slipway_requests_total')?.samples.find(({ labels }) => labels['status'] === '499')?.value;
  expect(hungUp).toBe(1);
  expect((await post(ROWS[0]?.join(',') ?? '', 'text/csv')).status).toBe(200);
});

test('while it stops, what is in flight is answered and its connection closed', async () => {
  const body = ROWS.flatMap((row) => [row, row, row]).join('\n');
  const answer = post(body, 'text/csv', 'text/csv');
  await once(server, 'request');
  serving.stopping = true;
  const closed = once(server, 'close');
  server.close();
  const response = await answer;
  expect(response.status).toBe(200);
  expect(response.headers.get('connection')).toBe('close');
  expect((await response.text()).trim().split('\n')).toHaveLength(ROWS.length * 3);
  await closed;
});
