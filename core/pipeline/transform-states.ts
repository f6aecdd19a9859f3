import { paidFacts } from './job.js';
import { folderOf, handOn, rowsOf } from './made.js';
import { jsonata } from './names.js';
import type { DefinitionSettings, PipelineStepPlan, TransformPlan } from './plan.js';
import { RETRY, type After, type State } from './state.js';
import { afterRows } from './written-rows.js';

/** A batch transform over the rows. SageMaker never stops one: past its time the state machine does, which ends the job with it. */
export function transformStates(step: PipelineStepPlan & TransformPlan, settings: DefinitionSettings, after: After): Record<string, State> {
  const { name, prefix, modelName, mediaType, gzip, processing, output } = step;
  const folder = folderOf(name, settings);
  const rows = afterRows(name, output, settings, after);
  return {
    [name]: {
      Type: 'Task',
      Resource: 'arn:aws:states:::sagemaker:createTransformJob.sync',
      Arguments: {
        TransformJobName: `{% ${jsonata(`${prefix}-`)} & $uuid() %}`,
        ModelName: modelName,
        BatchStrategy: 'MultiRecord',
        ...(Object.keys(processing).length === 0 ? {} : { DataProcessing: processing }),
        TransformInput: {
          ContentType: mediaType,
          SplitType: 'Line',
          CompressionType: gzip ? 'Gzip' : 'None',
          DataSource: { S3DataSource: { S3DataType: 'S3Prefix', S3Uri: `{% ${rowsOf(step.inputs['rows'])} %}` } },
        },
        TransformOutput: { S3OutputPath: `{% ${folderOf(name, settings, '')} %}`, Accept: mediaType, AssembleWith: 'Line' },
        TransformResources: { InstanceType: step.instanceType, InstanceCount: step.instanceCount },
      },
      TimeoutSeconds: step.maxSeconds,
      Retry: RETRY,
      ...handOn(name, { facts: `{ "job": $states.result.TransformJobName, ${paidFacts(step, 'Transform')} }`, made: { rows: folder } }),
      ...rows.after,
    },
    ...rows.states,
  };
}
