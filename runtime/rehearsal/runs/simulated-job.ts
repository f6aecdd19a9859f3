import { REJECTED_CELL, REJECTED_FIELD } from '../../../core/batch/marker.js';
import type { BatchSettings } from '../../../core/batch/settings.js';
import type { RunsDisturbance } from '../../faults/runs-disturbance.js';
import type { RecordOutcome, RecordsProfile } from '../../measuring/profile.js';
import { isoTime } from '../../pipeline/iso-time.js';
import type { MemoryBuckets } from '../../pipeline/s3/memory-buckets.js';
import { StateFailure } from '../../pipeline/state-failure.js';
import type { TaskHandler } from '../../pipeline/tasks.js';
import type { TransformRequest } from '../../platform/transform/request.js';
import { kindOfLine } from './run-input.js';

const MINUTE_MILLIS = 60_000;
/** What every usual record is answered. */
const SCORE = 0.5;

/** What a job needs to be played. */
export interface JobGround {
  readonly buckets: MemoryBuckets;
  readonly settings: Pick<BatchSettings, 'format' | 'table' | 'uniqueKey'>;
  readonly records: RecordsProfile;
  /** How long the service needs before the first record, minutes; drawn for each job. */
  readonly startMinutes: () => number;
  /** What is wrong with the run whose execution calls. */
  readonly disturbanceOf: (execution: string) => RunsDisturbance;
}

/**
 * `sagemaker:createTransformJob.sync` on the simulated clock: each record is answered as one of its kind was when it was measured, in the time
 * that it took.
 */
export function simulatedJob({ buckets, settings, records, startMinutes, disturbanceOf }: JobGround): TaskHandler {
  return async (call) => {
    const request = call.arguments as unknown as TransformRequest;
    const { jobTimes = 1, oneLeftOut = false } = disturbanceOf(call.execution);
    const { prefix, names } = manifestAt(buckets, request.TransformInput.DataSource.S3DataSource.S3Uri);
    const objects = names.map((name) => ({ name, lines: linesOf(buckets, prefix + name) }));
    const read = objects.reduce((sum, { lines }) => sum + lines.length, 0);
    const millis = (startMinutes() * MINUTE_MILLIS + read * records.millis) * jobTimes;
    await call.clock.sleepUntil(call.clock.now() + Math.ceil(millis), call.signal);
    let refused = false;
    for (const [index, { name, lines }] of objects.entries()) {
      const outcomes = lines.map((line) => records[kindOfLine(line, settings)]);
      if (outcomes.includes('refused')) {
        refused = true;
        continue;
      }
      const answers = outcomes.flatMap((outcome, place) => answerOf(outcome, settings, `${name} ${place}`));
      if (oneLeftOut && index === 0) answers.pop();
      buckets.put(`${request.TransformOutput.S3OutputPath}${name}.out`, answers.map((answer) => `${answer}\n`).join(''));
    }
    if (refused)
      throw new StateFailure(
        'States.TaskFailed',
        JSON.stringify({
          TransformJobName: request.TransformJobName,
          TransformJobStatus: 'Failed',
          FailureReason: 'ClientError: See job logs for more information',
        }),
      );
    return {
      TransformJobName: request.TransformJobName,
      TransformJobStatus: 'Completed',
      TransformEndTime: isoTime(call.clock.now()),
    };
  };
}

/** `[{"prefix":"s3://bucket/some/prefix/"},"rel/a","rel/b"]`. */
function manifestAt(buckets: MemoryBuckets, uri: string): { readonly prefix: string; readonly names: readonly string[] } {
  const text = Buffer.from(buckets.get(uri)?.bytes ?? []).toString('utf8');
  const [{ prefix }, ...names] = JSON.parse(text) as readonly [{ readonly prefix: string }, ...string[]];
  return { prefix, names };
}

function linesOf(buckets: MemoryBuckets, uri: string): string[] {
  return Buffer.from(buckets.get(uri)?.bytes ?? [])
    .toString('utf8')
    .split('\n')
    .filter((line) => line !== '');
}

/** @param key in which no two answers of a run are alike */
function answerOf(outcome: RecordOutcome, { format, uniqueKey = [] }: JobGround['settings'], key: string): string[] {
  if (outcome === 'lost') return [];
  if (outcome === 'answered') {
    const carried = format === 'csv' ? Math.max(-1, ...uniqueKey.map(Number)) + 1 : 0;
    if (format === 'csv') return [[...Array.from({ length: carried }, () => key), SCORE].join(',')];
    return [JSON.stringify({ score: SCORE, ...Object.fromEntries(uniqueKey.map((field) => [field, key])) })];
  }
  const reason = 'it is no record';
  return [format === 'csv' ? `${REJECTED_CELL}${reason}` : JSON.stringify({ [REJECTED_FIELD]: reason })];
}
