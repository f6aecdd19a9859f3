import type { Json, JsonObject } from '../json.js';

/** One field of a state to be evaluated: a template in which whole strings `{% … %}` are expressions. */
export interface Field {
  /** The field as error texts name it: `Output`, `Arguments`, `Choices[0]/Condition`. */
  readonly name: string;
  readonly template: Json;
}

/** What expressions see. */
export interface Scope {
  /** `$states`: input, result, errorOutput, context. */
  readonly states: JsonObject;
  readonly variables: JsonObject;
}

export interface EvaluationRequest {
  readonly id: number;
  readonly fields: readonly Field[];
  readonly scope: Scope;
  /** `$now()` and `$millis()`. */
  readonly now: number;
  /** Dice for `$random()` and `$uuid()` of this evaluation. */
  readonly seed: number;
  /** Stop at the first field that is true (a Choice's conditions), whose place in `fields` is the answer. */
  readonly untilTrue: boolean;
}

/** Why an expression has no value, in the terms of Step Functions' error texts. */
export interface EvaluationProblem {
  readonly expression: string;
  /** Field and path within it, `Output/result`. */
  readonly location: string;
  readonly kind: 'undefined' | 'threw' | 'unsupported' | 'no-boolean' | 'deadline';
  /** `threw`: code and message; `no-boolean`: the value as JSON. */
  readonly text: string;
}

export type EvaluationReply =
  | { readonly id: number; readonly values: readonly Json[] }
  | { readonly id: number; readonly chosen: number }
  | { readonly id: number; readonly problem: EvaluationProblem };
