/** A SageMaker job, as its description names its times. */
export type JobKind = 'Processing' | 'Training' | 'Transform';

const KINDS: readonly JobKind[] = ['Processing', 'Training', 'Transform'];

/** Fields of the description of a job that say for how long each of its instances is paid. */
export function timesOf(kind: JobKind): string[] {
  return [...(kind === 'Training' ? [BILLED] : []), `${kind}StartTime`, `${kind}EndTime`];
}

/**
 * Seconds that each instance of a job is paid for, by the job's description: from its start to its end, of a training job what it says was
 * billed, which is less where it ran on spot instances (API reference, DescribeTrainingJob). Nothing where it holds no times.
 *
 * Step Functions gives times of SageMaker's descriptions as numbers, milliseconds since 1970; that transform jobs do alike is UNCONFIRMED, so
 * seconds and ISO 8601 are taken too.
 */
export function secondsOfJob(description: unknown): number | undefined {
  if (typeof description !== 'object' || description === null) return undefined;
  const said = description as Readonly<Record<string, unknown>>;
  const billed = said[BILLED];
  if (typeof billed === 'number') return billed;
  const kind = KINDS.find((each) => `${each}StartTime` in said);
  if (kind === undefined) return undefined;
  const seconds = (millisOf(said[`${kind}EndTime`]) - millisOf(said[`${kind}StartTime`])) / 1000;
  return Number.isFinite(seconds) && seconds >= 0 ? Math.round(seconds * 1000) / 1000 : undefined;
}

function millisOf(time: unknown): number {
  if (typeof time === 'string') return Date.parse(time);
  if (typeof time !== 'number') return Number.NaN;
  return time < LEAST_MILLIS ? time * 1000 : time;
}

const BILLED = 'BillableTimeInSeconds';
/** The year 1973 in milliseconds, and 5138 in seconds. */
const LEAST_MILLIS = 100_000_000_000;
