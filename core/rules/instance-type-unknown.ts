import { instanceFacts } from '../limits/index.js';
import { variantsOf } from './endpoints.js';
import type { Problem, Rule, Template } from './rule.js';
import { shown, textOf } from './template.js';

export const instanceTypeUnknown: Rule = {
  id: 'instance-type-unknown',
  severity: 'warning',
  when: "an instance type is not in this package's table",
  remedy: 'check the spelling; checks of its size are left out',
  source: 'botocore 1.43.107, sagemaker, ProductionVariantInstanceType',
  check,
};

function check(template: Template): Problem[] {
  return variantsOf(template).flatMap(({ config, property, variant }) => {
    const type = textOf(variant['InstanceType']);
    if (type === undefined || !type.startsWith('ml.') || instanceFacts(type) !== undefined) return [];
    return [
      {
        logicalId: config.logicalId,
        property: `${property}.InstanceType`,
        message: `instance type ${shown(type)} is not known here; check its spelling, and that it hosts endpoints in this region`,
      },
    ];
  });
}
