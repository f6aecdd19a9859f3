import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { readBody } from '../../workloads/server/read-body.js';
import { uuid, type Random } from '../random.js';
import { readAll, type ContainerRequest } from './container.js';
import { Deadline } from './deadline.js';
import { modelStreamError, payloadPart } from './event-stream.js';
import { internalFailure, modelError, noAnswer, TIMED_OUT, unknownOperation, validationError, type Failure } from './failures.js';
import { callerHeaders, containerHeaders, readInvokeHeaders, type InvokeHeaders } from './invoke-headers.js';
import type { Limits } from './limits.js';
import type { RunningService } from './service.js';
import type { Reply, RunningVariant } from './variant.js';

const ROUTE = /^\/endpoints\/([^/]+)\/(invocations|invocations-response-stream)$/;

/** SageMaker Runtime's wire format in front of the services: what SDK clients, the AWS CLI and curl speak. */
export function createFront(services: ReadonlyMap<string, RunningService>, limits: Limits, random: Random): Server {
  return createServer((request, response) => {
    response.setHeader('x-amzn-RequestId', uuid(random));
    void handle(request, response, services, limits).catch((cause: unknown) => {
      sendFailure(response, internalFailure(cause instanceof Error ? cause.message : String(cause)));
    });
  });
}

interface Call {
  readonly service: RunningService;
  readonly variant: RunningVariant;
  readonly headers: InvokeHeaders;
  readonly body: Buffer;
  readonly streaming: boolean;
  /** When the request had arrived, milliseconds of a clock that only measures. */
  readonly arrived: number;
}

async function handle(
  request: IncomingMessage,
  response: ServerResponse,
  services: ReadonlyMap<string, RunningService>,
  limits: Limits,
): Promise<void> {
  const arrived = performance.now();
  const body = await readBody(request, limits.payloadBytes);
  const call = openCall(request, body, services, limits, arrived);
  if (isFailure(call)) return sendFailure(response, call);
  shadow(call, limits);
  await answer(call, response, limits);
}

/** Everything that is refused before a model sees it; such refusals are no metric of the model's. */
function openCall(
  request: IncomingMessage,
  body: Buffer | undefined,
  services: ReadonlyMap<string, RunningService>,
  { payloadBytes }: Limits,
  arrived: number,
): Call | Failure {
  const { method = 'GET', url = '/' } = request;
  const [path = '/'] = url.split('?', 1);
  const [, name, operation] = ROUTE.exec(path) ?? [];
  if (method !== 'POST' || name === undefined) return unknownOperation(method, path);
  const service = services.get(decodeURIComponent(name));
  if (service === undefined) {
    return validationError(
      `Endpoint ${decodeURIComponent(name)} of account ${[...services.values()][0]?.plan.account ?? 'unknown'} not found. There is ${[...services.keys()].join(', ')}.`,
    );
  }
  if (body === undefined) return validationError(`The body is larger than ${payloadBytes} bytes.`);
  const streaming = operation === 'invocations-response-stream';
  const headers = readInvokeHeaders(request.headers, streaming);
  if (isFailure(headers)) return headers;
  const variant = service.choose(headers.targetVariant);
  return isFailure(variant) ? variant : { service, variant, headers, body, streaming, arrived };
}

async function answer(call: Call, response: ServerResponse, limits: Limits): Promise<void> {
  const { variant, service, arrived, streaming } = call;
  const deadline = new Deadline(streaming ? limits.streamMillis : limits.responseMillis);
  response.once('close', () => {
    if (!response.writableFinished) deadline.cancel();
  });
  const asked = performance.now();
  variant.recorder.started();
  const reply = await variant.ask(containerRequest(call, deadline.signal));
  let status = 0;
  let modelMillis = performance.now() - asked;
  try {
    if (reply.kind === 'answer' && streaming)
      status = await stream(reply.response.chunks, reply.response.headers, call, response, deadline);
    else if (reply.kind === 'answer') {
      const body = await readAll(reply.response.chunks);
      modelMillis = performance.now() - asked;
      status = reply.response.status;
      send(call, reply.response.headers, body, response);
    } else {
      status = reply.kind === 'refused' ? reply.status : 0;
      sendFailure(response, failureOf(reply, service, deadline));
    }
  } catch (cause) {
    status = 0;
    sendFailure(response, failureOf(brokenOff(cause), service, deadline));
  } finally {
    deadline.met();
    variant.recorder.ended({ status, modelMillis, totalMillis: performance.now() - arrived });
  }
}

function send(
  { variant, headers: given, body: asked }: Call,
  headers: Readonly<Record<string, string | undefined>>,
  body: Buffer,
  response: ServerResponse,
): void {
  const contentType = headers['content-type'];
  response.writeHead(200, {
    ...(contentType === undefined ? {} : { 'Content-Type': contentType }),
    ...callerHeaders(headers),
    'x-Amzn-Invoked-Production-Variant': variant.name,
    'Content-Length': body.length,
  });
  response.end(body);
  const { inferenceId, customAttributes } = given;
  variant.capture?.capture({
    request: { body: asked, contentType: given.contentType },
    answer: { body, contentType },
    inferenceId,
    customAttributes,
  });
}

/** Forwards each chunk as it arrives; an answer that breaks off ends in an error event, since the status is sent already. */
async function stream(
  chunks: AsyncIterable<Buffer>,
  headers: Readonly<Record<string, string | undefined>>,
  { variant, headers: given, body }: Call,
  response: ServerResponse,
  deadline: Deadline,
): Promise<number> {
  const contentType = headers['content-type'];
  response.writeHead(200, {
    'Content-Type': 'application/vnd.amazon.eventstream',
    ...(contentType === undefined ? {} : { 'X-Amzn-SageMaker-Content-Type': contentType }),
    ...callerHeaders(headers),
    'x-Amzn-Invoked-Production-Variant': variant.name,
  });
  const parts: Buffer[] = [];
  try {
    for await (const chunk of chunks) {
      parts.push(chunk);
      response.write(payloadPart(chunk));
    }
    response.end();
    const { inferenceId, customAttributes } = given;
    variant.capture?.capture({
      request: { body, contentType: given.contentType },
      answer: { body: Buffer.concat(parts), contentType },
      inferenceId,
      customAttributes,
    });
    return 200;
  } catch {
    response.end(
      modelStreamError(deadline.passed ? 'ModelInvocationTimeExceeded' : 'StreamBroken', 'the container did not finish its answer'),
    );
    return 0;
  }
}

/** A copy for the shadow; the caller neither waits for it nor sees it. */
function shadow(call: Call, limits: Limits): void {
  const copy = call.service.shadowFor(call.variant);
  if (copy === undefined) return;
  const asked = performance.now();
  const deadline = new Deadline(limits.responseMillis);
  copy.recorder.started();
  void copy
    .ask(containerRequest(call, deadline.signal))
    .then(async (reply) => {
      const body = reply.kind === 'answer' ? await readAll(reply.response.chunks) : undefined;
      const millis = performance.now() - asked;
      copy.recorder.ended({
        status: reply.kind === 'answer' ? reply.response.status : reply.kind === 'refused' ? reply.status : 0,
        modelMillis: millis,
        totalMillis: millis,
      });
      if (reply.kind !== 'answer' || body === undefined) return;
      const { contentType, inferenceId, customAttributes } = call.headers;
      copy.capture?.capture({
        request: { body: call.body, contentType },
        answer: { body, contentType: reply.response.headers['content-type'] },
        inferenceId,
        customAttributes,
      });
    })
    .catch(() => {
      const millis = performance.now() - asked;
      copy.recorder.ended({ status: 0, modelMillis: millis, totalMillis: millis });
    })
    .finally(() => deadline.met());
}

function containerRequest({ body, headers }: Call, signal: AbortSignal): ContainerRequest {
  return { body, headers: containerHeaders(headers), signal };
}

function brokenOff(cause: unknown): Extract<Reply, { kind: 'silent' }> {
  return {
    kind: 'silent',
    container: 'primary',
    reason: cause instanceof Error ? cause.message : String(cause),
  };
}

function failureOf(reply: Exclude<Reply, { kind: 'answer' }>, { plan }: RunningService, deadline: Deadline): Failure {
  if (reply.kind === 'refused') return modelError(plan, reply.container, reply.status, reply.body.toString('utf8'));
  return noAnswer(plan, reply.container, deadline.passed ? TIMED_OUT : reply.reason);
}

function isFailure(value: object): value is Failure {
  return 'type' in value && 'fields' in value;
}

function sendFailure(response: ServerResponse, { status, type, fields }: Failure): void {
  if (response.headersSent || response.destroyed) {
    response.destroy();
    return;
  }
  const body = Buffer.from(JSON.stringify(fields));
  response.writeHead(status, { 'Content-Type': 'application/json', 'x-amzn-ErrorType': type, 'Content-Length': body.length });
  response.end(body);
}
