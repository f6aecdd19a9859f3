import { scaledVariantsOf } from './endpoints.js';
import type { Problem, Rule, Template } from './rule.js';
import { numberOf, resourcesOf, textOf } from './template.js';

export const scalingCapacity: Rule = {
  id: 'scaling-capacity',
  severity: 'error',
  when: 'autoscaling has a minimum above its maximum, or lets a real-time variant go to 0',
  remedy: 'give a minimum from 1, and a maximum no less',
  source: 'botocore 1.43.107, application-autoscaling, RegisterScalableTarget; SageMaker Developer Guide, endpoint-auto-scaling',
  check,
};

function check(template: Template): Problem[] {
  const realtime = scaledVariantsOf(template).filter(({ endpoint }) => endpoint.mode === 'real-time');
  return resourcesOf(template, 'AWS::ApplicationAutoScaling::ScalableTarget').flatMap(({ logicalId, properties }) => {
    const min = numberOf(properties['MinCapacity']);
    const max = numberOf(properties['MaxCapacity']);
    if (textOf(properties['ScalableDimension'])?.startsWith('sagemaker:') !== true) return [];
    return [
      ...(min !== undefined && max !== undefined && min > max
        ? [{ logicalId, property: 'MinCapacity', message: `the minimum ${min} is above the maximum ${max}; give a minimum no greater` }]
        : []),
      ...(min !== undefined && min < 1 && realtime.some(({ target }) => target.logicalId === logicalId)
        ? [{ logicalId, property: 'MinCapacity', message: `a real-time variant cannot go to ${min} instances; give 1 or more` }]
        : []),
    ];
  });
}
