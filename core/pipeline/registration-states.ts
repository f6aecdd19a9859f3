import { ENTERED, handOn, madeOf } from './made.js';
import { identifier, jsonata, ownVariable } from './names.js';
import type { DefinitionSettings, PipelineStepPlan, RegistrationPlan } from './plan.js';
import { RETRY, type After, type State } from './state.js';

/** Folder beside the runs in which registered models are kept: what lies below a run expires. */
export const REGISTRY = 'registry/';

/** The archive is copied out of the run, the card read, and both become a version. */
export function registrationStates(
  step: PipelineStepPlan & RegistrationPlan,
  settings: DefinitionSettings,
  after: After,
): Record<string, State> {
  const { name, group, hasCard } = step;
  const model = madeOf(step.inputs['model'], 'model');
  const kept = settings.prefix.replace(/runs\/$/, REGISTRY);
  const key = `${jsonata(`${kept}${identifier(name)}/`)} & $run & "/model.tar.gz"`;
  const own = ownVariable(name);
  const [cardName, versionName] = [`${name}: card`, `${name}: version`];
  const version = {
    ModelPackageGroupName: group,
    ModelPackageDescription: `{% ${jsonata(`Run of ${settings.pipeline}: `)} & $states.context.Execution.Name %}`,
    ModelApprovalStatus: step.approval,
    InferenceSpecification: {
      Containers: [{ Image: step.imageUri, ModelDataUrl: `{% ${jsonata(`s3://${settings.bucket}/`)} & ${key} %}` }],
      SupportedContentTypes: step.contentTypes,
      SupportedResponseMIMETypes: step.responseTypes,
    },
    ...(hasCard ? { ModelCard: { ModelCardContent: `{% $${own}.card %}`, ModelCardStatus: 'Draft' } } : {}),
    // The same run registers once, however often the state is tried.
    ClientToken: '{% $substring($hash($states.context.Execution.Id, "SHA-256"), 0, 36) %}',
  };
  return {
    [name]: {
      Type: 'Task',
      Resource: 'arn:aws:states:::aws-sdk:s3:copyObject',
      Arguments: { Bucket: settings.bucket, Key: `{% ${key} %}`, CopySource: `{% $substringAfter(${model}, "s3://") %}` },
      Retry: RETRY,
      Assign: { [own]: `{% { "startedAt": ${ENTERED} } %}` },
      Output: '{% {} %}',
      Next: hasCard ? cardName : versionName,
    },
    ...(hasCard
      ? {
          [cardName]: {
            Type: 'Task',
            Resource: 'arn:aws:states:::aws-sdk:s3:getObject',
            Arguments: {
              Bucket: settings.bucket,
              Key: `{% $substringAfter(${madeOf(step.inputs['model'], 'card')}, ${jsonata(`s3://${settings.bucket}/`)}) & "package-card.json" %}`,
            },
            Retry: RETRY,
            Assign: { [own]: `{% $merge([$${own}, { "card": $states.result.Body }]) %}` },
            Output: '{% {} %}',
            Next: versionName,
          },
        }
      : {}),
    [versionName]: {
      Type: 'Task',
      Resource: 'arn:aws:states:::aws-sdk:sagemaker:createModelPackage',
      Arguments: version,
      Retry: RETRY,
      ...handOn(name, {
        facts: '{ "version": $states.result.ModelPackageArn }',
        began: `$${own}.startedAt`,
        made: { version: '$states.result.ModelPackageArn' },
      }),
      ...after,
    },
  };
}
