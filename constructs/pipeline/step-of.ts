import type { PipelineStep } from './pipeline-step.js';
import type { Table } from './table.js';

/** Steps by the rows that they give. */
export const STEP_OF = new WeakMap<Table, PipelineStep>();
