import type { Place } from '../../../core/errors/index.js';
import type { ContainerPlan } from '../../plan.js';
import { startContainer } from '../../platform/start-container.js';
import { folderObjects } from '../../platform/transform/objects.js';
import { readTransformRequest, transformEnvironment, type TransformRequest } from '../../platform/transform/request.js';
import { runTransformJob, type TransformResult } from '../../platform/transform/run-transform.js';
import type { Random } from '../../random.js';
import { WALL_CLOCK, type PipelineClock } from '../clock.js';
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
  /** What tells how long the job has been at work. Default: the time on the wall. */
  readonly wall?: PipelineClock;
}

/** How often the state machine is told how late it is while the job is at work. */
const TICK_MILLIS = 1000;

/**
 * `sagemaker:createTransformJob.sync` over folders, in the container that the model is. The state machine's clock goes on with the job, so that a cap
 * on the runtime holds: what is over it is stopped, as StopTransformJob stops it.
 */
export function transformTask({ container, place, root, random, signal, ended, wall = WALL_CLOCK }: TransformTaskOptions): TaskHandler {
  return async (call) => {
    const { arguments: given, clock, signal: stopped } = call;
    const request = given as unknown as TransformRequest;
    const job = readTransformRequest(request, {}, place);
    call.submitted({ TransformJobArn: `arn:aws:sagemaker:us-east-1:123456789012:transform-job/${job.name}` });
    const began = clock.now();
    const late = clockFollowing(wall, clock);
    const environment = transformEnvironment(job, container.environment);
    const serving = await startContainer({ ...container, environment }, 'primary', { path: place.path ?? '', place }, { random, signal });
    const running = runTransformJob(job, {
      container: serving,
      store: folderObjects(root),
      signal: AbortSignal.any([signal, stopped]),
    });
    let result: TransformResult;
    try {
      await late.until(running, stopped);
    } finally {
      try {
        // One that was stopped takes back what it wrote, before anybody goes on.
        result = await running;
      } finally {
        await serving.close();
      }
      ended(result);
    }
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

/** Lets one clock be as late as another says, while something is done. */
function clockFollowing(wall: PipelineClock, clock: PipelineClock): { until(work: Promise<unknown>, signal: AbortSignal): Promise<void> } {
  const [began, wallBegan] = [clock.now(), wall.now()];
  return {
    async until(work, signal) {
      const over = new AbortController();
      const done = work.finally(() => over.abort());
      done.catch(() => undefined);
      wall.hold();
      try {
        while (!over.signal.aborted) {
          await wall.sleepUntil(wall.now() + TICK_MILLIS, over.signal).catch(() => undefined);
          await clock.sleepUntil(began + Math.ceil(wall.now() - wallBegan), signal);
        }
      } finally {
        wall.release();
      }
      await done;
    },
  };
}
