import type { LoadedModel } from '../../workloads/scoring/open-model.js';
import type { Host } from '../host.js';
import type { HeaderChoice } from './layout.js';

/** Defaults of `scoreFiles`. */
export const BATCH_DEFAULTS = Object.freeze({
  header: 'auto',
  prefix: '',
  /** Bytes of text that are read at once: 1 MiB. */
  partBytes: 1 << 20,
  /** Rows of Parquet that are scored at once. */
  partRows: 8192,
  /** Longest record that is read: 16 MiB. */
  longestRecord: 1 << 24,
  /** Bytes of input after which what was done is made to last: 64 MiB. */
  checkpointBytes: 1 << 26,
  /** Time after which it is so, however few bytes were read: 2 s. */
  checkpointMillis: 2000,
});

export interface ScoreFilesOptions {
  /** Model folder or file: ONNX, XGBoost, LightGBM. */
  readonly model: string;
  /** CSV, JSON Lines or Parquet file, or a folder of such files. */
  readonly input: string;
  /** File that is written; its name says how: .csv, .jsonl or .parquet. */
  readonly output: string;
  /** Columns that are carried through. Default none. */
  readonly keep?: readonly string[];
  /** Whether the first line of a CSV file names its columns. Default `auto`: it does if one of the model's names is in it. */
  readonly header?: HeaderChoice;
  /** What stands before the name of each output. Default nothing. */
  readonly prefix?: string;
  /** Threads that score, each with a model of its own. Default as many as there are cores, up to 8; for less than 32 MiB the caller's alone. */
  readonly threads?: number;
  readonly partBytes?: number;
  readonly partRows?: number;
  readonly longestRecord?: number;
  readonly checkpointBytes?: number;
  readonly checkpointMillis?: number;
  readonly host: Host;
  readonly signal: AbortSignal;
  /** Told after each part. */
  readonly onProgress?: (progress: BatchProgress) => void;
}

/** How far a run is. */
export interface BatchProgress {
  /** Rows of the output. */
  readonly rows: number;
  /** Rows that this run scored itself, and not one before it. */
  readonly ownRows: number;
  readonly rejected: number;
  /** Part of the input that is read, 0 to 1. */
  readonly done: number;
  /** Part of the input that was read when this run began. */
  readonly doneBefore: number;
  /** Since scoring began. */
  readonly millis: number;
}

/** What a run gave. */
export interface BatchResult {
  /** Rows of the output. */
  readonly rows: number;
  readonly rejected: number;
  readonly files: number;
  readonly output: string;
  /** Where the rejected records are; absent where there are none. */
  readonly rejectedFile?: string;
  readonly firstRejected: readonly Rejected[];
  /** Rows that an earlier run had scored already; absent where there was none. */
  readonly resumedRows?: number;
  readonly engine: LoadedModel['kind'];
  readonly seconds: number;
  /** Time of processors that it took, all threads together. */
  readonly cpuSeconds: number;
}

export interface Rejected {
  readonly file: string;
  /** Counted from 1; of a Parquet file the row. */
  readonly line: number;
  readonly reason: string;
}

/** Options with their defaults, where they have one. */
export type ScoreSettings = ScoreFilesOptions & Required<Pick<ScoreFilesOptions, 'keep' | keyof typeof BATCH_DEFAULTS>>;

export function settingsOf(options: ScoreFilesOptions): ScoreSettings {
  return { ...BATCH_DEFAULTS, keep: [], ...given(options) };
}

/** Options without those that are not given. */
function given<T extends object>(options: T): T {
  return Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined)) as T;
}
