import type { Problem, Rule, Template } from './rule.js';
import { isAbsent, resourcesOf } from './template.js';

export const modelRole: Rule = {
  id: 'model-role',
  severity: 'error',
  when: 'a model has no execution role, so nothing can download it',
  remedy: 'give ExecutionRoleArn',
  source: 'botocore 1.43.107, sagemaker, CreateModelInput',
  check,
};

function check(template: Template): Problem[] {
  return resourcesOf(template, 'AWS::SageMaker::Model')
    .filter(({ properties }) => isAbsent(properties['ExecutionRoleArn']))
    .map(({ logicalId }) => ({
      logicalId,
      property: 'ExecutionRoleArn',
      message: 'a model has no execution role; SageMaker needs one to pull the image and read the model: give ExecutionRoleArn',
    }));
}
