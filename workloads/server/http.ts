import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { driveFastLane } from './fast-lane.js';
import { CUSTOM_ATTRIBUTES_HEADER, GOLDEN_ATTRIBUTE } from '../../core/service/served.js';
import type { Invocations } from './invocations.js';
import { HUNG_UP, METRICS_TYPE, type ServerMetrics } from './metrics.js';
import { readBody } from './read-body.js';
import { failed, failure, jsonReply, type Reply } from './reply.js';

/** What the routes answer from; the invocations are absent while the model loads and after it failed to. */
export interface Serving {
  invocations?: Invocations;
  /** Why there is no model and will be none. */
  failure?: string;
  /** Told to stop: connections are closed after their answers. */
  stopping?: boolean;
  /** Largest request body, bytes. */
  readonly bodyLimit: number;
  readonly metrics: ServerMetrics;
}

/** What a batch transform job may ask of this server (aws-facts: execution-parameters); one call at a time keeps memory flat. */
const EXECUTION_PARAMETERS = { MaxConcurrentTransforms: 1, BatchStrategy: 'MULTI_RECORD', MaxPayloadInMB: 6 };
/** SageMaker keeps connections; a shorter limit here, ms, would close them under its hands. */
const KEEP_ALIVE_MILLIS = 75_000;
const LOADING = 'the model is still loading';

interface Route {
  readonly methods: readonly string[];
  readonly answer: (serving: Serving, request: IncomingMessage, response: ServerResponse) => Reply | Promise<Reply>;
}

const GET = ['GET', 'HEAD'];
const ROUTES: Readonly<Record<string, Route>> = {
  // One page of the contract says GET, another that POST must be accepted too.
  '/ping': { methods: [...GET, 'POST'], answer: (serving) => unready(serving) ?? { status: 200, body: '' } },
  '/invocations': { methods: ['POST'], answer: invoke },
  '/execution-parameters': { methods: GET, answer: () => jsonReply(200, EXECUTION_PARAMETERS) },
  '/metrics': {
    methods: GET,
    answer: ({ metrics, invocations }) => ({ status: 200, contentType: METRICS_TYPE, body: metrics.text(invocations?.waitingRows ?? 0) }),
  },
};
const PATHS = Object.entries(ROUTES)
  .map(([path, { methods }]) => `${methods[0]} ${path}`)
  .join(', ');

export interface ModelServer {
  readonly server: Server;
  /** Ends connections that wait for their next request. */
  readonly closeIdle: () => void;
}

/** The SageMaker container contract over HTTP, and metrics for whoever scrapes them. */
export function createModelServer(serving: Serving): ModelServer {
  const server = createNodeServer(serving);
  const closeIdle = driveFastLane(server, serving);
  return {
    server,
    closeIdle: () => {
      closeIdle();
      server.closeIdleConnections();
    },
  };
}

/** The same on node's HTTP server alone, which the fast lane has to agree with. */
export function createNodeServer(serving: Serving): Server {
  const server = createServer((request, response) => void answer(request, response, serving));
  // Without this listener node invites every body; one that says that it is too large is refused before it is sent.
  server.on('checkContinue', (request: IncomingMessage, response: ServerResponse) => {
    if (!(Number(request.headers['content-length']) > serving.bodyLimit)) response.writeContinue();
    void answer(request, response, serving);
  });
  server.keepAliveTimeout = KEEP_ALIVE_MILLIS;
  return server;
}

async function answer(request: IncomingMessage, response: ServerResponse, serving: Serving): Promise<void> {
  const { url = '/', method = '' } = request;
  const query = url.indexOf('?');
  const path = query < 0 ? url : url.slice(0, query);
  const route = Object.hasOwn(ROUTES, path) ? ROUTES[path] : undefined;
  const started = serving.metrics.begin();
  const reply = await replyOf(route, path, method, serving, request, response);
  if (response.destroyed) return serving.metrics.end(route === undefined ? 'other' : path, HUNG_UP, started);
  response.sendDate = false;
  if (serving.stopping === true) response.shouldKeepAlive = false;
  response.writeHead(reply.status, {
    ...(reply.contentType === undefined ? {} : { 'Content-Type': reply.contentType }),
    'Content-Length': reply.body.length,
    ...reply.headers,
  });
  response.end(reply.body, 'latin1');
  serving.metrics.end(route === undefined ? 'other' : path, reply.status, started);
}

async function replyOf(
  route: Route | undefined,
  path: string,
  method: string,
  serving: Serving,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<Reply> {
  if (route === undefined) return failure(404, `there is nothing at ${path}; this server has ${PATHS}`);
  const allowed = route.methods.join(', ');
  if (!route.methods.includes(method)) return failure(405, `this method is not accepted here; use ${allowed}`, { Allow: allowed });
  try {
    return await route.answer(serving, request, response);
  } catch (cause) {
    return failed(cause);
  }
}

/** Why there is no answer but to wait, or none at all. */
function unready({ invocations, failure: reason }: Serving): Reply | undefined {
  return invocations === undefined ? failure(503, reason ?? LOADING) : undefined;
}

async function invoke(serving: Serving, request: IncomingMessage, response: ServerResponse): Promise<Reply> {
  const { bodyLimit } = serving;
  const body = await readBody(request, bodyLimit);
  if (body === undefined) return failure(413, `the body is larger than ${bodyLimit} bytes; send fewer rows at once`);
  const { invocations } = serving;
  if (invocations === undefined) return failure(503, serving.failure ?? LOADING);
  const { 'content-type': contentType, accept } = request.headers;
  const reply = await invocations.answer({ contentType, accept }, body, () => !response.destroyed);
  const attributes = request.headers[CUSTOM_ATTRIBUTES_HEADER];
  if (attributes === undefined || !String(attributes).includes(GOLDEN_ATTRIBUTE)) return reply;
  return { ...reply, headers: { ...reply.headers, [CUSTOM_ATTRIBUTES_HEADER]: invocations.served } };
}
