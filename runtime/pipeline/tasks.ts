import type { PipelineClock } from './clock.js';
import type { Json, JsonObject } from './json.js';

/** How the state waits for its task. */
export type WaitPattern = 'request-response' | 'sync' | 'waitForTaskToken';

/** What a Task state asks of the service behind its Resource. */
export interface TaskCall {
  /** The integration as the resource names it, without pattern: `lambda:invoke`, `sagemaker:createTransformJob`; `function` for a function's own ARN. */
  readonly integration: string;
  readonly resource: string;
  readonly pattern: WaitPattern;
  readonly arguments: Json;
  /** ARN of the execution that was started: of a child of a distributed map that of its parent, which the context object does not tell. */
  readonly execution: string;
  /** The state's context object: execution, state, token. */
  readonly context: JsonObject;
  readonly clock: PipelineClock;
  /** Aborted when the state has timed out, or its branch has failed elsewhere. */
  readonly signal: AbortSignal;
  /** `.sync` and `.waitForTaskToken`: the service has taken the work, and answered this. */
  submitted(output: Json): void;
}

/** Does a task's work. Fails as the service would by throwing a StateFailure; anything else that is thrown is a defect, and ends the run. */
export type TaskHandler = (call: TaskCall) => Promise<Json>;

/** The services that tasks may call, by integration. What is not here is refused by name before anything runs. */
export type TaskRegistry = { readonly [integration: string]: TaskHandler };

export interface ParsedResource {
  readonly integration: string;
  readonly pattern: WaitPattern;
  /** As the history names them, `lambda` and `invoke.waitForTaskToken`; for a function's own ARN, nothing. */
  readonly service?: { readonly resourceType: string; readonly resource: string };
}

const SERVICE =
  /^arn:[\w-]+:states:[\w-]*:[\d]*:(?<type>aws-sdk:[\w-]+|[\w-]+):(?<action>\w+)(?:\.(?<pattern>sync(?::2)?|waitForTaskToken))?$/;
const FUNCTION = /^arn:[\w-]+:lambda:[\w-]*:[\d]*:function:[\w-]+(?::[\w$-]+)?$/;

/** The parts of a task's Resource; nothing where it is no function and no service integration. */
export function parseResource(resource: string): ParsedResource | undefined {
  if (FUNCTION.test(resource)) return { integration: 'function', pattern: 'request-response' };
  const { type, action, pattern } = SERVICE.exec(resource)?.groups ?? {};
  if (type === undefined || action === undefined || type === 'activity') return undefined;
  const suffix = pattern === 'sync:2' ? ':2' : '';
  return {
    integration: `${type}:${action}${suffix}`,
    pattern: pattern === undefined ? 'request-response' : pattern === 'waitForTaskToken' ? pattern : 'sync',
    service: { resourceType: type, resource: pattern === undefined ? action : `${action}.${pattern}` },
  };
}
