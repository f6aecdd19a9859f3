import type { LocalCommand, PipelineStepPlan, StepModel } from './plan.js';

/** Type of the construct metadata entry that says what a pipeline's template cannot. */
export const PIPELINE_METADATA = 'slipway:pipeline';
export const PIPELINE_ENTRY_VERSION = 1;

/** Of a pipeline: where its rows lie on this machine, and what its steps are called. Holds references only. */
export interface PipelineEntry {
  readonly version: typeof PIPELINE_ENTRY_VERSION;
  /** Name in metrics and records. */
  readonly pipeline: string;
  /** Logical id of the state machine in the stack that holds the construct. */
  readonly stateMachine: string;
  readonly database: string;
  /** Tables of the catalogue that the steps read. */
  readonly tables: { readonly [catalogTable: string]: PipelineTable };
  readonly steps: readonly PipelineEntryStep[];
}

export interface PipelineEntryStep {
  readonly name: string;
  readonly kind: PipelineStepPlan['kind'];
  /** Steps whose output it takes. */
  readonly after: readonly string[];
  /** Tables of buckets that it reads, as the steps call them. */
  readonly reads: readonly string[];
  readonly local?: LocalCommand;
  readonly model?: StepModel;
}

export interface PipelineTable {
  /** As the steps call it, for messages and `--data`. */
  readonly name: string;
  readonly format: 'jsonl' | 'csv' | 'parquet';
  /** `s3://bucket/prefix/`, as the template says it. */
  readonly location: string;
  /** Column and Athena's type; absent for a table that is in the catalogue already and was not described. */
  readonly columns?: { readonly [column: string]: string };
  /** Files that stand for the table on this machine, relative to the folder of the app. */
  readonly local?: string;
}
