import type { Place } from '../../../core/errors/index.js';
import type { ContainerPlan } from '../../plan.js';
import { startContainer } from '../../platform/start-container.js';
import { folderObjects } from '../../platform/transform/objects.js';
import { readTransformRequest, transformEnvironment, type TransformRequest } from '../../platform/transform/request.js';
import { runTransformJob, type TransformResult } from '../../platform/transform/run-transform.js';
import type { Random } from '../../random.js';
import { isoTime } from '../iso-time.js';
import type { Json } from '../json.js';
import { StateFailure } from '../state-failure.js';
import type { TaskHandler } from '../tasks.js';

export interface TransformTaskOptions {
  readonly container: ContainerPlan;
  readonly place: Place;
  /** Folder of the buckets. */
  readonly root: string;
  readonly random: Random;
  readonly signal: AbortSignal;
  /** Told of every job that has ended. */
  readonly ended: (result: TransformResult) => void;
}

/**
 * `sagemaker:createTransformJob.sync` over folders, in the container that the model is. The time that it took is the time that it takes on the
 * state machine's clock, so that a cap on the runtime holds.
 */
export function transformTask({ container, place, root, random, signal, ended }: TransformTaskOptions): TaskHandler {
  return async (call) => {
    const { arguments: given, clock, signal: stopped } = call;
    const request = given as unknown as TransformRequest;
    const job = readTransformRequest(request, {}, place);
    call.submitted({ TransformJobArn: `arn:aws:sagemaker:us-east-1:123456789012:transform-job/${job.name}` });
    const began = clock.now();
    const started = performance.now();
    const environment = transformEnvironment(job, container.environment);
    const serving = await startContainer({ ...container, environment }, 'primary', { path: place.path ?? '', place }, { random, signal });
    let result: TransformResult;
    try {
      result = await runTransformJob(job, { container: serving, store: folderObjects(root), signal });
    } finally {
      await serving.close();
    }
    ended(result);
    await clock.sleepUntil(began + Math.ceil(performance.now() - started), stopped);
    const description: Json = {
      TransformJobName: job.name,
      TransformJobStatus: result.status,
      ...(result.failureReason === undefined ? {} : { FailureReason: result.failureReason }),
      TransformStartTime: isoTime(began),
      TransformEndTime: isoTime(clock.now()),
    };
    // The description as cause: UNCONFIRMED for transform jobs, as recorded for nested executions.
    if (result.status !== 'Completed') throw new StateFailure('States.TaskFailed', JSON.stringify(description));
    return description;
  };
}
