import type { State } from '../definition.js';
import type { Flow, Outcome, RunFlow, Visit } from '../flow.js';
import { dataDetails, MOST_EVENTS } from '../history.js';
import type { Json } from '../json.js';
import { SleepAborted } from '../clock.js';
import { StateFailure } from '../state-failure.js';
import { FlowStopped } from './children.js';
import { runMap } from './map.js';
import { runParallel } from './parallel.js';
import { runChoice, runFail, runPass, runWait } from './simple.js';
import { runTask } from './task.js';

export const runFlow: RunFlow = async (flow, machine, input, from) => {
  let name: string | undefined = from?.state ?? machine.StartAt;
  let data: Json = from?.input ?? input;
  while (name !== undefined) {
    const state: State | undefined = machine.States[name];
    if (state === undefined) throw new StateFailure('States.Runtime', `There is no state '${name}'.`, true);
    if (flow.signal.aborted) throw new FlowStopped();
    const outcome: Outcome = await visited(flow, name, state, data);
    data = outcome.output;
    name = state.Type === 'Succeed' ? undefined : outcome.next;
  }
  return data;
};

async function visited(flow: Flow, name: string, state: State, input: Json): Promise<Outcome> {
  const { run, thread, depth } = flow;
  if (thread.history.events.length >= MOST_EVENTS)
    throw new StateFailure('States.Runtime', `The execution reached the maximum number of history events (${MOST_EVENTS}).`, true);
  const enteredAt = run.clock.now();
  thread.inTask = state.Type === 'Task';
  const enteredId = thread.enter(`${state.Type}StateEntered`, { name, ...dataDetails('input', input) });
  run.watch({ kind: 'entered', state: name, type: state.Type, at: enteredAt, depth });
  const visit: Visit = { name, input, enteredId, enteredAt, retries: 0 };
  flow.position?.({ state: name, input });
  try {
    const outcome = await byType(flow, visit, state);
    run.watch({ kind: 'exited', state: name, type: state.Type, at: run.clock.now(), depth });
    return outcome;
  } catch (error) {
    // What was stopped from without has not failed.
    if (error instanceof StateFailure && !flow.signal.aborted)
      run.watch({ kind: 'failed', state: name, type: state.Type, at: run.clock.now(), depth, error: error.error ?? '' });
    if (error instanceof SleepAborted || (flow.signal.aborted && error instanceof StateFailure)) throw new FlowStopped();
    throw error;
  }
}

function byType(flow: Flow, visit: Visit, state: State): Promise<Outcome> {
  switch (state.Type) {
    case 'Choice':
      return runChoice(flow, visit, state);
    case 'Wait':
      return runWait(flow, visit, state);
    case 'Fail':
      return runFail(flow, visit, state);
    case 'Task':
      return runTask(flow, visit, state);
    case 'Parallel':
      return runParallel(flow, visit, state, runFlow);
    case 'Map':
      return runMap(flow, visit, state, runFlow);
    default:
      return runPass(flow, visit, state);
  }
}
