import type { ParallelState } from '../definition.js';
import { evaluateFields } from '../evaluate-fields.js';
import type { Flow, Outcome, RunFlow, Visit } from '../flow.js';
import type { Thread } from '../history.js';
import type { Json } from '../json.js';
import { sideBySide } from './children.js';
import { recovering } from './recover.js';

export async function runParallel(flow: Flow, visit: Visit, state: ParallelState, runFlow: RunFlow): Promise<Outcome> {
  return recovering(
    flow,
    visit,
    state,
    async () => ({ result: await branches(flow, visit, state, runFlow) }),
    () => flow.thread.add('ParallelStateFailed'),
  );
}

async function branches(flow: Flow, visit: Visit, state: ParallelState, runFlow: RunFlow): Promise<Json> {
  const { Arguments: given = visit.input } = await evaluateFields(flow, visit, { Arguments: state.Arguments });
  flow.thread.add('ParallelStateStarted');
  const threads: Thread[] = state.Branches.map(() => flow.thread.fork());
  const outputs: Json[] = [];
  let failure: Error | undefined;
  let lastEnded: Thread | undefined;
  await sideBySide(
    flow,
    state.Branches.length,
    state.Branches.length,
    async (at, signal) => {
      const [branch, thread] = [state.Branches[at], threads[at]];
      if (branch === undefined || thread === undefined) return null;
      return runFlow({ ...flow, thread, signal, variables: { ...flow.variables }, depth: flow.depth + 1 }, branch, given);
    },
    (at, end) => {
      const thread = threads[at];
      if ('output' in end) {
        outputs[at] = end.output;
        lastEnded = thread;
      } else if ('failure' in end && failure === undefined) {
        failure = end.failure;
        lastEnded = thread;
        if (thread?.inTask ?? false) thread.addAside('TaskStateAborted');
      }
      return 'failure' in end;
    },
  );
  if (lastEnded !== undefined) flow.thread.moveTo(lastEnded.previous);
  if (failure !== undefined) throw failure;
  flow.thread.addAside('ParallelStateSucceeded');
  return outputs;
}
