/**
 * Seconds from a transform job's start to its end, by its description: what its instances are paid for. Nothing where it holds no times.
 *
 * Step Functions gives times of SageMaker's descriptions as numbers, milliseconds since 1970; that transform jobs do alike is UNCONFIRMED, so
 * seconds and ISO 8601 are taken too.
 */
export function secondsOfJob(description: unknown): number | undefined {
  if (typeof description !== 'object' || description === null) return undefined;
  const { TransformStartTime: start, TransformEndTime: end } = description as Readonly<Record<string, unknown>>;
  const seconds = (millisOf(end) - millisOf(start)) / 1000;
  return Number.isFinite(seconds) && seconds >= 0 ? Math.round(seconds * 1000) / 1000 : undefined;
}

function millisOf(time: unknown): number {
  if (typeof time === 'string') return Date.parse(time);
  if (typeof time !== 'number') return Number.NaN;
  return time < LEAST_MILLIS ? time * 1000 : time;
}

/** The year 1973 in milliseconds, and 5138 in seconds. */
const LEAST_MILLIS = 100_000_000_000;
