import { jobName, ML_FOLDERS, paidFacts } from './job.js';
import { ENTERED, folderOf, handOn, madeOf, rowsOf } from './made.js';
import { jsonata, ownVariable } from './names.js';
import type { DefinitionSettings, EvaluationPlan, PipelineStepPlan } from './plan.js';
import { RETRY, type After, type State } from './state.js';

/** Where this package's image has the program. */
const PROGRAM = ['node', '/opt/slipway/evaluate.js'];

/** A model is held against labelled rows in a Processing job; before that, the newest approved version is looked for. */
export function evaluationStates(
  step: PipelineStepPlan & EvaluationPlan,
  settings: DefinitionSettings,
  after: After,
): Record<string, State> {
  const { name, group } = step;
  if (group === undefined) return { [name]: jobState(step, settings, after, ENTERED) };
  const own = `$${ownVariable(name)}`;
  const [foundName, versionName, jobStateName] = [`${name}: current`, `${name}: version`, `${name}: job`];
  return {
    [name]: {
      Type: 'Task',
      Resource: 'arn:aws:states:::aws-sdk:sagemaker:listModelPackages',
      Arguments: {
        ModelPackageGroupName: group,
        ModelApprovalStatus: 'Approved',
        SortBy: 'CreationTime',
        SortOrder: 'Descending',
        MaxResults: 1,
      },
      Retry: RETRY,
      Assign: {
        [ownVariable(name)]:
          `{% { "startedAt": ${ENTERED}, "version": $append($states.result.ModelPackageSummaryList[0].ModelPackageArn, "")[0], "current": "" } %}`,
      },
      Next: foundName,
    },
    [foundName]: {
      Type: 'Choice',
      Choices: [{ Condition: `{% ${own}.version != "" %}`, Next: versionName }],
      Default: jobStateName,
    },
    [versionName]: {
      Type: 'Task',
      Resource: 'arn:aws:states:::aws-sdk:sagemaker:describeModelPackage',
      Arguments: { ModelPackageName: `{% ${own}.version %}` },
      Retry: RETRY,
      Assign: {
        [ownVariable(name)]: `{% $merge([${own}, { "current": $states.result.InferenceSpecification.Containers[0].ModelDataUrl }]) %}`,
      },
      Output: '{% {} %}',
      Next: jobStateName,
    },
    [jobStateName]: jobState(step, settings, after, `${own}.startedAt`),
  };
}

function jobState(step: PipelineStepPlan & EvaluationPlan, settings: DefinitionSettings, after: After, began: string): State {
  const { name, job, label, unseen, toBeat, columns, group } = step;
  const folder = folderOf(name, settings);
  const input = (what: string, place: string): string =>
    `{ "InputName": ${jsonata(what)}, "S3Input": { "S3Uri": ${place}, "LocalPath": ${jsonata(`${ML_FOLDERS.processingInput}${what}`)}, "S3DataType": "S3Prefix", "S3InputMode": "File" } }`;
  const inputs = [
    input('model', madeOf(step.inputs['model'], 'model')),
    ...Object.entries(step.inputs).flatMap(([what, place]) => (what === 'model' ? [] : [input(what, rowsOf(place))])),
  ];
  const current = `$${ownVariable(name)}.current`;
  const given =
    group === undefined
      ? `[${inputs.join(', ')}]`
      : `$append([${inputs.join(', ')}], ${current} = "" ? [] : [${input('current', current)}])`;
  const version = group === undefined ? '' : `, "current": $${ownVariable(name)}.version`;
  return {
    Type: 'Task',
    Resource: 'arn:aws:states:::sagemaker:createProcessingJob.sync',
    Arguments: {
      ProcessingJobName: jobName(job),
      RoleArn: job.roleArn,
      AppSpecification: { ImageUri: job.imageUri, ContainerEntrypoint: PROGRAM },
      Environment: { SLIPWAY_EVALUATION: JSON.stringify({ label, unseen, toBeat, ...(columns === undefined ? {} : { columns }) }) },
      ProcessingInputs: `{% ${given} %}`,
      ProcessingOutputConfig: {
        Outputs: [
          { OutputName: 'card', S3Output: { S3Uri: `{% ${folder} %}`, LocalPath: ML_FOLDERS.processingOutput, S3UploadMode: 'EndOfJob' } },
        ],
      },
      ProcessingResources: { ClusterConfig: { InstanceType: job.instanceType, InstanceCount: 1, VolumeSizeInGB: job.volumeGb } },
      StoppingCondition: { MaxRuntimeInSeconds: job.maxSeconds },
      NetworkConfig: { EnableNetworkIsolation: job.isolated },
    },
    Retry: RETRY,
    ...handOn(name, {
      facts: `{ "job": $states.result.ProcessingJobName, "message": $states.result.ExitMessage${version}, ${paidFacts(job, 'Processing')} }`,
      began,
      made: { card: folder },
    }),
    ...after,
  };
}
