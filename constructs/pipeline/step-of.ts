import type { Evaluation } from './evaluation.js';
import type { PipelineStep } from './pipeline-step.js';
import type { Table } from './table.js';
import type { TrainedModel } from './trained-model.js';

/** What steps make that is no rows. */
export type Artifact = TrainedModel | Evaluation;

/** Steps by what they give: rows, a model. */
export const STEP_OF = new WeakMap<Table | Artifact, PipelineStep>();
