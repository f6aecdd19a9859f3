import type { BatchJobPlan } from '../../pipeline/declared/batch-job-plan.js';
import { isObject, type Json } from '../../pipeline/json.js';
import type { TransformRequest } from '../../platform/transform/request.js';

/** A state machine's task for SageMaker (Step Functions Developer Guide, connect-sagemaker). */
const TRANSFORM = 'sagemaker:createTransformJob.sync';

/** Where a job is measured. */
export const MEASURED = { input: 's3://measured/in/', output: 's3://measured/out/' } as const;

/** The job of a batch deployment over objects that are measured; undefined where its state machine has none. */
export function jobRequest({ definition }: Pick<BatchJobPlan, 'definition'>): TransformRequest | undefined {
  const states = isObject(definition) ? definition['States'] : undefined;
  const task = (isObject(states) ? Object.values(states) : []).find(
    (state) => isObject(state) && typeof state['Resource'] === 'string' && state['Resource'].endsWith(TRANSFORM),
  );
  const given = isObject(task) ? task['Arguments'] : undefined;
  if (!isObject(given)) return undefined;
  const members = (name: string): Json => given[name] ?? {};
  return {
    ...given,
    TransformJobName: 'measured',
    TransformInput: {
      ...(members('TransformInput') as object),
      DataSource: { S3DataSource: { S3DataType: 'S3Prefix', S3Uri: MEASURED.input } },
    },
    TransformOutput: { ...(members('TransformOutput') as object), S3OutputPath: MEASURED.output },
  } as unknown as TransformRequest;
}
