import type { ConvertEvent, FailureEvent, LateEvent, PrepareEvent, PublishEvent } from '../../../core/batch/steps.js';
import { convert } from '../../../workloads/steps/convert.js';
import { fail } from '../../../workloads/steps/fail.js';
import { late } from '../../../workloads/steps/late.js';
import { prepare } from '../../../workloads/steps/prepare.js';
import { publish } from '../../../workloads/steps/publish.js';
import type { StepWorld } from '../../../workloads/steps/world.js';
import { isObject, type Json } from '../../pipeline/json.js';
import type { FunctionSpec } from '../../pipeline/lambda/function-spec.js';
import { StateFailure } from '../../pipeline/state-failure.js';
import type { TaskRegistry } from '../../pipeline/tasks.js';

type Step = (event: Json, world: StepWorld, remainingMillis: () => number) => Promise<unknown>;

/** What Lambda takes where a function says nothing (API reference, CreateFunction). */
const TIMEOUT_SECONDS = 3;

/** The steps of a batch deployment by the name of their handler: what runs in the account, called in this process. */
const STEPS: Readonly<Record<string, Step>> = {
  prepare: (event, world) => prepare(event as unknown as PrepareEvent, world),
  convert: (event, world, remainingMillis) => convert(event as unknown as ConvertEvent, world, remainingMillis),
  publish: (event, world) => publish(event as unknown as PublishEvent, world),
  fail: (event, world) => fail(event as unknown as FailureEvent, world),
  late: (event, world) => late(event as unknown as LateEvent, world),
};

/** Tasks that call the functions of a batch deployment, in the world that each finds at the time of its event. */
export function stepTasks(functions: readonly FunctionSpec[], world: (now: number) => StepWorld): TaskRegistry {
  return {
    'lambda:invoke': async ({ arguments: given, clock }) => {
      const { FunctionName: wanted, Payload: event = {} } = isObject(given) ? given : {};
      const spec = functions.find(({ name, arn }) => wanted === name || wanted === arn);
      const step = STEPS[spec?.handler.split('.').at(-1) ?? ''];
      if (step === undefined) throw new StateFailure('Lambda.ResourceNotFoundException', `Function not found: ${JSON.stringify(wanted)}`);
      // Time stands still while a step is at work.
      const remaining = (): number => (spec?.timeoutSeconds ?? TIMEOUT_SECONDS) * 1000;
      try {
        return { ExecutedVersion: '$LATEST', Payload: (await step(event, world(clock.now()), remaining)) as Json, StatusCode: 200 };
      } catch (error) {
        if (!(error instanceof Error)) throw error;
        throw new StateFailure(error.name, JSON.stringify({ errorType: error.name, errorMessage: error.message }));
      }
    },
  };
}
