import { isObject, type Json } from '../json.js';
import { StateFailure } from '../state-failure.js';
import type { TaskRegistry } from '../tasks.js';
import type { FunctionSpec } from './function-spec.js';
import type { FunctionRunner } from './runner.js';

/**
 * Tasks that call functions: by their own ARN, and by `lambda:invoke`.
 *
 * @param logged told of what each call printed
 */
export function lambdaTasks(
  runner: FunctionRunner,
  functions: readonly FunctionSpec[],
  logged: (log: string) => void = () => undefined,
): TaskRegistry {
  const called = async (wanted: string, payload: Json): Promise<Json> => {
    const spec = functions.find(({ name, arn }) => wanted === name || wanted === arn || wanted.startsWith(`${arn}:`));
    if (spec === undefined)
      throw new StateFailure(
        'Lambda.ResourceNotFoundException',
        `Function not found: ${wanted} (Service: AWSLambda; Status Code: 404; Error Code: ResourceNotFoundException; Request ID: local; Proxy: null)`,
      );
    const outcome = await runner.invoke(spec, JSON.stringify(payload));
    logged(outcome.log);
    if (outcome.functionError === undefined) return JSON.parse(outcome.payload) as Json;
    throw new StateFailure(errorName(outcome.payload), outcome.payload);
  };
  return {
    function: async ({ resource, arguments: event }) => called(resource, event),
    'lambda:invoke': async ({ arguments: given }) => {
      const { FunctionName: name, Payload: payload = {} } = isObject(given) ? given : {};
      return { ExecutedVersion: '$LATEST', Payload: await called(typeof name === 'string' ? name : '', payload), StatusCode: 200 };
    },
  };
}

/** The error's own type (recorded); that a timeout is named Sandbox.Timedout, and not Lambda.Unknown, is UNCONFIRMED. */
function errorName(payload: string): string {
  const { errorType } = JSON.parse(payload) as { readonly errorType?: string };
  return errorType ?? 'Lambda.Unknown';
}
