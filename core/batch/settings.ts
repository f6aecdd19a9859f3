import type { FreshnessRule } from './freshness.js';
import type { RunInstances, RunModel } from './record.js';

/** Variable of the environment in which a step's settings stand, as JSON. */
export const BATCH_VARIABLE = 'SLIPWAY_BATCH';

/** Rows that are kept for a drift monitor. */
export interface CaptureSettings {
  /** `s3://bucket/prefix/`. */
  readonly uri: string;
  /** One row of so many is kept. */
  readonly everyRow: number;
  /** First column of CSV that the model sees. */
  readonly firstColumn?: number;
}

/** Days back from a run whose parts are looked at again. */
export interface LateSettings {
  /** So many are run anew with what came. */
  readonly rerunDays: number;
  /** In those beyond, up to so many, what came is counted as lost. */
  readonly lookDays: number;
}

/** What the steps of a batch deployment know of it. */
export interface BatchSettings {
  /** Value of the dimension of its metrics. */
  readonly deployment: string;
  /** `s3://bucket/prefix/`; in the prefix `{date}` is the day of the run, `2026-03-01`. */
  readonly input: string;
  /** `s3://bucket/prefix/`. */
  readonly output: string;
  readonly format: 'csv' | 'jsonl';
  /** Where the input is Parquet, of which lines are made before the job. */
  readonly table?: 'parquet';
  readonly freshness: FreshnessRule;
  /** Zone whose day `{date}` is. */
  readonly zone: string;
  /** How long a job may run; another execution that claimed a run within it is at work on it. */
  readonly capSeconds: number;
  /** Fields, or numbers of columns from 0, that together differ in every row of the output. */
  readonly uniqueKey?: readonly string[];
  /** Name of the field that says which run produced a row; in CSV a last column. */
  readonly runIdColumn?: string;
  /** Whether the output stands beside the input. */
  readonly joined?: boolean;
  /** Where a share of the rows is kept for whoever watches them. */
  readonly capture?: CaptureSettings;
  /** What becomes of what comes into a day's part after its run; absent where nobody looks. */
  readonly late?: LateSettings;
  /** What an empty input is. */
  readonly onEmpty: 'fail' | 'succeed';
  readonly model: RunModel;
  readonly instances: RunInstances;
  /** Commit that the deployment was made of. */
  readonly commit?: string;
  readonly jobPrefix: string;
}

export function readBatchSettings(environment: Readonly<Record<string, string | undefined>>): BatchSettings {
  return JSON.parse(environment[BATCH_VARIABLE] ?? '{}') as BatchSettings;
}
