import { variantsOf } from './endpoints.js';
import type { Problem, Rule, Template } from './rule.js';
import { shown, textOf } from './template.js';

export const instanceTypeName: Rule = {
  id: 'instance-type-name',
  severity: 'error',
  when: 'an instance type is not one that SageMaker hosts on',
  remedy: 'write ml.<family>.<size>',
  source: 'botocore 1.43.107, sagemaker, ProductionVariantInstanceType',
  check,
};

function check(template: Template): Problem[] {
  return variantsOf(template).flatMap(({ config, property, variant }) => {
    const type = textOf(variant['InstanceType']);
    if (type === undefined || /^ml\.[a-z0-9-]+\.[a-z0-9]+$/.test(type)) return [];
    return [
      {
        logicalId: config.logicalId,
        property: `${property}.InstanceType`,
        message: `instance type ${shown(type)} hosts nothing; give ml.<family>.<size>, for example ml.m5.large`,
      },
    ];
  });
}
