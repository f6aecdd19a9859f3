import type { Json } from '../../../runtime/pipeline/json';
import { recordedTasks } from '../../../runtime/measuring/pipelines/recorded-tasks';
import type { TaskOutcome } from '../../../runtime/measuring/profile';
import { StateFailure } from '../../../runtime/pipeline/state-failure';
import type { TaskCall } from '../../../runtime/pipeline/tasks';

const call = (state: string, execution: string, given: Json = null): TaskCall => ({
  integration: 'lambda:invoke',
  resource: 'arn:aws:states:::lambda:invoke',
  pattern: 'request-response',
  arguments: given,
  execution: 'parent',
  context: { State: { Name: state }, Execution: { Id: execution } },
  clock: undefined as never,
  signal: new AbortController().signal,
  submitted: () => undefined,
});

/** Tasks that end when they are told to, in whatever order. */
function pending(into: Map<string, TaskOutcome>): {
  readonly begin: (state: string, execution: string) => { readonly end: (failure?: StateFailure) => Promise<void> };
} {
  const waiting: ((failure?: StateFailure) => void)[] = [];
  const tasks = recordedTasks(
    {
      'lambda:invoke': async () =>
        new Promise<Json>((resolve, reject) => waiting.push((failure) => (failure === undefined ? resolve('good') : reject(failure)))),
    },
    into,
  );
  return {
    begin: (state, execution) => {
      const ended = tasks['lambda:invoke']?.(call(state, execution)).catch(() => undefined);
      const finish = waiting.at(-1);
      return {
        end: async (failure) => {
          finish?.(failure);
          await ended;
        },
      };
    },
  };
}

const broken = new StateFailure('SyntaxError', 'no JSON');

test('of calls side by side the one that failed is kept, whichever ends last', async () => {
  for (const failsFirst of [true, false]) {
    const into = new Map<string, TaskOutcome>();
    const { begin } = pending(into);
    const [bad, good] = [begin('call', 'child 1'), begin('call', 'child 2')];
    if (failsFirst) await bad.end(broken);
    await good.end();
    if (!failsFirst) await bad.end(broken);
    expect(into.get('call')).toMatchObject({ error: 'SyntaxError', cause: 'no JSON' });
  }
});

test('of a call that was retried what came in the end is kept', async () => {
  const into = new Map<string, TaskOutcome>();
  const { begin } = pending(into);
  await begin('call', 'child 1').end(broken);
  await begin('call', 'child 1').end();
  expect(into.get('call')).toMatchObject({ output: 'good' });
});
