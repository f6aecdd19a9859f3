import { isObject, type Json } from '../../pipeline/json.js';
import { StateFailure } from '../../pipeline/state-failure.js';
import type { TaskCall, TaskRegistry } from '../../pipeline/tasks.js';
import type { TaskOutcome } from '../profile.js';

/** What a rehearsal plays itself, on its own clock and over its own objects. */
export const PLAYED_SERVICES = ['aws-sdk:s3:', 'aws-sdk:sfn:describeExecution', 'aws-sdk:cloudwatch:'] as const;

/** Writes down what came of every task, by the name of its state; of one that was retried what came in the end. */
export function recordedTasks(tasks: TaskRegistry, into: Map<string, TaskOutcome>): TaskRegistry {
  return Object.fromEntries(
    Object.entries(tasks).map(([integration, handler]) => [
      integration,
      async (call: TaskCall): Promise<Json> => {
        if (PLAYED_SERVICES.some((service) => integration.startsWith(service))) return handler(call);
        const started = performance.now();
        const note = (outcome: Omit<TaskOutcome, 'seconds'>): void => {
          into.set(stateName(call), { seconds: Number(((performance.now() - started) / 1000).toPrecision(3)), ...outcome });
        };
        try {
          const output = await handler(call);
          note({ output });
          return output;
        } catch (error) {
          if (error instanceof StateFailure) note({ error: error.error ?? 'States.TaskFailed', cause: error.reason ?? '' });
          throw error;
        }
      },
    ]),
  );
}

export function stateName({ context }: TaskCall): string {
  const state = context['State'];
  return isObject(state) && typeof state['Name'] === 'string' ? state['Name'] : '';
}
