import type { DataCheck } from './data-check.js';

/** Where a step finds rows: a table of the catalogue, or what an earlier step wrote. */
export type InputRows = { /** `database.table`. */ readonly catalogTable: string } | { readonly step: string };

/** A step as the state machine has it. */
export type PipelineStepPlan = { readonly name: string; readonly inputs: { readonly [relation: string]: InputRows } } & (
  | { readonly kind: 'sql'; readonly sql: string }
  | { readonly kind: 'check'; readonly checks: readonly DataCheck[] }
);

export interface DefinitionSettings {
  readonly pipeline: string;
  /** Database of the Glue Data Catalog that holds the tables. */
  readonly database: string;
  readonly workGroup: string;
  /** `s3://bucket/prefix/`, below which each run has a folder. */
  readonly runs: string;
  readonly bucket: string;
  readonly prefix: string;
  readonly timeoutSeconds: number;
}

/** Steps that need none of each other stand side by side; a level holds those whose inputs are all in earlier ones. */
export function levelsOf(steps: readonly PipelineStepPlan[]): PipelineStepPlan[][] {
  const level = new Map<string, number>();
  for (const step of steps) {
    const before = Object.values(step.inputs).map((input) => ('step' in input ? (level.get(input.step) ?? 0) + 1 : 0));
    level.set(step.name, Math.max(0, ...before));
  }
  const levels: PipelineStepPlan[][] = [];
  for (const step of steps) (levels[level.get(step.name) ?? 0] ??= []).push(step);
  return levels;
}
