import {
  InvokeEndpointCommand,
  InvokeEndpointWithResponseStreamCommand,
  ModelError,
  ValidationError,
  type InvokeEndpointCommandInput,
  type InvokeEndpointCommandOutput,
  type SageMakerRuntimeClient,
} from '@aws-sdk/client-sagemaker-runtime';
import { readFileSync } from 'node:fs';
import { ServerResponse } from 'node:http';
import { join } from 'node:path';
import type { Platform } from '../../../runtime/platform/platform';
import { clientOf, odd, opens, OURS, planWith, service, stub, variant } from './plans';

const DATA = join(__dirname, '..', '..', '..', 'examples', 'spam-filter', 'data');
const [HEADER = '', ...ROWS] = readFileSync(join(DATA, 'heldout.csv'), 'utf8').trim().split('\n');
/** What scikit-learn said of the same rows: label, probability of nonspam, of spam. */
const EXPECTED = readFileSync(join(DATA, 'expected.csv'), 'utf8')
  .trim()
  .split('\n')
  .slice(1)
  .map((line) => line.split(',').map(Number));
const NAMES = HEADER.split(',').slice(0, -1);
const FEATURES = ROWS.map((line) => line.split(',').slice(0, -1));
const SOME = 25;

let platform: Platform;
let client: SageMakerRuntimeClient;
beforeAll(async () => {
  platform = await opens(
    planWith(
      service({ variants: [variant('Blue', OURS), variant('Green', OURS, { weight: 0 })] }),
      service({ endpointName: 'odd', path: 'Stack/Odd', variants: [variant('AllTraffic', odd())] }),
      service({
        endpointName: 'series',
        path: 'Stack/Series',
        variants: [{ ...variant('AllTraffic', odd('a')), containers: [odd('a'), odd('b'), odd('c')] }],
      }),
      service({ endpointName: 'weightless', path: 'Stack/Weightless', variants: [variant('AllTraffic', stub('x'), { weight: 0 })] }),
    ),
    { limits: { responseMillis: 300, payloadBytes: 100_000 } },
  );
  client = clientOf(platform);
});
afterAll(() => client.destroy());

function invoke(input: Partial<InvokeEndpointCommandInput>): Promise<InvokeEndpointCommandOutput> {
  return client.send(
    new InvokeEndpointCommand({ EndpointName: 'spam', ContentType: 'text/csv', Body: FEATURES[0]?.join(',') ?? '', ...input }),
  );
}

function ask(body: string, input: Partial<InvokeEndpointCommandInput> = {}): Promise<InvokeEndpointCommandOutput> {
  return invoke({ EndpointName: 'odd', ContentType: 'text/plain', Body: body, ...input });
}

function text(output: InvokeEndpointCommandOutput): string {
  return Buffer.from(output.Body).toString('utf8');
}

async function failure(call: Promise<unknown>): Promise<Error> {
  return call.then(
    () => {
      throw new Error('the call was answered');
    },
    (thrown: unknown) => thrown as Error,
  );
}

describe('predictions agree with scikit-learn to 1e-6', () => {
  test('in CSV', async () => {
    const lines = text(
      await invoke({
        Body: FEATURES.slice(0, SOME)
          .map((cells) => cells.join(','))
          .join('\n'),
      }),
    )
      .trim()
      .split('\n');
    expectClose(lines.map((line) => line.split(',').map(Number)));
  });

  test.each([
    ['rows', FEATURES.slice(0, SOME).map((cells) => cells.map(Number))],
    ['instances', { instances: FEATURES.slice(0, SOME).map((cells) => cells.map(Number)) }],
    ['records', FEATURES.slice(0, SOME).map((cells) => Object.fromEntries(NAMES.map((name, index) => [name, Number(cells[index])])))],
  ])('in JSON, as %s', async (_form, body) => {
    const { predictions } = JSON.parse(text(await invoke({ ContentType: 'application/json', Body: JSON.stringify(body) }))) as {
      predictions: { label: number; probabilities: number[] }[];
    };
    expectClose(predictions.map(({ label, probabilities }) => [label, ...probabilities]));
  });

  test('in JSON Lines', async () => {
    const body = FEATURES.slice(0, SOME)
      .map((cells) => JSON.stringify(cells.map(Number)))
      .join('\n');
    const lines = text(await invoke({ ContentType: 'application/jsonlines', Body: body }))
      .trim()
      .split('\n');
    expectClose(
      lines
        .map((line) => JSON.parse(line) as { label: number; probabilities: number[] })
        .map(({ label, probabilities }) => [label, ...probabilities]),
    );
  });

  function expectClose(given: readonly number[][]): void {
    expect(given).toHaveLength(SOME);
    for (const [row, values] of given.entries()) {
      expect(values[0]).toBe(EXPECTED[row]?.[0]);
      expect(Math.abs((values[2] ?? Number.NaN) - (EXPECTED[row]?.[2] ?? Number.NaN))).toBeLessThan(1e-6);
    }
  }
});

test('the answer says what it is and who gave it', async () => {
  const output = await invoke({ Accept: 'application/json' });
  expect(output).toMatchObject({ ContentType: 'application/json', InvokedProductionVariant: 'Blue' });
  expect(output.$metadata).toMatchObject({ httpStatusCode: 200, requestId: expect.stringMatching(/^[0-9a-f-]{36}$/) as string });
});

test('a variant of weight 0 gets no traffic, unless a caller asks for it', async () => {
  const answers = await Promise.all(Array.from({ length: 40 }, () => invoke({})));
  expect(new Set(answers.map(({ InvokedProductionVariant }) => InvokedProductionVariant))).toEqual(new Set(['Blue']));
  expect((await invoke({ TargetVariant: 'Green' })).InvokedProductionVariant).toBe('Green');
});

test("a container's 4xx reaches the caller as ModelError with the original status", async () => {
  const error = await failure(invoke({ Body: '1,2,3' }));
  expect(error).toBeInstanceOf(ModelError);
  expect(error).toMatchObject({ OriginalStatusCode: 400, $metadata: { httpStatusCode: 424 } });
  expect((error as ModelError).OriginalMessage).toContain('the row has 3 values; give 57');
  expect(error.message).toMatch(/^Received client error \(400\) from primary with message "/);
  expect((error as ModelError).LogStreamArn).toBe('arn:aws:logs:eu-central-1:210987654321:log-group:/aws/sagemaker/Endpoints/spam');
});

test("a container's 5xx is one too", async () => {
  expect(await failure(ask('status 503'))).toMatchObject({
    name: 'ModelError',
    OriginalStatusCode: 503,
    OriginalMessage: 'told to answer 503',
  });
});

test('what callers without an SDK see carries the code of the failure', async () => {
  const response = await fetch(`${platform.url}/endpoints/odd/invocations`, { method: 'POST', body: 'status 418' });
  // Field set as seen in public repositories: aws-facts, 02, section 2.4.
  expect([response.status, response.headers.get('x-amzn-errortype')]).toEqual([424, 'ModelError']);
  expect(await response.json()).toMatchObject({
    ErrorCode: 'CLIENT_ERROR_FROM_MODEL',
    OriginalStatusCode: 418,
    OriginalMessage: 'told to answer 418',
  });
});

test.each([
  ['does not answer in time', 'hang', /timed out/],
  ['breaks the connection', 'break', /socket hang up|ECONNRESET/],
  ['breaks off in the middle', 'half', /aborted|terminated|ECONNRESET/],
])('a container that %s is a ModelError without a status', async (_what, command, message) => {
  const error = await failure(ask(command));
  expect(error).toMatchObject({ name: 'ModelError', OriginalStatusCode: 0 });
  expect(error.message).toMatch(message);
});

test.each<[string, Partial<InvokeEndpointCommandInput>, string]>([
  ['an endpoint that is not there', { EndpointName: 'Spam' }, 'Endpoint Spam of account 210987654321 not found'],
  ['a variant that is not there', { TargetVariant: 'Red' }, 'Variant Red not found for endpoint spam; it has Blue, Green'],
  ['no variant with any weight', { EndpointName: 'weightless' }, 'weight 0'],
  ['a body that is too large', { Body: 'x'.repeat(100_001) }, 'larger than 100000 bytes'],
  ['a model among several', { TargetModel: 'a.tar.gz' }, 'multi-model'],
  ['an inference id that is too long', { InferenceId: 'x'.repeat(65) }, '1 to 64'],
  ['attributes that are too long', { CustomAttributes: 'x'.repeat(1025) }, 'at most 1024'],
])('%s is a ValidationError', async (_what, input, message) => {
  const error = await failure(invoke(input));
  expect(error).toBeInstanceOf(ValidationError);
  expect(error.message).toContain(message);
});

test('only what the API defines goes on to the container, and only what it sets comes back', async () => {
  const output = await ask('headers', {
    CustomAttributes: 'trace=1',
    SessionId: 'NEW_SESSION',
    Accept: 'application/json',
    InferenceId: 'mine',
  });
  const seen = JSON.parse(text(output)) as Record<string, string>;
  expect(seen).toMatchObject({
    'content-type': 'text/plain',
    accept: 'application/json',
    'x-amzn-sagemaker-custom-attributes': 'trace=1',
    'x-amzn-sagemaker-session-id': 'NEW_SESSION',
  });
  expect(
    Object.keys(seen).filter((name) => name.startsWith('authorization') || name.startsWith('amz-') || name.includes('user-agent')),
  ).toEqual([]);
  expect(output).toMatchObject({ CustomAttributes: 'from-model', NewSessionId: 's1; Expires=2030-01-01T00:00:00Z' });
  expect((await ask('plain', { CustomAttributes: 'trace=1' })).CustomAttributes).toBeUndefined();
});

test('in a series each container is asked with what the one before answered', async () => {
  expect(text(await invoke({ EndpointName: 'series', ContentType: 'text/plain', Body: 'x' }))).toBe('c(b(a(x)))');
});

test('a failure in a series names its container', async () => {
  expect((await failure(invoke({ EndpointName: 'series', ContentType: 'text/plain', Body: 'status 400' }))).message).toContain(
    'from container-1',
  );
});

test.each([
  ['takes too long', 'hang', 'container-1'],
  ['breaks off', 'half', 'container-1'],
])('a container in a series that %s is named', async (_what, body, container) => {
  const error = await failure(invoke({ EndpointName: 'series', ContentType: 'text/plain', Body: body }));
  expect(error).toMatchObject({ name: 'ModelError', OriginalStatusCode: 0 });
  expect(error.message).toContain(`from ${container} with message`);
  expect(error.message).not.toContain('primary');
});

test('a long answer to a slow caller arrives whole, and leaves no listener behind for each wait', async () => {
  const waited: number[] = [];
  const { write } = ServerResponse.prototype as { write: (this: ServerResponse, ...given: unknown[]) => boolean };
  const written = jest.spyOn(ServerResponse.prototype, 'write').mockImplementation(function (this: ServerResponse, ...given) {
    const taken = write.apply(this, given);
    if (!taken) waited.push(this.listenerCount('close'));
    return taken;
  });
  const response = await fetch(`${platform.url}/endpoints/odd/invocations-response-stream`, { method: 'POST', body: 'much' });
  let bytes = 0;
  for await (const chunk of response.body ?? []) bytes += chunk.length;
  written.mockRestore();
  // 400 parts of 64 KiB, and the frames around them.
  expect(bytes).toBeGreaterThan(400 * 64 * 1024);
  // Each part is more than the answer's buffer takes (16 KiB). Node warns of a leak at more than ten listeners.
  expect(waited.length).toBeGreaterThan(100);
  expect(Math.max(...waited)).toBeLessThan(5);
});

test('an answer can be streamed, part by part', async () => {
  const output = await client.send(
    new InvokeEndpointWithResponseStreamCommand({ EndpointName: 'odd', ContentType: 'text/plain', Body: Buffer.from('parts') }),
  );
  const parts: string[] = [];
  for await (const event of output.Body ?? [])
    if (event.PayloadPart?.Bytes !== undefined) parts.push(Buffer.from(event.PayloadPart.Bytes).toString('utf8'));
  expect(parts.join('')).toBe('one two');
  expect(output).toMatchObject({ ContentType: 'text/plain', InvokedProductionVariant: 'AllTraffic' });
});

test('a part of a stream arrives while the model is still at the next', async () => {
  const { Body } = await client.send(
    new InvokeEndpointWithResponseStreamCommand({ EndpointName: 'odd', ContentType: 'text/plain', Body: Buffer.from('open') }),
  );
  const parts: string[] = [];
  for await (const event of Body ?? []) {
    parts.push(Buffer.from(event.PayloadPart?.Bytes ?? []).toString('utf8'));
    // The model ends its answer only when it is told to, by another call.
    if (parts.length === 1) await ask('release');
  }
  expect(parts).toEqual(['first ', 'last']);
});

test('a stream that breaks off ends in an error that the SDK throws', async () => {
  const output = await client.send(
    new InvokeEndpointWithResponseStreamCommand({ EndpointName: 'odd', ContentType: 'text/plain', Body: Buffer.from('half') }),
  );
  const drain = async (): Promise<void> => {
    for await (const event of output.Body ?? []) expect(event).toBeDefined();
  };
  expect(await failure(drain())).toMatchObject({ name: 'ModelStreamError', ErrorCode: 'StreamBroken' });
});

test('a refusal of the model before the stream is a ModelError', async () => {
  const error = await failure(
    client.send(
      new InvokeEndpointWithResponseStreamCommand({ EndpointName: 'odd', ContentType: 'text/plain', Body: Buffer.from('status 400') }),
    ),
  );
  expect(error).toMatchObject({ name: 'ModelError', OriginalStatusCode: 400 });
});

test('an answer that is too large cannot be carried', async () => {
  const error = await failure(ask(`x${'y'.repeat(99_999)}`));
  expect(error).toMatchObject({ name: 'ModelError', OriginalStatusCode: 500 });
  expect(error.message).toContain('could not load the entire response body');
});

test('a caller who hangs up is no failure of the model', async () => {
  const before = platform.metrics.total({
    namespace: 'AWS/SageMaker',
    name: 'Invocation5XXErrors',
    dimensions: { EndpointName: 'spam', VariantName: 'Blue' },
    statistic: 'Sum',
  });
  const controller = new AbortController();
  const calls = Array.from({ length: 20 }, () =>
    fetch(`${platform.url}/endpoints/spam/invocations`, {
      method: 'POST',
      body: FEATURES.slice(0, 200).join('\n'),
      headers: { 'Content-Type': 'text/csv' },
      signal: controller.signal,
    }).catch(() => undefined),
  );
  await invoke({});
  controller.abort();
  await Promise.all(calls);
  await invoke({});
  const after = platform.metrics.total({
    namespace: 'AWS/SageMaker',
    name: 'Invocation5XXErrors',
    dimensions: { EndpointName: 'spam', VariantName: 'Blue' },
    statistic: 'Sum',
  });
  expect(after).toBe(Number.isNaN(before) ? 0 : before);
});

test('a name that is no valid encoding is a name that no endpoint has', async () => {
  const response = await fetch(`${platform.url}/endpoints/%E0%A4%A/invocations`, { method: 'POST', body: 'x' });
  expect([response.status, response.headers.get('x-amzn-errortype')]).toEqual([400, 'ValidationError']);
});

test('a series whose first container breaks off in the middle is a ModelError', async () => {
  expect(await failure(invoke({ EndpointName: 'series', ContentType: 'text/plain', Body: 'half' }))).toMatchObject({
    name: 'ModelError',
    OriginalStatusCode: 0,
  });
});

test('what is no operation says what there is', async () => {
  const response = await fetch(`${platform.url}/endpoints`, { method: 'GET' });
  expect([response.status, response.headers.get('x-amzn-errortype')]).toEqual([404, 'UnknownOperationException']);
});
