import type { ChoiceState, FailState, PassState, SucceedState, WaitState } from '../definition.js';
import { evaluateFields, evaluationFailure, firstTrue, wrongType } from '../evaluate-fields.js';
import type { Flow, Outcome, Visit } from '../flow.js';
import { parseTimestamp } from '../iso-time.js';
import type { Json } from '../json.js';
import { StateFailure } from '../state-failure.js';
import { leave } from './leave.js';

export async function runPass(flow: Flow, visit: Visit, state: PassState | SucceedState): Promise<Outcome> {
  return leave(flow, visit, state.Type, state, visit.input);
}

/** The choice that is true brings its own Output and Assign; only where none is do those of the state hold. */
export async function runChoice(flow: Flow, visit: Visit, state: ChoiceState): Promise<Outcome> {
  const at = await firstTrue(
    flow,
    visit,
    state.Choices.map(({ Condition }) => Condition),
  );
  const chosen = state.Choices[at] ?? { ...state, Next: state.Default };
  if (chosen.Next === undefined) {
    const cause = `An error occurred while executing the state '${visit.name}' (entered at the event id #${visit.enteredId}). Failed to transition out of the state. The state's 'Choices' field did not match and 'Default' is not specified.`;
    throw new StateFailure('States.NoChoiceMatched', cause);
  }
  return leave(flow, visit, 'Choice', chosen, visit.input);
}

export async function runWait(flow: Flow, visit: Visit, state: WaitState): Promise<Outcome> {
  const { clock } = flow.run;
  const { Seconds: seconds, Timestamp: timestamp } = await evaluateFields(flow, visit, {
    Seconds: state.Seconds,
    Timestamp: state.Timestamp,
  });
  if (state.Seconds !== undefined) {
    if (typeof seconds !== 'number') throw wrongType(flow, visit, 'Seconds', state.Seconds, 'number', seconds ?? null);
    await clock.sleepUntil(clock.now() + seconds * 1000, flow.signal);
  } else await clock.sleepUntil(timeOf(flow, visit, timestamp ?? null), flow.signal);
  return leave(flow, visit, 'Wait', state, visit.input);
}

export async function runFail(flow: Flow, visit: Visit, state: FailState): Promise<never> {
  const { Error: error, Cause: cause } = await evaluateFields(flow, visit, { Error: state.Error, Cause: state.Cause });
  flow.thread.moveTo(visit.enteredId);
  throw new StateFailure(asText(error), asText(cause), false);
}

function timeOf(flow: Flow, visit: Visit, timestamp: Json): number {
  const time = typeof timestamp === 'string' ? parseTimestamp(timestamp) : undefined;
  if (time !== undefined) return time;
  flow.thread.moveTo(visit.enteredId);
  const given = typeof timestamp === 'string' ? timestamp : JSON.stringify(timestamp);
  throw evaluationFailure(
    flow,
    visit,
    `The Timestamp field cannot be parsed as an ISO-8601 extended offset date-time format string: ${given}`,
    'Timestamp',
  );
}

function asText(value: Json | undefined): string | undefined {
  return value === undefined || typeof value === 'string' ? value : JSON.stringify(value);
}
