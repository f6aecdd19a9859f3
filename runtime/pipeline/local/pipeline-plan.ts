import type { Place } from '../../../core/errors/index.js';
import type { PipelineEntry } from '../../../core/pipeline/index.js';
import type { Coverage, ObjectRulePlan, ReadContainer, SchedulePlan } from '../../plan.js';
import type { FunctionSpec } from '../lambda/function-spec.js';

/** A pipeline that was synthesized. */
export interface PipelinePlan {
  /** Construct path. */
  readonly path: string;
  readonly place: Place;
  readonly entry: PipelineEntry;
  /** The state machine as it will be deployed. */
  readonly definition: unknown;
  /** Root of the assembly, below which the code of local commands lies. */
  readonly assembly: string;
  /** The containers of the models that its steps score with, by step. */
  readonly models: { readonly [step: string]: readonly ReadContainer[] };
  /** The functions that its steps call. */
  readonly functions: readonly FunctionSpec[];
  readonly region: string;
  readonly account: string;
  readonly stack: string;
  readonly stage: string;
  /** ARN of the state machine. */
  readonly machine: string;
  /** What starts it by the clock. */
  readonly schedules: readonly SchedulePlan[];
  readonly objectRules: readonly ObjectRulePlan[];
  /** Of which troubles a blind spot counts against it. */
  readonly covers: Coverage;
}
