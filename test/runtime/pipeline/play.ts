import { checkStates } from '../../../runtime/pipeline/check/check-definition';
import type { StateMachine } from '../../../runtime/pipeline/definition';
import { SimulatedClock, type PipelineClock } from '../../../runtime/pipeline/clock';
import { execute, type ExecutionOptions, type ExecutionResult } from '../../../runtime/pipeline/execution';
import type { ItemStore } from '../../../runtime/pipeline/flow';
import type { Json } from '../../../runtime/pipeline/json';
import { JsonataEvaluator } from '../../../runtime/pipeline/jsonata/evaluator';
import type { TaskRegistry } from '../../../runtime/pipeline/tasks';
import { TaskTokens } from '../../../runtime/pipeline/task-tokens';
import { seeded } from '../../../runtime/random';

/** 2026-03-01T00:00:00Z. */
export const START = Date.UTC(2026, 2, 1);

export const evaluator = new JsonataEvaluator();

export interface PlayOptions extends Partial<ExecutionOptions> {
  readonly tasks?: TaskRegistry;
  readonly clock?: PipelineClock;
}

/** Checks a definition by our own rules and plays it, in simulated time unless told otherwise. */
export async function play(definition: unknown, input: Json = {}, options: PlayOptions = {}): Promise<ExecutionResult> {
  const { tasks = {} } = options;
  return execute({
    machine: checkStates(definition as StateMachine, tasks),
    machineName: 'Machine',
    name: 'run-1',
    input,
    clock: new SimulatedClock(START),
    random: seeded(1),
    evaluator,
    tokens: new TaskTokens(),
    items: objects({}),
    region: 'us-east-1',
    account: '111111111111',
    ...options,
    tasks,
  });
}

/** Objects of one bucket, and what is written beside them. */
export function objects(bodies: Record<string, string>): ItemStore & { readonly bodies: Record<string, string> } {
  return {
    bodies,
    read: async (_bucket, key) => {
      const body = bodies[key];
      if (body === undefined) throw new Error('The specified key does not exist.');
      return Buffer.from(body);
    },
    list: async (_bucket, prefix) =>
      Object.keys(bodies)
        .filter((key) => key.startsWith(prefix))
        .sort()
        .map((Key) => ({ Key, Size: Buffer.byteLength(bodies[Key] ?? ''), Etag: `"${Key}"`, LastModified: START })),
    write: async (_bucket, key, body) => {
      bodies[key] = body;
    },
  };
}
