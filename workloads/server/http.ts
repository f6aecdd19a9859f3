import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { acceptedFormat, FORMATS, formatOf, type Format } from '../../core/codec/content-type.js';
import { problemText, type RecordProblem } from '../../core/codec/problem.js';
import type { Prediction } from '../../core/codec/encode.js';
import type { LoadedModel } from './model.js';
import { readBody } from './read-body.js';

/** What the routes answer from; the model is absent while it loads and after it failed to. */
export interface Serving {
  model?: LoadedModel;
  /** Why there is no model and will be none. */
  failure?: string;
  readonly bodyLimit: number;
}

/** What a batch transform job may ask of this server (aws-facts: execution-parameters); one call at a time keeps memory flat. */
const EXECUTION_PARAMETERS = { MaxConcurrentTransforms: 1, BatchStrategy: 'MULTI_RECORD', MaxPayloadInMB: 6 };

/** The SageMaker container contract over HTTP: `/ping`, `/invocations`, `/execution-parameters`. */
export function createModelServer(serving: Serving): Server {
  const server = createServer((request, response) => {
    void route(request, response, serving).catch((cause: unknown) =>
      fail(response, 500, cause instanceof Error ? cause.message : String(cause)),
    );
  });
  // SageMaker keeps connections; a shorter limit here would close them under its hands.
  server.keepAliveTimeout = 75_000;
  return server;
}

async function route(request: IncomingMessage, response: ServerResponse, serving: Serving): Promise<void> {
  const path = (request.url ?? '/').split('?', 1)[0];
  const { method = 'GET' } = request;
  switch (path) {
    case '/ping':
      // One page of the contract says GET, another that POST must be accepted too.
      if (method !== 'GET' && method !== 'POST') return methodNotAllowed(response, 'GET, POST');
      request.resume();
      return ping(response, serving);
    case '/invocations':
      return method === 'POST' ? invoke(request, response, serving) : methodNotAllowed(response, 'POST');
    case '/execution-parameters':
      return method === 'GET'
        ? send(response, 200, 'application/json', JSON.stringify(EXECUTION_PARAMETERS))
        : methodNotAllowed(response, 'GET');
    default:
      request.resume();
      return fail(response, 404, `there is nothing at ${path}; this server has GET /ping, POST /invocations and GET /execution-parameters`);
  }
}

function ping(response: ServerResponse, { model, failure }: Serving): void {
  if (model !== undefined) return send(response, 200, undefined, '');
  return fail(response, 503, failure ?? 'the model is still loading');
}

async function invoke(request: IncomingMessage, response: ServerResponse, serving: Serving): Promise<void> {
  const { model, failure, bodyLimit } = serving;
  const body = await readBody(request, bodyLimit);
  if (body === undefined) return fail(response, 413, `the body is larger than ${bodyLimit} bytes; send fewer rows at once`);
  if (model === undefined) return fail(response, 503, failure ?? 'the model is still loading');
  const format = formatOf(request.headers['content-type']);
  if (format === undefined)
    return fail(response, 415, `content type '${request.headers['content-type']}' is not accepted; send ${mediaTypes()}`);
  const wanted = acceptedFormat(request.headers.accept, format);
  if (wanted === undefined) return fail(response, 406, `none of '${request.headers.accept}' can be written; ask for ${mediaTypes()}`);
  const text = decodeUtf8(body);
  if (text === undefined) return fail(response, 400, 'the body is not UTF-8; send it as UTF-8');
  const decoded = format.decode(text, model.schema);
  if (!decoded.ok) return refuse(response, decoded.problems);
  const predictions = await model.predict(decoded.rows);
  const broken = predictions.findIndex(hasNonFinite);
  if (broken >= 0)
    return fail(
      response,
      500,
      `the model gave no finite number for row ${broken + 1}; this row needs looking at: its values, or the model`,
    );
  return answer(response, wanted, predictions, model);
}

function answer(
  response: ServerResponse,
  { mediaType, encode }: Format,
  predictions: readonly Prediction[],
  { schema }: LoadedModel,
): void {
  send(response, 200, mediaType === 'text/csv' ? 'text/csv; charset=utf-8' : mediaType, encode(predictions, schema));
}

/** JSON cannot hold NaN or infinity, and in CSV nobody would notice: such an answer is an error, never silent. */
function hasNonFinite(prediction: Prediction): boolean {
  return prediction.some((values) => values.some((value) => typeof value === 'number' && !Number.isFinite(value)));
}

function decodeUtf8(body: Buffer): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(body);
  } catch {
    return undefined;
  }
}

function mediaTypes(): string {
  return FORMATS.map(({ mediaType }) => mediaType).join(', ');
}

function refuse(response: ServerResponse, problems: readonly RecordProblem[]): void {
  const places = problems.map(({ row, column, message }) => ({
    ...(row === undefined ? {} : { row: row + 1 }),
    ...(column === undefined ? {} : { column }),
    message,
  }));
  send(response, 400, 'application/json', JSON.stringify({ error: problems.map(problemText).join('; '), problems: places }));
}

function methodNotAllowed(response: ServerResponse, allow: string): void {
  response.setHeader('Allow', allow);
  fail(response, 405, `this method is not accepted here; use ${allow}`);
}

function fail(response: ServerResponse, status: number, error: string): void {
  if (response.headersSent) {
    response.destroy();
    return;
  }
  send(response, status, 'application/json', JSON.stringify({ error }));
}

function send(response: ServerResponse, status: number, contentType: string | undefined, body: string): void {
  const bytes = Buffer.from(body, 'utf8');
  response.writeHead(status, { ...(contentType === undefined ? {} : { 'Content-Type': contentType }), 'Content-Length': bytes.length });
  response.end(bytes);
}
