/** What a run of a pipeline leaves: `record.json` where it ended well, else `failed.json`, below the run's folder. */
export interface PipelineRecord {
  readonly version: 1;
  /** Name in metrics and alarms. */
  readonly pipeline: string;
  /** Name of the execution. */
  readonly run: string;
  readonly execution: string;
  readonly status: 'succeeded' | 'failed' | 'timed_out' | 'aborted';
  readonly error?: string | null;
  readonly cause?: string | null;
  /** As at which time it ran. */
  readonly time?: string;
  readonly startedAt: string;
  readonly endedAt: string;
  /** By the names that steps have for them. A failure in the cloud tells of none: what a run had assigned goes with it. */
  readonly inputs?: { readonly [table: string]: InputFacts };
  readonly steps?: { readonly [name: string]: StepFacts };
}

/** The files of a table as the run found them. */
export interface InputFacts {
  readonly uri: string;
  readonly objects: number;
  readonly bytes: number;
  /** When the newest of them was written; empty where there is none. */
  readonly newest: string;
  /** SHA-256, page after page, over keys, sizes and entity tags. */
  readonly digest: string;
}

/** What a step did. */
export interface StepFacts {
  readonly kind: string;
  readonly startedAt?: string;
  /** Its retries included. */
  readonly seconds?: number;
  /** Rows that it wrote. */
  readonly rows?: number;
  /** Bytes that its query read; on a laptop those of the whole files. */
  readonly scannedBytes?: number;
  readonly query?: string;
  readonly table?: string;
  /** Conditions that were tried, and how many of them were not met. */
  readonly checks?: number;
  readonly failed?: number;
  /** It was not to be done: a branch went the other way, or what it takes was not there. */
  readonly skipped?: boolean;
  /** It failed, and the run went on without it. */
  readonly error?: string;
  readonly cause?: string;
  /** Whether the conditions of a branch were met, and what was taken where ways come together. */
  readonly met?: boolean;
  readonly took?: string | null;
  /** Objects that functions were called for, and how many calls that took. */
  readonly objects?: number;
  readonly calls?: number;
  /** Machines of a job, and what the last job of the step says of the time for which they are paid, in SageMaker's names. */
  readonly instanceType?: string;
  readonly instances?: number;
  readonly times?: { readonly [field: string]: unknown };
  /** How often the job was tried again; jobs that failed are paid too. */
  readonly retries?: number;
}

/** Names of the two objects. */
export const RECORD_FILE = 'record.json';
export const FAILURE_FILE = 'failed.json';
