import type { RunAttempt } from '../../core/batch/record.js';
import { RUN_KEYS } from '../../core/batch/run.js';
import { secondsOfJob } from '../../core/batch/job-seconds.js';
import type { Objects } from './objects.js';

/** Who is at work on a run, and since when: one object for each attempt, written once. */
export interface Claim {
  readonly execution: string;
  readonly at: string;
}

/** Why an attempt failed. */
export interface Failure {
  readonly execution: string;
  readonly at: string;
  readonly error: string;
  /** What was said of it; of a transform job its description, as JSON. */
  readonly cause: string;
}

/**
 * The attempts that failed before one. An attempt that wrote down no failure, since whoever made it was stopped, counts until the next one was
 * claimed.
 */
export async function failedAttempts(store: Objects, runId: string, before: number): Promise<RunAttempt[]> {
  const numbers = Array.from({ length: Math.max(0, before - 1) }, (_, index) => index + 1);
  const claims = await Promise.all([...numbers, before].map((attempt) => store.json<Claim>(RUN_KEYS.claim(runId, attempt))));
  const failures = await Promise.all(numbers.map((attempt) => store.json<Failure>(RUN_KEYS.failure(runId, attempt))));
  return numbers.map((attempt, index) => {
    const failure = failures[index];
    const end = failure?.at ?? claims[index + 1]?.at;
    return {
      ...attemptOf(attempt, jobIn(failure?.cause ?? ''), claims[index]?.at, end === undefined ? undefined : Date.parse(end)),
      error: failure?.error ?? 'it was left lying',
    };
  });
}

/** What an attempt is paid for: by what the job says of itself, else from its claim to its end. */
export function attemptOf(attempt: number, job: unknown, claimedAt: string | undefined, endedAt: number | undefined): RunAttempt {
  const said = secondsOfJob(job);
  const whole = claimedAt === undefined || endedAt === undefined ? 0 : Math.max(0, endedAt - Date.parse(claimedAt)) / 1000;
  return { attempt, instanceSeconds: said ?? whole, saidByJob: said !== undefined };
}

/** The description of a job in the cause of its failure. */
export function jobIn(cause: string): unknown {
  try {
    return JSON.parse(cause);
  } catch {
    return undefined;
  }
}
