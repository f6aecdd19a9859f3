import { ENDPOINT_LIMITS } from '../limits/index.js';
import type { Problem, Rule, Template } from './rule.js';
import { isAbsent, resourcesOf } from './template.js';

export const modelContainers: Rule = {
  id: 'model-containers',
  severity: 'error',
  when: 'a model has one container and a list of containers, or neither, or too many',
  remedy: 'give PrimaryContainer, or 2 to 15 Containers',
  source: 'botocore 1.43.107, sagemaker, CreateModelInput; SageMaker Developer Guide, inference-pipelines',
  check,
};

function check(template: Template): Problem[] {
  const { max } = ENDPOINT_LIMITS.containers;
  return resourcesOf(template, 'AWS::SageMaker::Model').flatMap(({ logicalId, properties }) => {
    const one = !isAbsent(properties['PrimaryContainer']);
    const list: unknown = properties['Containers'];
    const many = !isAbsent(list);
    if (one && many)
      return [{ logicalId, property: 'Containers', message: 'PrimaryContainer and Containers are both given; give one of them' }];
    if (!one && !many) return [{ logicalId, message: 'a model has no container; give PrimaryContainer, or Containers for a series' }];
    return Array.isArray(list) && (list.length === 0 || list.length > max)
      ? [{ logicalId, property: 'Containers', message: `${list.length} containers are in series; give 1 to ${max}` }]
      : [];
  });
}
