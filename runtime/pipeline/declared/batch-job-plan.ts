import type { BatchSettings } from '../../../core/batch/settings.js';
import type { Place } from '../../../core/errors/index.js';
import type { ContainerPlan, Coverage, ObjectRulePlan, SchedulePlan } from '../../plan.js';
import type { FunctionSpec } from '../lambda/function-spec.js';

/** A batch deployment as it was synthesized: the state machine, the functions and the model that it calls. */
export interface BatchJobPlan {
  /** Construct path. */
  readonly path: string;
  readonly stack: string;
  readonly stage: string;
  readonly place: Place;
  readonly region: string;
  readonly account: string;
  /** Amazon States Language, with the names that the stack's resources have here. */
  readonly definition: unknown;
  readonly functions: readonly FunctionSpec[];
  readonly containers: readonly ContainerPlan[];
  readonly settings: BatchSettings;
  /** ARN of the state machine. */
  readonly machine: string;
  /** What starts it, and what looks at freshness. */
  readonly schedules: readonly SchedulePlan[];
  readonly objectRules: readonly ObjectRulePlan[];
  /** Of which troubles a blind spot counts against it. */
  readonly covers: Coverage;
  /** What is in the way of playing it; absent where nothing is. */
  readonly refused?: string;
}
