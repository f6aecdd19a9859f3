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
  /** Day that the input is of, where the input is partitioned. */
  readonly day?: string;
  /** `s3://bucket/prefix/` that the keys begin with. */
  readonly input: string;
  readonly objects: readonly FrozenObject[];
  readonly bytes: number;
  /** SHA-256 over keys, sizes and tags. */
  readonly digest: string;
}

/** The small object that readers follow. */
export interface Pointer {
  readonly runId: string;
  readonly dataTime: string;
  readonly publishedAt: string;
  /** `s3://bucket/prefix/` with one output for each input object, named `<key>.out`. */
  readonly output: string;
  readonly rows: number;
}

/** Name of a run from the instant that it is about: `20260301T043000Z`. Orders as the instants do. */
export function runIdOf(instant: number): string {
  return new Date(instant).toISOString().replaceAll(/[-:]|\.\d+/g, '');
}

export function instantOfRun(runId: string): number | undefined {
  const [, year, month, day, hour, minute, second] = /^(\d{4})(\d{2})(\d{2})T(\d{2})(\d{2})(\d{2})Z$/.exec(runId) ?? [];
  return year === undefined ? undefined : Date.UTC(+year, Number(month) - 1, Number(day), Number(hour), Number(minute), Number(second));
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
  runs: 'runs/',
  manifest: (runId: string): string => `runs/${runId}/manifest.json`,
  /** What SageMaker reads: its own form of a manifest. */
  transformManifest: (runId: string): string => `runs/${runId}/input.manifest`,
  claim: (runId: string, attempt: number): string => `runs/${runId}/attempts/${attempt}.json`,
  output: (runId: string, attempt: number): string => `runs/${runId}/output/${attempt}/`,
  rejected: (runId: string, attempt: number): string => `runs/${runId}/rejected/${attempt}/`,
  record: (runId: string): string => `runs/${runId}/record.json`,
  failed: (runId: string): string => `runs/${runId}/failed.json`,
  failure: (runId: string, attempt: number): string => `runs/${runId}/failures/${attempt}.json`,
} as const;

/** Whether a run may be published over what is published: never over data that are newer. */
export function mayReplace(current: Pick<Pointer, 'dataTime'> | undefined, candidate: Pick<Pointer, 'dataTime'>): boolean {
  return current === undefined || Date.parse(candidate.dataTime) > Date.parse(current.dataTime);
}
