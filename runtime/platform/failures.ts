import type { ServerResponse } from 'node:http';
import { RUNTIME_LIMITS } from '../../core/limits/index.js';

/** An error as SageMaker Runtime puts it on the wire: SDK clients read the type from a header, everybody else the body. */
export interface Failure {
  readonly status: number;
  readonly type: string;
  readonly fields: Readonly<Record<string, unknown>>;
}

const MODEL_ERROR_STATUS = 424;

/** The request itself is refused, before any model sees it. */
export function validationError(message: string): Failure {
  return { status: 400, type: 'ValidationError', fields: { Message: cut(message) } };
}

export function unknownOperation(method: string, path: string): Failure {
  return {
    status: 404,
    type: 'UnknownOperationException',
    fields: {
      Message: cut(
        `${method} ${path} is no operation of SageMaker Runtime; this server has POST /endpoints/{name}/invocations and /invocations-response-stream`,
      ),
    },
  };
}

export function internalFailure(message: string): Failure {
  return { status: 500, type: 'InternalFailure', fields: { Message: cut(message) } };
}

/** Where an endpoint is, for the text of its errors. */
export interface Whereabouts {
  readonly endpointName: string;
  readonly region: string;
  readonly account: string;
}

/** The container answered with something else than 2xx; its status and body travel inside. */
export function modelError(at: Whereabouts, container: string, status: number, body: string): Failure {
  const client = status >= 400 && status < 500;
  const message = `Received ${client ? 'client' : 'server'} error (${status}) from ${container} with message "${body}". ${logs(at)}`;
  return failed(at, client ? 'CLIENT_ERROR_FROM_MODEL' : 'INTERNAL_FAILURE_FROM_MODEL', message, body, status);
}

/** The container's answer is larger than SageMaker carries. */
export function answerTooLarge(at: Whereabouts, container: string): Failure {
  const message = `Received server error (500) from ${container} and could not load the entire response body. ${logs(at)}`;
  return failed(at, 'INTERNAL_FAILURE_FROM_MODEL', message, '', 500);
}

/** The container gave no answer at all, or not in time. The wording is UNCONFIRMED. */
export function noAnswer(at: Whereabouts, container: string, reason: string): Failure {
  return failed(
    at,
    'INTERNAL_FAILURE_FROM_MODEL',
    `Received server error (0) from ${container} with message "${reason}". ${logs(at)}`,
    reason,
    0,
  );
}

export function timedOut(at: Whereabouts, container: string): Failure {
  return noAnswer(
    at,
    container,
    `Your invocation timed out while waiting for a response from container ${container}. Review the latency metrics for each container in Amazon CloudWatch, resolve the issue, and try again.`,
  );
}

function failed({ endpointName, region, account }: Whereabouts, code: string, message: string, original: string, status: number): Failure {
  return {
    status: MODEL_ERROR_STATUS,
    type: 'ModelError',
    fields: {
      ErrorCode: code,
      LogStreamArn: `arn:aws:logs:${region}:${account}:log-group:/aws/sagemaker/Endpoints/${endpointName}`,
      Message: cut(message),
      OriginalMessage: cut(original),
      OriginalStatusCode: status,
    },
  };
}

function logs({ endpointName, region, account }: Whereabouts): string {
  return `See https://${region}.console.aws.amazon.com/cloudwatch/home?region=${region}#logEventViewer:group=/aws/sagemaker/Endpoints/${endpointName} in account ${account} for more information.`;
}

function cut(text: string): string {
  return text.slice(0, RUNTIME_LIMITS.errorMessageLength);
}

/** Whether something that was opened is a refusal. */
export function isFailure(value: object): value is Failure {
  return 'type' in value && 'fields' in value;
}

/** Answers with a failure; where an answer has begun already, breaks it off. */
export function sendFailure(response: ServerResponse, { status, type, fields }: Failure): void {
  if (response.headersSent || response.destroyed) {
    response.destroy();
    return;
  }
  const body = Buffer.from(JSON.stringify(fields));
  response.writeHead(status, { 'Content-Type': 'application/json', 'x-amzn-ErrorType': type, 'Content-Length': body.length });
  response.end(body);
}
