import { exactText } from '../codec/exact-json.js';

/** One object of a run's input, as it was when the run began. */
export interface FrozenObject {
  readonly key: string;
  readonly bytes: number;
  readonly etag: string;
  /** Where the bucket keeps versions. */
  readonly versionId?: string;
}

/** What a run reads: written once, before anything else, and the same for every attempt. */
export interface RunManifest {
  readonly runId: string;
  /** Instant as of which the results are, ISO 8601. */
  readonly dataTime: string;
  /** Day that the input is of, where it has a part for each. */
  readonly day?: string;
  /** How often the part has been run; absent for the first time. */
  readonly revision?: number;
  /** `s3://bucket/prefix/` that the keys begin with. */
  readonly input: string;
  readonly objects: readonly FrozenObject[];
  readonly bytes: number;
  /** SHA-256 over keys, sizes and tags. */
  readonly digest: string;
  /** `s3://bucket/prefix/` of the lines that are made of each object before the job, where it is Parquet. */
  readonly lines?: string;
}

/** An object as a job reads it. */
export interface ScoredObject {
  readonly key: string;
  /** Key of the frozen object: the same, unless lines were made of it. */
  readonly source: string;
  /** Absent where lines were made: nobody else writes them. */
  readonly etag?: string;
}

/** What a job reads of a run: the frozen objects themselves, or the lines that were made of them. */
export function scoredOf({ input, objects, lines }: RunManifest): { readonly uri: string; readonly objects: readonly ScoredObject[] } {
  if (lines === undefined) return { uri: input, objects: objects.map(({ key, etag }) => ({ key, source: key, etag })) };
  return { uri: lines, objects: objects.map(({ key }) => ({ key: `${key}.jsonl`, source: key })) };
}

/** The small object that readers follow. */
export interface Pointer {
  readonly runId: string;
  readonly dataTime: string;
  readonly publishedAt: string;
  /** `s3://bucket/prefix/` with one output for each input object, named `<key>.out`. */
  readonly output: string;
  readonly rows: number;
  /** How often the input of the same instant has been run; absent for the first time. */
  readonly revision?: number;
  /** Objects of the input that have no output, since they were set aside. */
  readonly without?: readonly string[];
}

/** Name of a run from the instant that it is about: `20260301T043000Z`; run anew, `20260301T043000Z-2`. Orders as the instants do. */
export function runIdOf(instant: number, revision = 1): string {
  return new Date(instant).toISOString().replaceAll(/[-:]|\.\d+/g, '') + (revision === 1 ? '' : `-${revision}`);
}

export function instantOfRun(runId: string): number | undefined {
  const [, year, month, day, hour, minute, second] = /^(\d{4})(\d{2})(\d{2})T(\d{2})(\d{2})(\d{2})Z(?:-\d+)?$/.exec(runId) ?? [];
  return year === undefined ? undefined : Date.UTC(+year, Number(month) - 1, Number(day), Number(hour), Number(minute), Number(second));
}

/**
 * By which a label finds a row: `20260301T043000Z/17`. With the run, since the same key is in the input of many days. A key of several columns
 * has no one text that whoever writes labels would hit upon, and its rows have no id.
 */
export function rowIdOf(runId: string, key: unknown): string {
  return `${runId}/${typeof key === 'string' ? key.trim() : exactText(key)}`;
}

/** Whether rows that are kept carry ids. */
export function hasRowIds(uniqueKey: readonly string[] | undefined): boolean {
  return uniqueKey?.length === 1;
}

/** Name of a transform job, at most 63 characters: run and attempt at its end, since names are unique in an account and region. */
export function jobNameOf(prefix: string, runId: string, attempt: number): string {
  const end = `-${runId.toLowerCase()}-${attempt}`;
  return prefix.slice(0, MOST_JOB_NAME - end.length).replace(/-+$/, '') + end;
}

const MOST_JOB_NAME = 63;

/** Keys of what runs leave below the output's prefix. */
export const RUN_KEYS = {
  pointer: 'current.json',
  /** What readers of one day follow, where the input has a part for each. */
  day: (day: string): string => `days/${day}.json`,
  /** What came into a day's part after it was closed. */
  lost: (day: string): string => `days/${day}.lost.json`,
  /** How long the last runs took. */
  durations: 'durations.json',
  runs: 'runs/',
  manifest: (runId: string): string => `runs/${runId}/manifest.json`,
  /** What SageMaker reads: its own form of a manifest. */
  transformManifest: (runId: string): string => `runs/${runId}/input.manifest`,
  lines: (runId: string): string => `runs/${runId}/lines/`,
  claim: (runId: string, attempt: number): string => `runs/${runId}/attempts/${attempt}.json`,
  output: (runId: string, attempt: number): string => `runs/${runId}/output/${attempt}/`,
  rejected: (runId: string, attempt: number): string => `runs/${runId}/rejected/${attempt}/`,
  record: (runId: string): string => `runs/${runId}/record.json`,
  failed: (runId: string): string => `runs/${runId}/failed.json`,
  failure: (runId: string, attempt: number): string => `runs/${runId}/failures/${attempt}.json`,
} as const;

/** Whether a run may be published over what is published: never over data that are newer, and over its own only when it was run anew. */
export function mayReplace(current: PointedAt | undefined, candidate: PointedAt): boolean {
  if (current === undefined) return true;
  const newer = Date.parse(candidate.dataTime) - Date.parse(current.dataTime);
  return newer > 0 || (newer === 0 && (candidate.revision ?? 1) > (current.revision ?? 1));
}

type PointedAt = Pick<Pointer, 'dataTime' | 'revision'>;
