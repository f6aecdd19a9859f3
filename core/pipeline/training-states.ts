import { entryPoint, jobEnvironment, jobName, ML_FOLDERS, paidFacts } from './job.js';
import { folderOf, handOn, rowsOf } from './made.js';
import type { DefinitionSettings, PipelineStepPlan, TrainingPlan } from './plan.js';
import { RETRY_CALL, type After, type State } from './state.js';

/** A SageMaker training job over the inputs as its channels, whose archive is the model. */
export function trainingStates(step: PipelineStepPlan & TrainingPlan, settings: DefinitionSettings, after: After): Record<string, State> {
  const { name, job, hyperparameters } = step;
  const channel = (ChannelName: string, S3Uri: string): Record<string, unknown> => ({
    ChannelName,
    DataSource: { S3DataSource: { S3DataType: 'S3Prefix', S3Uri, S3DataDistributionType: 'FullyReplicated' } },
  });
  return {
    [name]: {
      Type: 'Task',
      Resource: 'arn:aws:states:::sagemaker:createTrainingJob.sync',
      Arguments: {
        TrainingJobName: jobName(job),
        RoleArn: job.roleArn,
        AlgorithmSpecification: {
          TrainingImage: job.imageUri,
          TrainingInputMode: 'File',
          ContainerEntrypoint: entryPoint(job, `${ML_FOLDERS.channels}code`),
        },
        Environment: jobEnvironment(job),
        HyperParameters: hyperparameters,
        InputDataConfig: [
          channel('code', job.code),
          ...Object.entries(step.inputs).map(([relation, place]) => channel(relation, `{% ${rowsOf(place)} %}`)),
        ],
        // SageMaker puts the name of the job and a slash behind it.
        OutputDataConfig: { S3OutputPath: `{% ${folderOf(name, settings, '')} %}` },
        ResourceConfig: { InstanceType: job.instanceType, InstanceCount: job.instanceCount, VolumeSizeInGB: job.volumeGb },
        StoppingCondition: { MaxRuntimeInSeconds: job.maxSeconds },
        EnableNetworkIsolation: job.isolated,
        EnableInterContainerTrafficEncryption: job.instanceCount > 1,
      },
      Retry: RETRY_CALL,
      ...handOn(name, {
        facts: `{ "job": $states.result.TrainingJobName, "model": $states.result.ModelArtifacts.S3ModelArtifacts, ${paidFacts(job, 'Training')} }`,
        made: { model: '$states.result.ModelArtifacts.S3ModelArtifacts' },
      }),
      ...after,
    },
  };
}
