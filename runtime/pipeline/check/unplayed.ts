import type { State } from '../definition.js';
import { parseResource, type TaskRegistry } from '../tasks.js';
import type { PlacedState } from './each-state.js';

/** Fields of a JSONPath state that mean the same in JSONata, so that such a state runs. */
const WITHOUT_PATHS: readonly string[] = ['Type', 'Next', 'End', 'Comment', 'QueryLanguage', 'Error', 'Cause', 'Seconds', 'Branches'];

/** What a state asks for that is not played here, by name. */
export function* unplayed({ path, state, language }: PlacedState, tasks: TaskRegistry): Generator<string> {
  if (language !== 'JSONata') {
    const fields = Object.keys(state).filter((field) => !WITHOUT_PATHS.includes(field));
    if (fields.length > 0)
      yield `${path} is a JSONPath state with ${fields.join(', ')}; only JSONata states are played: set QueryLanguage to JSONata and write the fields so`;
  }
  if (state.Type === 'Task') yield* taskUnplayed(path, state, tasks);
  if (state.Type !== 'Map') return;
  const type = state.ItemReader?.ReaderConfig?.InputType;
  if (type === 'PARQUET' || type === 'MANIFEST') yield `${path}/ItemReader reads ${type}; CSV, JSON, JSONL and listObjectsV2 are played`;
  for (const field of ['Transformation', 'ItemsPointer'] as const)
    if (state.ItemReader?.ReaderConfig?.[field] !== undefined) yield `${path}/ItemReader/ReaderConfig/${field} is not played; leave it out`;
  if (state.ResultWriter?.WriterConfig !== undefined) yield `${path}/ResultWriter/WriterConfig is not played; leave it out`;
}

function* taskUnplayed(path: string, state: Extract<State, { Type: 'Task' }>, tasks: TaskRegistry): Generator<string> {
  if ('Credentials' in state) yield `${path}/Credentials is not played: nobody's role is assumed on a laptop; leave it out`;
  const resource = parseResource(state.Resource);
  if (resource === undefined)
    yield `${path}/Resource '${state.Resource}' is neither a function's ARN nor a service integration that is played`;
  else if (tasks[resource.integration] === undefined)
    yield `${path} calls ${resource.integration} (${state.Resource}), which is not played; played are ${Object.keys(tasks).sort().join(', ') || 'no tasks'}`;
}
