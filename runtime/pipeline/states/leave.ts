import { evaluateFields, type Seen } from '../evaluate-fields.js';
import type { Flow, Outcome, Visit } from '../flow.js';
import { dataDetails } from '../history.js';
import { byteLength, type Json, type JsonObject } from '../json.js';
import { MOST_STATE_BYTES } from '../limits.js';
import { StateFailure } from '../state-failure.js';

/** The parts of a state, a choice or a catcher that say how it is left. */
export interface Way {
  readonly Output?: Json;
  readonly Assign?: JsonObject;
  readonly Next?: string;
}

/**
 * Leaves a state: Output and Assign see the same variables, those from before; then the exit is written down and the assignments hold.
 *
 * @param otherwise the output where the state declares none.
 */
export async function leave(flow: Flow, visit: Visit, type: string, way: Way, otherwise: Json, seen: Seen = {}): Promise<Outcome> {
  const { Output: output = otherwise, Assign: assigned } = await evaluateFields(
    flow,
    visit,
    { Output: way.Output, Assign: way.Assign },
    seen,
  );
  if (byteLength(JSON.stringify(output)) > MOST_STATE_BYTES) throw tooLarge(visit.name, true);
  const variables = (assigned ?? {}) as JsonObject;
  const texts = Object.fromEntries(Object.entries(variables).map(([name, value]) => [name, JSON.stringify(value)]));
  flow.thread.add(`${type}StateExited`, {
    name: visit.name,
    ...dataDetails('output', output),
    ...(assigned === undefined ? {} : { assignedVariables: texts, assignedVariablesDetails: { truncated: false } }),
  });
  Object.assign(flow.variables, variables);
  return { output, next: way.Next };
}

/** @param terminal a state's own output ends the execution; a task's result may be caught, as recorded. */
export function tooLarge(name: string, terminal: boolean): StateFailure {
  return new StateFailure(
    'States.DataLimitExceeded',
    `The state/task '${name}' returned a result with a size exceeding the maximum number of bytes service limit.`,
    terminal,
  );
}
