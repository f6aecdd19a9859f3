import type { ServerResponse } from 'node:http';
import type { ServicePlan } from '../../plan.js';
import { describeEndpoint } from './describe-endpoint.js';
import { describeEndpointConfig } from './describe-endpoint-config.js';

/** Names the operation in Amazon's JSON protocol, version 1.1. */
export const TARGET_HEADER = 'x-amz-target';
const CONTENT_TYPE = 'application/x-amz-json-1.1';

type Answer = { readonly status: number; readonly fields: Readonly<Record<string, unknown>> };

/** What clients ask of SageMaker itself before they call an endpoint: whether it is there and in service. Everything else is refused by name. */
export function answerControl(target: string, body: Buffer | undefined, response: ServerResponse, known: Known): void {
  const { status, fields } = answerTo(target.replace(/^SageMaker\./, ''), body, known);
  const text = Buffer.from(JSON.stringify(fields));
  response.writeHead(status, { 'Content-Type': CONTENT_TYPE, 'Content-Length': text.length });
  response.end(text);
}

/** What the answers are made of. */
export interface Known {
  readonly services: readonly ServicePlan[];
  /** When the platform was opened: the endpoints are as old as that. */
  readonly openedMillis: number;
}

interface Operation {
  readonly asksFor: string;
  readonly kind: string;
  readonly nameOf: (service: ServicePlan) => string | undefined;
  readonly describe: (service: ServicePlan, openedMillis: number) => Readonly<Record<string, unknown>>;
}

const OPERATIONS: Readonly<Record<string, Operation>> = {
  DescribeEndpoint: {
    asksFor: 'EndpointName',
    kind: 'endpoint',
    nameOf: ({ endpointName }) => endpointName,
    describe: describeEndpoint,
  },
  DescribeEndpointConfig: {
    asksFor: 'EndpointConfigName',
    kind: 'endpoint configuration',
    nameOf: ({ configName }) => configName,
    describe: describeEndpointConfig,
  },
};

function answerTo(name: string, body: Buffer | undefined, { services, openedMillis }: Known): Answer {
  const operation = Object.hasOwn(OPERATIONS, name) ? OPERATIONS[name] : undefined;
  if (operation === undefined) {
    const there = Object.keys(OPERATIONS).join(' and ');
    return failure('UnknownOperationException', `${name} is not answered here; of SageMaker's own operations there are ${there}`);
  }
  const { asksFor, kind, nameOf, describe } = operation;
  const asked = fieldsOf(body)?.[asksFor];
  if (typeof asked !== 'string') return failure('ValidationException', `${name} needs a JSON body with ${asksFor}`);
  const service = services.find((each) => nameOf(each) === asked);
  if (service !== undefined) return { status: 200, fields: describe(service, openedMillis) };
  const names = services.flatMap((each) => nameOf(each) ?? []).join(', ');
  return failure(
    'ValidationException',
    `Could not find ${kind} "${asked}". There is ${names === '' ? 'none whose name is known' : names}.`,
  );
}

function failure(type: string, message: string): Answer {
  return { status: 400, fields: { __type: type, message } };
}

function fieldsOf(body: Buffer | undefined): Readonly<Record<string, unknown>> | undefined {
  try {
    return JSON.parse(body?.toString('utf8') ?? '') as Readonly<Record<string, unknown>>;
  } catch {
    return undefined;
  }
}
