import type { IncomingHttpHeaders } from 'node:http';
import { RUNTIME_LIMITS } from '../../core/limits/index.js';
import { validationError, type Failure } from './failures.js';

/** What a caller says about a request, by SageMaker's own headers. */
export interface InvokeHeaders {
  readonly contentType?: string;
  readonly accept?: string;
  readonly customAttributes?: string;
  readonly targetVariant?: string;
  readonly inferenceId?: string;
  readonly sessionId?: string;
}

const PREFIX = 'x-amzn-sagemaker-';
/** What endpoints of this kind do not have, and what the header is for. */
const NOT_HERE: Readonly<Record<string, string>> = {
  'target-model': 'is for multi-model endpoints',
  'target-container-hostname': 'is for containers that are called directly',
  'inference-component': 'is for endpoints with inference components',
};
const VISIBLE = /^[\x20-\x7e]*$/;

/** Reads and checks the headers of InvokeEndpoint, or of its streaming twin, which spells two of them differently. */
export function readInvokeHeaders(headers: IncomingHttpHeaders, streaming: boolean): InvokeHeaders | Failure {
  const own = (name: string): string | undefined => {
    const value = headers[`${PREFIX}${name}`];
    return Array.isArray(value) ? value.join(', ') : value;
  };
  for (const [name, purpose] of Object.entries(NOT_HERE)) {
    if (own(name) !== undefined) return validationError(`header ${PREFIX}${name} ${purpose}, and this endpoint is none; leave it out`);
  }
  const read: InvokeHeaders = {
    contentType: headers['content-type'],
    accept: streaming ? own('accept') : headers.accept,
    customAttributes: own('custom-attributes'),
    targetVariant: own('target-variant'),
    inferenceId: own('inference-id'),
    sessionId: own('session-id'),
  };
  const problem = problemOf(read);
  return problem === undefined ? read : validationError(problem);
}

function problemOf({ inferenceId, sessionId, ...texts }: InvokeHeaders): string | undefined {
  const { headerLength, inferenceIdLength, sessionIdLength } = RUNTIME_LIMITS;
  for (const [name, value] of Object.entries(texts)) {
    if (value !== undefined && value.length > headerLength)
      return `${name} has ${value.length} characters; at most ${headerLength} are accepted`;
  }
  if (texts.customAttributes !== undefined && !VISIBLE.test(texts.customAttributes))
    return 'customAttributes holds characters that are not visible US-ASCII';
  if (inferenceId !== undefined && (inferenceId.length > inferenceIdLength || !/^[\x21-\x7e][\x20-\x7e]*$/.test(inferenceId))) {
    return `inferenceId is not accepted; give 1 to ${inferenceIdLength} printable characters, the first no space`;
  }
  if (sessionId !== undefined && sessionId.length > sessionIdLength)
    return `sessionId has ${sessionId.length} characters; at most ${sessionIdLength} are accepted`;
  return undefined;
}

/** What goes on to the container; everything else of the caller's request is stripped. */
export function containerHeaders({ contentType, accept, customAttributes, sessionId }: InvokeHeaders): Record<string, string> {
  return {
    ...(contentType === undefined ? {} : { 'content-type': contentType }),
    ...(accept === undefined ? {} : { accept }),
    ...(customAttributes === undefined ? {} : { [`${PREFIX}custom-attributes`]: customAttributes }),
    ...(sessionId === undefined ? {} : { [`${PREFIX}session-id`]: sessionId }),
  };
}

/** What of a container's answer goes back to the caller. */
export function callerHeaders(headers: Readonly<Record<string, string | undefined>>): Record<string, string> {
  const names = ['custom-attributes', 'new-session-id', 'closed-session-id'].map((name) => `${PREFIX}${name}`);
  return Object.fromEntries(names.flatMap((name) => (headers[name] === undefined ? [] : [[name, headers[name]]])));
}
