import { isObject, type Json } from '../../pipeline/json.js';
import { StateFailure } from '../../pipeline/state-failure.js';
import type { TaskCall, TaskRegistry } from '../../pipeline/tasks.js';
import type { TaskOutcome } from '../profile.js';

/** What a rehearsal plays itself, on its own clock and over its own objects. */
export const PLAYED_SERVICES = ['aws-sdk:s3:', 'aws-sdk:sfn:describeExecution', 'aws-sdk:cloudwatch:'] as const;

/**
 * Writes down what came of every task, by the name of its state: of one that was retried what came in the end; of the calls of a step over
 * objects the one that failed, or else the one that took longest, since they run side by side.
 */
export function recordedTasks(tasks: TaskRegistry, into: Map<string, TaskOutcome>): TaskRegistry {
  const byExecution = new Map<string, Map<string, TaskOutcome>>();
  const note = (call: TaskCall, outcome: TaskOutcome): void => {
    const name = stateName(call);
    const known = byExecution.get(name) ?? new Map<string, TaskOutcome>();
    byExecution.set(name, known.set(executionId(call), outcome));
    into.set(name, [...known.values()].reduce(telling));
  };
  return Object.fromEntries(
    Object.entries(tasks).map(([integration, handler]) => [
      integration,
      async (call: TaskCall): Promise<Json> => {
        if (PLAYED_SERVICES.some((service) => integration.startsWith(service))) return handler(call);
        const started = performance.now();
        const seconds = (): number => Number(((performance.now() - started) / 1000).toPrecision(3));
        try {
          const output = await handler(call);
          note(call, { seconds: seconds(), output });
          return output;
        } catch (error) {
          if (error instanceof StateFailure)
            note(call, { seconds: seconds(), error: error.error ?? 'States.TaskFailed', cause: error.reason ?? '' });
          throw error;
        }
      },
    ]),
  );
}

/** Of the outcomes of two calls side by side the one that decides how their step goes on. */
function telling(one: TaskOutcome, other: TaskOutcome): TaskOutcome {
  const failed = (outcome: TaskOutcome): boolean => outcome.output === undefined;
  if (failed(one) !== failed(other)) return failed(one) ? one : other;
  return one.seconds >= other.seconds ? one : other;
}

export function stateName({ context }: TaskCall): string {
  return textOf(context, 'State', 'Name');
}

/** Of a child of a map its own. */
function executionId({ context }: TaskCall): string {
  return textOf(context, 'Execution', 'Id');
}

function textOf(context: TaskCall['context'], part: string, field: string): string {
  const found = context[part];
  return isObject(found) && typeof found[field] === 'string' ? found[field] : '';
}
