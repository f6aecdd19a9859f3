import { once } from 'node:events';
import type { ServerResponse } from 'node:http';
import { captureExchange, containerRequest, type Call } from './call.js';
import { readAll, type ContainerResponse } from './container.js';
import type { Deadline } from './deadline.js';
import { modelStreamError, payloadPart } from './event-stream.js';
import { answerTooLarge, modelError, noAnswer, sendFailure, timedOut, type Failure } from './failures.js';
import { callerHeaders } from './invoke-headers.js';
import type { Limits } from './limits.js';
import type { RunningService } from './service.js';
import type { Reply } from './variant.js';

/** What the model made of a call, for its metrics. */
interface Outcome {
  /** Status of the container; 0 where it gave no whole answer. */
  readonly status: number;
  /** When the model was done. */
  readonly done: number;
}

/** Asks the variant and answers the caller. A caller who has left does not end the call: the model answers, and is measured, all the same. */
export async function answer(call: Call, response: ServerResponse, limits: Limits): Promise<void> {
  const { variant, service, arrived, streaming } = call;
  const deadline = service.open(streaming ? limits.streamMillis : limits.responseMillis);
  const asked = performance.now();
  variant.recorder.started();
  let outcome: Outcome = { status: 0, done: asked };
  let container = 'primary';
  try {
    const reply = await variant.ask(containerRequest(call, deadline.signal));
    container = reply.container;
    outcome = await relay(reply, call, response, deadline, limits);
  } catch (cause) {
    outcome = { status: 0, done: performance.now() };
    const reason = cause instanceof Error ? cause.message : String(cause);
    sendFailure(response, failureOf({ kind: 'silent', container, reason }, service, deadline));
  } finally {
    service.over(deadline);
    if (deadline.cancelled) variant.recorder.dropped();
    else variant.recorder.ended({ status: outcome.status, modelMillis: outcome.done - asked, totalMillis: performance.now() - arrived });
  }
}

async function relay(reply: Reply, call: Call, response: ServerResponse, deadline: Deadline, { payloadBytes }: Limits): Promise<Outcome> {
  if (reply.kind !== 'answer') {
    const done = performance.now();
    sendFailure(response, failureOf(reply, call.service, deadline));
    return { status: reply.kind === 'refused' ? reply.status : 0, done };
  }
  if (call.streaming) return { status: await stream(reply.response, call, response, deadline), done: performance.now() };
  const body = await readAll(reply.response.chunks);
  const done = performance.now();
  if (body.length > payloadBytes) {
    sendFailure(response, answerTooLarge(call.service.plan, reply.container));
    return { status: 500, done };
  }
  send(reply.response, call, body, response);
  return { status: reply.response.status, done };
}

function send({ headers }: ContainerResponse, call: Call, body: Buffer, response: ServerResponse): void {
  const contentType = headers['content-type'];
  response.writeHead(200, {
    ...(contentType === undefined ? {} : { 'Content-Type': contentType }),
    ...callerHeaders(headers),
    'x-Amzn-Invoked-Production-Variant': call.variant.name,
    'Content-Length': body.length,
  });
  response.end(body);
  captureExchange(call.variant, call, body, contentType);
}

/** Forwards each chunk as it arrives; an answer that breaks off ends in an error event, since the status is sent already. */
async function stream({ headers, chunks }: ContainerResponse, call: Call, response: ServerResponse, deadline: Deadline): Promise<number> {
  const contentType = headers['content-type'];
  response.writeHead(200, {
    'Content-Type': 'application/vnd.amazon.eventstream',
    ...(contentType === undefined ? {} : { 'X-Amzn-SageMaker-Content-Type': contentType }),
    ...callerHeaders(headers),
    'x-Amzn-Invoked-Production-Variant': call.variant.name,
  });
  const parts: Buffer[] = [];
  try {
    for await (const chunk of chunks) {
      parts.push(chunk);
      await write(response, payloadPart(chunk), deadline.signal);
    }
  } catch {
    const code = deadline.passed ? 'ModelInvocationTimeExceeded' : 'StreamBroken';
    response.end(modelStreamError(code, 'the container did not finish its answer'));
    return 0;
  }
  response.end();
  captureExchange(call.variant, call, Buffer.concat(parts), contentType);
  return 200;
}

/** Waits for a slow caller, as long as there is one. */
async function write(response: ServerResponse, bytes: Buffer, signal: AbortSignal): Promise<void> {
  if (response.destroyed || response.write(bytes)) return;
  // The one that did not come is taken off again: a long answer waits thousands of times.
  const waited = new AbortController();
  const stop = (): void => waited.abort();
  signal.addEventListener('abort', stop, { once: true });
  const until = { signal: waited.signal };
  try {
    await Promise.race([once(response, 'drain', until), once(response, 'close', until)]);
  } finally {
    signal.removeEventListener('abort', stop);
    waited.abort();
  }
}

function failureOf(reply: Exclude<Reply, { kind: 'answer' }>, { plan }: RunningService, deadline: Deadline): Failure {
  if (reply.kind === 'refused') return modelError(plan, reply.container, reply.status, reply.body.toString('utf8'));
  return deadline.passed ? timedOut(plan, reply.container) : noAnswer(plan, reply.container, reply.reason);
}
