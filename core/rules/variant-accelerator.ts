import { variantsOf } from './endpoints.js';
import type { Problem, Rule, Template } from './rule.js';
import { isAbsent, shown } from './template.js';

export const variantAccelerator: Rule = {
  id: 'variant-accelerator',
  severity: 'error',
  when: 'a variant asks for an Elastic Inference accelerator, which no longer exist',
  remedy: 'take an instance type with a GPU or with Inferentia',
  source: 'botocore 1.43.107, sagemaker, ProductionVariant: AcceleratorType is no longer supported',
  check,
};

function check(template: Template): Problem[] {
  return variantsOf(template)
    .filter(({ variant }) => !isAbsent(variant['AcceleratorType']))
    .map(({ config, property, variant, name }) => ({
      logicalId: config.logicalId,
      property: `${property}.AcceleratorType`,
      message: `variant ${shown(name ?? '')} asks for ${shown(variant['AcceleratorType'])}, and Elastic Inference is gone; take an instance type with a GPU`,
    }));
}
