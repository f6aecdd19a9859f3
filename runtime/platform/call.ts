import type { IncomingMessage } from 'node:http';
import type { ContainerRequest } from './container.js';
import { isFailure, unknownOperation, validationError, type Failure } from './failures.js';
import { containerHeaders, readInvokeHeaders, type InvokeHeaders } from './invoke-headers.js';
import type { Limits } from './limits.js';
import type { RunningService } from './service.js';
import type { RunningVariant } from './variant.js';

const ROUTE = /^\/endpoints\/([^/]+)\/(invocations|invocations-response-stream)$/;

/** A request that goes to a model. */
export interface Call {
  readonly service: RunningService;
  readonly variant: RunningVariant;
  readonly headers: InvokeHeaders;
  readonly body: Buffer;
  readonly streaming: boolean;
  /** When the request began to arrive, milliseconds of a clock that only measures. */
  readonly arrived: number;
}

/** Everything that is refused before a model sees it; such refusals are no metric of the model's. */
export function openCall(
  request: IncomingMessage,
  body: Buffer | undefined,
  services: ReadonlyMap<string, RunningService>,
  { payloadBytes }: Limits,
  arrived: number,
): Call | Failure {
  const { method = 'GET', url = '/' } = request;
  const [path = '/'] = url.split('?', 1);
  const [, encoded, operation] = ROUTE.exec(path) ?? [];
  if (method !== 'POST' || encoded === undefined) return unknownOperation(method, path);
  const name = decoded(encoded);
  const service = services.get(name);
  if (service === undefined) {
    const account = [...services.values()][0]?.plan.account ?? 'unknown';
    return validationError(`Endpoint ${name} of account ${account} not found. There is ${[...services.keys()].join(', ')}.`);
  }
  if (body === undefined) return validationError(`The body is larger than ${payloadBytes} bytes.`);
  const streaming = operation === 'invocations-response-stream';
  const headers = readInvokeHeaders(request.headers, streaming);
  if (isFailure(headers)) return headers;
  const variant = service.choose(headers.targetVariant);
  return isFailure(variant) ? variant : { service, variant, headers, body, streaming, arrived };
}

/** What the container is asked. */
export function containerRequest({ body, headers }: Call, signal: AbortSignal): ContainerRequest {
  return { body, headers: containerHeaders(headers), signal };
}

/** Keeps request and answer, where the variant that answered captures. */
export function captureExchange(
  { capture }: RunningVariant,
  { body: asked, headers }: Call,
  body: Buffer,
  contentType: string | undefined,
): void {
  const { inferenceId, customAttributes } = headers;
  capture?.capture({
    request: { body: asked, contentType: headers.contentType },
    answer: { body, contentType },
    inferenceId,
    customAttributes,
  });
}

/** A name that is no valid encoding of anything is taken as it stands: no endpoint has it. */
function decoded(name: string): string {
  try {
    return decodeURIComponent(name);
  } catch {
    return name;
  }
}
