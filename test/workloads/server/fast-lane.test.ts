import fc from 'fast-check';
import { readFileSync } from 'node:fs';
import type { Server } from 'node:http';
import { join } from 'node:path';
import { openModel, type LoadedModel } from '../../../workloads/scoring/open-model';
import { createModelServer, createNodeServer } from '../../../workloads/server/http';
import { InvocationHeads } from '../../../workloads/server/invocation-head';
import { exchange, listening, servingOf } from './in-process';
import { MODEL_FOLDER } from './process';

const ROW =
  readFileSync(join(MODEL_FOLDER, '..', 'data', 'heldout.csv'), 'utf8')
    .split('\n')[1]
    ?.split(',')
    .slice(0, -1)
    .join(',') ?? '';
const LAST = 'GET /ping HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n';

let model: LoadedModel;
let servers: Server[];
let ports: number[];
beforeAll(async () => {
  model = await openModel(MODEL_FOLDER);
  const serving = servingOf(model, 64 * 1024);
  servers = [createModelServer(serving).server, createNodeServer(serving)];
  ports = await Promise.all(servers.map(listening));
});
afterAll(async () => {
  for (const server of servers) server.close();
  await model.close();
});

function request(headers: readonly string[], body: string, line = 'POST /invocations HTTP/1.1'): string {
  return `${[line, ...headers].join('\r\n')}\r\n\r\n${body}`;
}

const bodies = fc.constantFrom(ROW, `${ROW}\n${ROW}`, `[[${ROW}]]`, `{"instances":[[${ROW}]]}`, '1,2', 'grün', '');
/** What plain clients send, and one thing that is not plain. */
const oddities = fc.constantFrom(
  'Transfer-Encoding: chunked',
  'Expect: 100-continue',
  'Connection: close',
  'Connection: keep-alive',
  'connection: Keep-Alive',
  'Content-Length: 3',
  'Content-Length: +3',
  'Content-Type: text/csv',
  'Accept: application/jsonlines',
  'Accept: image/png',
  'Host: y',
  'X-Amzn-Trace-Id: Root=1-2-3',
  'X-Folded: a\r\n b',
  'X-Space : a',
  'X-Control: a\u0001b',
  'X-Latin: gr\u00fcn',
  'X-Bare: a\nb',
  'X-Empty:',
  ': nothing',
  'Upgrade: h2c',
);
const requests = fc
  .record({
    body: bodies,
    type: fc.constantFrom('text/csv', 'application/json', 'Application/JSON; charset=utf-8', 'application/x-npy'),
    extra: fc.array(oddities, { maxLength: 2 }),
    line: fc.oneof(
      { weight: 6, arbitrary: fc.constant(undefined) },
      {
        weight: 1,
        arbitrary: fc.constantFrom(
          'POST /invocations HTTP/1.0',
          'POST /invocations?a=b HTTP/1.1',
          'post /invocations HTTP/1.1',
          'PUT /invocations HTTP/1.1',
          'POST  /invocations HTTP/1.1',
          'POST /invocations',
          'GET /invocations HTTP/1.1',
        ),
      },
    ),
    host: fc.oneof({ weight: 9, arbitrary: fc.constant(true) }, { weight: 1, arbitrary: fc.constant(false) }),
  })
  .map(({ body, type, extra, line, host }) =>
    request(
      [...(host ? ['Host: x'] : []), `Content-Type: ${type}`, ...extra, `Content-Length: ${Buffer.byteLength(body, 'latin1')}`],
      body,
      line,
    ),
  );

/** Whether a request closes its connection. What is sent behind it has no meaning, and whether it is told so is a matter of time. */
function isLast(text: string): boolean {
  return /^connection: close\r$/im.test(text) || text.includes(' HTTP/1.0\r\n');
}

/** One request and the last one, in pieces as a network may deliver them; or several, one after the other's answer. */
const conversations = fc.oneof(
  fc.tuple(requests, fc.array(fc.nat(), { maxLength: 3 })).map(([text, cuts]) => {
    if (isLast(text)) return { patient: true, pieces: [text, LAST].map((each) => Buffer.from(each, 'latin1')) };
    const bytes = Buffer.from(text + LAST, 'latin1');
    const places = [...new Set([0, ...cuts.map((cut) => cut % bytes.length), bytes.length])].toSorted((one, other) => one - other);
    return { patient: false, pieces: places.slice(1).map((place, index) => bytes.subarray(places[index], place)) };
  }),
  fc
    .array(requests, { minLength: 1, maxLength: 4 })
    .map((texts) => ({ patient: true, pieces: [...texts, LAST].map((text) => Buffer.from(text, 'latin1')) })),
);

test("whatever is sent, in whatever pieces, is answered as node's own HTTP server answers it", async () => {
  let answered = 0;
  await fc.assert(
    fc.asyncProperty(conversations, async ({ pieces, patient }) => {
      const [fast, node] = await Promise.all(ports.map((port) => exchange(port, pieces, patient)));
      expect(fast).toEqual(node);
      answered += fast?.filter(({ status }) => status === 200).length ?? 0;
    }),
    { numRuns: 400 },
  );
  expect(answered).toBeGreaterThan(100);
}, 60_000);

describe('of a chunk', () => {
  const heads = new InvocationHeads();
  const plain = ['Host: x', 'Content-Type: text/csv', 'Accept: application/json', 'Content-Length: 3'];

  test('that is a whole, plain invocation, the body and the headers that count are read', () => {
    for (let time = 0; time < 2; time += 1) {
      expect(heads.read(Buffer.from(request(plain, 'abc')))).toMatchObject({
        head: { contentType: 'text/csv', accept: 'application/json' },
        body: Buffer.from('abc'),
      });
    }
  });

  test.each<[string, string]>([
    ['a body that is not whole', request(plain, 'ab')],
    ['more than a body', request(plain, 'abcd')],
    ['no host', request(plain.slice(1), 'abc')],
    ['two lengths', request([...plain, 'Content-Length: 3'], 'abc')],
    ['chunks', request([...plain, 'Transfer-Encoding: chunked'], 'abc')],
    ['another path', request(plain, 'abc', 'POST /invocations/ HTTP/1.1')],
    ['a folded header', request([...plain, 'X: a\r\n b'], 'abc')],
    ['a bare line feed', request([...plain, 'X: a\nTransfer-Encoding: chunked'], 'abc')],
    ['a head that is not whole', 'POST /invocations HTTP/1.1\r\nHost: x\r\n'],
  ])('with %s nothing is read: it is for node', (_what, text) => {
    expect(heads.read(Buffer.from(text, 'latin1'))).toBeUndefined();
  });
});
