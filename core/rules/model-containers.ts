import { ENDPOINT_LIMITS } from '../limits/index.js';
import type { Problem, Rule, Template } from './rule.js';
import { isAbsent, isIntrinsic, resourcesOf } from './template.js';

export const modelContainers: Rule = {
  id: 'model-containers',
  severity: 'error',
  when: 'a model has one container and a list of containers, or neither, or too few or too many in the list',
  remedy: 'give PrimaryContainer, or 2 to 15 Containers',
  source: 'botocore 1.43.107, sagemaker, CreateModelInput; SageMaker Developer Guide, inference-pipelines',
  check,
};

function check(template: Template): Problem[] {
  const { min, max } = ENDPOINT_LIMITS.containers;
  return resourcesOf(template, 'AWS::SageMaker::Model').flatMap(({ logicalId, properties }) => {
    const one = !isAbsent(properties['PrimaryContainer']);
    const list: unknown = properties['Containers'];
    const many = !isAbsent(list);
    // Which of the two a condition leaves is the deployment's to know.
    if (one && many && (isIntrinsic(properties['PrimaryContainer']) || isIntrinsic(list))) return [];
    if (one && many)
      return [{ logicalId, property: 'Containers', message: 'PrimaryContainer and Containers are both given; give one of them' }];
    if (!one && !many) return [{ logicalId, message: 'a model has no container; give PrimaryContainer, or Containers for a series' }];
    return Array.isArray(list) && !list.some(isIntrinsic) && (list.length < min || list.length > max)
      ? [
          {
            logicalId,
            property: 'Containers',
            message: `${list.length} containers are in series; give ${min} to ${max}, or PrimaryContainer for one`,
          },
        ]
      : [];
  });
}
