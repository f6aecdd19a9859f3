import { entryPoint, jobEnvironment, jobName, ML_FOLDERS, paidFacts } from './job.js';
import { folderOf, handOn, rowsOf } from './made.js';
import type { DefinitionSettings, PipelineStepPlan, ProcessingPlan } from './plan.js';
import { RETRY_CALL, type After, type State } from './state.js';
import { afterRows } from './written-rows.js';

/** A SageMaker Processing job over the inputs, whose rows are what it leaves in its output folder. */
export function processingStates(
  step: PipelineStepPlan & ProcessingPlan,
  settings: DefinitionSettings,
  after: After,
): Record<string, State> {
  const { name, job, output } = step;
  const folder = folderOf(name, settings);
  const rows = afterRows(name, output, settings, after);
  const input = (InputName: string, S3Uri: string): Record<string, unknown> => ({
    InputName,
    S3Input: { S3Uri, LocalPath: `${ML_FOLDERS.processingInput}${InputName}`, S3DataType: 'S3Prefix', S3InputMode: 'File' },
  });
  return {
    [name]: {
      Type: 'Task',
      Resource: 'arn:aws:states:::sagemaker:createProcessingJob.sync',
      Arguments: {
        ProcessingJobName: jobName(job),
        RoleArn: job.roleArn,
        AppSpecification: { ImageUri: job.imageUri, ContainerEntrypoint: entryPoint(job, `${ML_FOLDERS.processingInput}code`) },
        Environment: jobEnvironment(job),
        ProcessingInputs: [
          input('code', job.code),
          ...Object.entries(step.inputs).map(([relation, place]) => input(relation, `{% ${rowsOf(place)} %}`)),
        ],
        ProcessingOutputConfig: {
          Outputs: [
            {
              OutputName: 'rows',
              S3Output: { S3Uri: `{% ${folder} %}`, LocalPath: ML_FOLDERS.processingOutput, S3UploadMode: 'EndOfJob' },
            },
          ],
        },
        ProcessingResources: {
          ClusterConfig: { InstanceType: job.instanceType, InstanceCount: job.instanceCount, VolumeSizeInGB: job.volumeGb },
        },
        StoppingCondition: { MaxRuntimeInSeconds: job.maxSeconds },
        NetworkConfig: { EnableNetworkIsolation: job.isolated, EnableInterContainerTrafficEncryption: job.instanceCount > 1 },
      },
      Retry: RETRY_CALL,
      ...handOn(name, {
        facts: `{ "job": $states.result.ProcessingJobName, "message": $states.result.ExitMessage, ${paidFacts(job, 'Processing')} }`,
        made: { rows: folder },
      }),
      ...rows.after,
    },
    ...rows.states,
  };
}
