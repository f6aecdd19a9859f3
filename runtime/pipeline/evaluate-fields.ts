import type { Flow, Visit } from './flow.js';
import { isoTime } from './iso-time.js';
import { typeName, type Json, type JsonObject } from './json.js';
import { EvaluationError } from './jsonata/evaluator.js';
import type { EvaluationProblem, Field, Scope } from './jsonata/protocol.js';
import { StateFailure } from './state-failure.js';

const QUERY_ERROR = 'States.QueryEvaluationError';

/** `result` of a task, `errorOutput` in a Catch; nothing where the field may not see them. */
export type Seen = { readonly result?: Json; readonly errorOutput?: Json };

/** The values of fields; absent fields are left out. A failed evaluation is written down and thrown as States.QueryEvaluationError. */
export async function evaluateFields<Name extends string>(
  flow: Flow,
  visit: Visit,
  templates: { readonly [field in Name]: Json | undefined },
  seen: Seen = {},
): Promise<{ readonly [field in Name]?: Json }> {
  const fields: Field[] = [];
  for (const [name, template] of Object.entries<Json | undefined>(templates)) if (template !== undefined) fields.push({ name, template });
  if (fields.length === 0) return {};
  const { run } = flow;
  try {
    const values = await run.evaluator.values(fields, scopeOf(flow, visit, seen), run.clock.now(), seedOf(flow));
    return Object.fromEntries(fields.map(({ name }, at) => [name, values[at]])) as { [field in Name]?: Json };
  } catch (error) {
    throw failedEvaluation(flow, visit, error);
  }
}

/** The place of the first condition that is true; -1 where none is. */
export async function firstTrue(flow: Flow, visit: Visit, conditions: readonly Json[]): Promise<number> {
  const fields = conditions.map((template, at) => ({ name: `Choices[${at}]/Condition`, template }));
  const { run } = flow;
  try {
    return await run.evaluator.firstTrue(fields, scopeOf(flow, visit, {}), run.clock.now(), seedOf(flow));
  } catch (error) {
    throw failedEvaluation(flow, visit, error);
  }
}

/** The context object of Step Functions, `$states.context`. */
export function contextOf({ run, item }: Flow, visit: Visit): JsonObject {
  return {
    Execution: run.context.Execution,
    StateMachine: run.context.StateMachine,
    State: { EnteredTime: isoTime(visit.enteredAt), Name: visit.name, RetryCount: visit.retries },
    ...(visit.token === undefined ? {} : { Task: { Token: visit.token } }),
    ...(item === undefined ? {} : { Map: item }),
  };
}

/** A field's value is of the wrong type, or no value at all: the state fails, and the history says where. */
export function evaluationFailure(flow: Flow, visit: Visit, text: string, location?: string): StateFailure {
  const cause = `An error occurred while executing the state '${visit.name}' (entered at the event id #${visit.enteredId}). ${text}`;
  const details = { cause, error: QUERY_ERROR, ...(location === undefined ? {} : { location }), state: visit.name };
  flow.thread.addBeforeState('EvaluationFailed', details);
  return new StateFailure(QUERY_ERROR, cause);
}

export function wrongType(flow: Flow, visit: Visit, field: string, template: Json, expected: string, value: Json): StateFailure {
  const expression = typeof template === 'string' ? template.replace(/^\{%|%\}$/g, '').trim() : JSON.stringify(template);
  const text = `The JSONata expression '${expression}' specified for the field '${field}' returned an unexpected result type. Expected '${expected}', but was '${typeName(value)}' for value: ${JSON.stringify(value)}`;
  return evaluationFailure(flow, visit, text, field);
}

function scopeOf(flow: Flow, visit: Visit, seen: Seen): Scope {
  return { states: { input: visit.input, context: contextOf(flow, visit), ...seen }, variables: flow.variables };
}

function seedOf({ run }: Flow): number {
  return Math.floor(run.random() * 2 ** 32);
}

function failedEvaluation(flow: Flow, visit: Visit, error: unknown): unknown {
  return error instanceof EvaluationError ? evaluationFailure(flow, visit, problemText(error.problem), error.problem.location) : error;
}

function problemText({ expression, location, kind, text }: EvaluationProblem): string {
  const start = `The JSONata expression '${expression}' specified for the field '${location}'`;
  if (kind === 'undefined') return `${start} returned nothing (undefined).`;
  if (kind === 'unsupported') return `${start} returned an unsupported result type.`;
  if (kind === 'deadline') return `${start} did not finish within ${text}.`;
  if (kind === 'threw') return `${start} threw an error during evaluation. ${text}`;
  const value = JSON.parse(text) as Json;
  return `${start} returned an unexpected result type. Expected 'boolean', but was '${typeName(value)}' for value: ${text}`;
}
