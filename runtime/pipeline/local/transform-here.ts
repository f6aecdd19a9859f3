import type { ContainerPlan } from '../../plan.js';
import type { TransformResult } from '../../platform/transform/run-transform.js';
import type { Random } from '../../random.js';
import { SlipwayError } from '../../../core/errors/index.js';
import { transformTask } from '../declared/transform-task.js';
import { isObject } from '../json.js';
import { StateFailure } from '../state-failure.js';
import type { TaskRegistry } from '../tasks.js';
import { stepOf, type KeptWork } from './kept-work.js';
import type { PipelinePlan } from './pipeline-plan.js';
import type { RunBuckets } from './run-buckets.js';

export interface TransformHereSettings {
  readonly plan: PipelinePlan;
  readonly buckets: RunBuckets;
  readonly work: KeptWork;
  readonly random: Random;
}

/** Batch transform as tasks of a state machine see it: the step's model on the server of this package, or what stands in for it. */
export function transformTasks({ plan, buckets, work, random }: TransformHereSettings): TaskRegistry {
  return {
    'sagemaker:createTransformJob': async (call) => {
      const { TransformJobName: _, ...asked } = isObject(call.arguments) ? call.arguments : {};
      const container = containerOf(plan, stepOf(call));
      const output = `${textAt(asked, 'TransformOutput', 'S3OutputPath')}/`;
      return work.keep({ call, output, asked: [container.digest ?? container.image, asked] }, async (folder) => {
        buckets.clear(output);
        await buckets.bring(asked['TransformInput']);
        let result: TransformResult | undefined;
        const { place } = plan;
        const run = transformTask({ container, place, root: buckets.root, random, signal: call.signal, ended: (job) => (result = job) });
        try {
          const description = await run(call);
          buckets.take(output, folder);
          return description;
        } catch (error) {
          if (error instanceof StateFailure) throw told(error, result);
          throw error;
        }
      });
    },
  };
}

/** On a laptop the log is not elsewhere: what a record was refused for is said with the failure. */
function told(failure: StateFailure, result: TransformResult | undefined): StateFailure {
  const [problem] = result?.objects.filter((object) => object.problem !== undefined) ?? [];
  return problem === undefined
    ? failure
    : new StateFailure(failure.error, `${failure.reason ?? ''}; ${result?.dataLog.slice(1).join(' ') ?? ''}`, failure.terminal);
}

function containerOf({ models, place }: PipelinePlan, step: string): ContainerPlan {
  const [only, ...more] = models[step] ?? [];
  if (only === undefined || more.length > 0)
    throw new SlipwayError(
      'batch-unplayed',
      `step '${step}' cannot be run here: ${only === undefined ? 'it has no container' : 'its model has containers in series'}`,
      place,
    );
  if (only.ok) return only.container;
  throw new SlipwayError('batch-unplayed', `step '${step}' cannot be run here: ${only.what}: ${only.reason}`, place);
}

function textAt(value: unknown, first: string, second: string): string {
  const outer = (value as Record<string, unknown>)[first];
  const inner = (outer as Record<string, unknown> | undefined)?.[second];
  return typeof inner === 'string' ? inner : '';
}
