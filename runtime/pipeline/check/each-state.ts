import type { State, StateMachine } from '../definition.js';

export interface PlacedState {
  /** `States/Prepare`, `States/Each/ItemProcessor/States/Score`. */
  readonly path: string;
  readonly name: string;
  readonly state: State;
  /** The query language that holds here: the state's own, else the machine's. */
  readonly language: string;
  /** Names that the flows around this one assign, whose variables are seen here and not assigned. */
  readonly outer: ReadonlySet<string>;
}

/** Every state of a machine, those within Map and Parallel too. */
export function* eachState(
  machine: StateMachine,
  path = '',
  language = machine.QueryLanguage ?? 'JSONPath',
  outer: ReadonlySet<string> = new Set(),
): Generator<PlacedState> {
  for (const [name, state] of Object.entries(machine.States)) {
    const at = `${path}States/${name}`;
    const own = state.QueryLanguage ?? language;
    yield { path: at, name, state, language: own, outer };
    // What the state around assigns itself, its branches may too: recorded. A distributed child sees nothing of the variables around it.
    const around = new Set([...outer, ...Object.values(machine.States).flatMap((other) => (other === state ? [] : assignedBy(other)))]);
    if (state.Type === 'Parallel')
      for (const [index, branch] of state.Branches.entries()) yield* eachState(branch, `${at}/Branches[${index}]/`, language, around);
    if (state.Type === 'Map') {
      const mode = state.ItemProcessor.ProcessorConfig?.Mode;
      yield* eachState(state.ItemProcessor, `${at}/ItemProcessor/`, language, mode === 'DISTRIBUTED' ? new Set() : around);
    }
  }
}

function assignedBy(state: State): string[] {
  const ways = [state, ...('Catch' in state ? (state.Catch ?? []) : []), ...(state.Type === 'Choice' ? state.Choices : [])];
  return ways.flatMap(({ Assign }) => Object.keys(Assign ?? {}));
}
