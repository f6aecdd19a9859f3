import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { fail, send, sendJson } from './answer.js';
import type { Invocations } from './invoke.js';
import { METRICS_TYPE, type ServerMetrics } from './metrics.js';
import { readBody } from './read-body.js';

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
const KEEP_ALIVE = 75_000;

interface Route {
  readonly methods: readonly string[];
  readonly handle: (request: IncomingMessage, response: ServerResponse, serving: Serving) => void | Promise<void>;
}

const GET = ['GET', 'HEAD'];
const ROUTES: Readonly<Record<string, Route>> = {
  // One page of the contract says GET, another that POST must be accepted too.
  '/ping': { methods: [...GET, 'POST'], handle: ping },
  '/invocations': { methods: ['POST'], handle: invoke },
  '/execution-parameters': { methods: GET, handle: (_request, response) => sendJson(response, 200, EXECUTION_PARAMETERS) },
  '/metrics': {
    methods: GET,
    handle: (_request, response, { metrics, invocations }) =>
      send(response, 200, METRICS_TYPE, metrics.text(invocations?.waitingRows ?? 0)),
  },
};

const PATHS = Object.entries(ROUTES)
  .map(([path, { methods }]) => `${methods[0]} ${path}`)
  .join(', ');

/** The SageMaker container contract over HTTP, and metrics for whoever scrapes them. */
export function createModelServer(serving: Serving): Server {
  const server = createServer((request, response) => answer(request, response, serving));
  // Without this listener node invites every body; one that says that it is too large is refused before it is sent.
  server.on('checkContinue', (request: IncomingMessage, response: ServerResponse) => {
    if (!(Number(request.headers['content-length']) > serving.bodyLimit)) response.writeContinue();
    answer(request, response, serving);
  });
  server.keepAliveTimeout = KEEP_ALIVE;
  return server;
}

function answer(request: IncomingMessage, response: ServerResponse, serving: Serving): void {
  const { url = '/', method = 'GET' } = request;
  const query = url.indexOf('?');
  const path = query < 0 ? url : url.slice(0, query);
  response.sendDate = false;
  if (serving.stopping === true) response.shouldKeepAlive = false;
  const route = Object.hasOwn(ROUTES, path) ? ROUTES[path] : undefined;
  serving.metrics.track(response, route === undefined ? 'other' : path);
  if (route === undefined) return fail(response, 404, `there is nothing at ${path}; this server has ${PATHS}`);
  if (!route.methods.includes(method)) {
    response.setHeader('Allow', route.methods.join(', '));
    return fail(response, 405, `this method is not accepted here; use ${route.methods.join(', ')}`);
  }
  try {
    void route.handle(request, response, serving)?.catch((cause: unknown) => failed(response, cause));
  } catch (cause) {
    failed(response, cause);
  }
}

function ping(_request: IncomingMessage, response: ServerResponse, { invocations, failure }: Serving): void {
  if (invocations !== undefined) send(response, 200, undefined, '');
  else fail(response, 503, failure ?? 'the model is still loading');
}

async function invoke(request: IncomingMessage, response: ServerResponse, serving: Serving): Promise<void> {
  const { bodyLimit } = serving;
  const body = await readBody(request, bodyLimit);
  if (body === undefined) return fail(response, 413, `the body is larger than ${bodyLimit} bytes; send fewer rows at once`);
  const { invocations, failure, metrics } = serving;
  if (invocations === undefined) return fail(response, 503, failure ?? 'the model is still loading');
  metrics.answered(await invocations.answer(request, response, body));
}

/** Whoever hung up is owed no answer. */
function failed(response: ServerResponse, cause: unknown): void {
  if (!response.destroyed) fail(response, 500, cause instanceof Error ? cause.message : String(cause));
}
