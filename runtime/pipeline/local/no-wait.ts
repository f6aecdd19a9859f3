import type { PipelineEntry } from '../../../core/pipeline/index.js';
import type { State, StateMachine } from '../definition.js';

/** The same state machine, whose steps that wait do not; what else waits does. */
export function withoutWaiting(machine: StateMachine, entry: PipelineEntry): StateMachine {
  const waits = new Set(entry.steps.filter(({ kind }) => kind === 'wait').map(({ name }) => name));
  const quick = (state: State, name: string): State => {
    if (state.Type === 'Wait' && waits.has(name)) return { ...state, Seconds: 0 };
    return state.Type === 'Parallel' ? { ...state, Branches: state.Branches.map(all) } : state;
  };
  const all = (flow: StateMachine): StateMachine => ({
    ...flow,
    States: Object.fromEntries(Object.entries(flow.States).map(([name, state]) => [name, quick(state, name)])),
  });
  return all(machine);
}
