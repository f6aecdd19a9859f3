import { TRANSFORM_LIMITS } from '../../../core/limits/index.js';
import type { Container } from '../container.js';
import type { UsedAssumption } from './assumptions.js';
import { inputObjects } from './input-objects.js';
import type { ObjectStore } from './objects.js';
import type { TransformJob } from './request.js';
import { transformObject, type TransformedObject, type TransformSettings } from './transform-object.js';

/** What a transform job came to, as DescribeTransformJob and its data log tell it, and what of it rests on assumptions. */
export interface TransformResult {
  readonly status: 'Completed' | 'Failed' | 'Stopped';
  /** As DescribeTransformJob has it; the texts are UNCONFIRMED. */
  readonly failureReason?: string;
  /** Every object of the input, in the order of their keys. */
  readonly objects: readonly TransformedObject[];
  readonly settings: TransformSettings;
  /** Lines of the log stream `<job>/<instance>/data-log`. */
  readonly dataLog: readonly string[];
  readonly assumptions: readonly UsedAssumption[];
}

/** What a job runs in. */
export interface TransformSurroundings {
  /** The job's container, started with `transformEnvironment(job)`; whoever started it closes it. */
  readonly container: Container;
  readonly store: ObjectStore;
  readonly signal: AbortSignal;
}

/**
 * Runs a transform job over objects, with one container, as one instance of SageMaker would: the objects one after the other, of each as many
 * requests at once as the job allows. An object whose record is refused has no output and fails the job; the others are written all the same.
 */
export async function runTransformJob(job: TransformJob, { container, store, signal }: TransformSurroundings): Promise<TransformResult> {
  const settings = settingsOf(job, await container.executionParameters?.(signal));
  const dataLog = [logOf(settings)];
  const objects: TransformedObject[] = [];
  const result = (status: TransformResult['status'], failureReason?: string): TransformResult => {
    if (failureReason !== undefined) job.assumed.note('failureReason', failureReason);
    return {
      status,
      ...(failureReason === undefined ? {} : { failureReason }),
      objects,
      settings,
      dataLog,
      assumptions: job.assumed.list(),
    };
  };
  const found = await inputObjects(job, store);
  if (!found.ok) return result('Failed', `ClientError: ${found.reason}`.slice(0, TRANSFORM_LIMITS.failureReasonLength));
  for (const object of found.objects) {
    if (signal.aborted) break;
    const transformed = await transformObject(object, { job, settings, container, store, signal });
    objects.push(transformed);
    dataLog.push(...problemLog(transformed));
  }
  if (signal.aborted) return stopped(job, objects, store, result);
  return objects.some(({ problem }) => problem !== undefined)
    ? result('Failed', 'ClientError: See job logs for more information')
    : result('Completed');
}

/** StopTransformJob stores no output. */
async function stopped(
  job: TransformJob,
  objects: TransformedObject[],
  store: ObjectStore,
  result: (status: 'Stopped') => TransformResult,
): Promise<TransformResult> {
  if (job.assumed.take('stopped') === 'removed') {
    for (const [index, { outputUri, ...object }] of objects.entries()) {
      if (outputUri !== undefined) await store.remove(outputUri);
      objects[index] = object;
    }
  }
  return result('Stopped');
}

/** The job, else what the container says, else the defaults (Developer Guide, your-algorithms-batch-code). */
function settingsOf(job: TransformJob, asked: Readonly<Record<string, unknown>> = {}): TransformSettings {
  const number = (value: unknown): number | undefined => (typeof value === 'number' && value > 0 ? value : undefined);
  const strategy = asked['BatchStrategy'] === 'SINGLE_RECORD' ? 'SingleRecord' : 'MultiRecord';
  return {
    batchStrategy: job.batchStrategy ?? strategy,
    maxConcurrentTransforms:
      job.maxConcurrentTransforms ?? number(asked['MaxConcurrentTransforms']) ?? TRANSFORM_LIMITS.concurrentTransforms,
    maxPayloadInMB: job.maxPayloadInMB ?? number(asked['MaxPayloadInMB']) ?? TRANSFORM_LIMITS.payloadInMB,
  };
}

/** As a real job's log begins (aws/sagemaker-tensorflow-serving-container#93). */
function logOf({ maxConcurrentTransforms, maxPayloadInMB, batchStrategy }: TransformSettings): string {
  return `MaxConcurrentTransforms=${maxConcurrentTransforms}, MaxPayloadInMB=${maxPayloadInMB}, BatchStrategy=${batchStrategy === 'MultiRecord' ? 'MULTI_RECORD' : 'SINGLE_RECORD'}`;
}

/** As the log of a real job words it (aws/amazon-sagemaker-examples#1620, aws/sagemaker-python-sdk#1951). */
function problemLog({ uri, problem }: TransformedObject): string[] {
  if (problem === undefined) return [];
  const key = uri.replace(/^s3:\/\/[^/]+\//, '');
  const { status, message } = problem;
  if (status === 0) return [`${key}: Unable to get response from algorithm`, `${key}: ${message}`];
  const head =
    status === undefined ? 'ClientError' : status < 500 ? `ClientError: ${status}` : `Bad HTTP status received from algorithm: ${status}`;
  return [`${key}: ${head}`, `${key}: Message:`, `${key}: ${message}`];
}
