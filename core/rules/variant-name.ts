import { ENDPOINT_LIMITS } from '../limits/index.js';
import { CONFIG, variantsOfConfig } from './endpoints.js';
import type { Problem, Rule, Template } from './rule.js';
import { isAbsent, resourcesOf, shown } from './template.js';

export const variantName: Rule = {
  id: 'variant-name',
  severity: 'error',
  when: 'a variant has no name, one that is not accepted, or one that another has too',
  remedy: 'give each a name of letters, digits and inner hyphens, at most 63',
  source: 'botocore 1.43.107, sagemaker, VariantName',
  check,
};

function check(template: Template): Problem[] {
  const { nameLength, namePattern } = ENDPOINT_LIMITS;
  return resourcesOf(template, CONFIG).flatMap((config) => {
    const variants = variantsOfConfig(config);
    return variants.flatMap(({ property, variant, name }, index) => {
      const problem = (message: string): Problem => ({ logicalId: config.logicalId, property: `${property}.VariantName`, message });
      if (isAbsent(variant['VariantName']))
        return [problem('a variant has no name; metrics, scaling and updates all go by it: give one, usually AllTraffic')];
      if (name === undefined) return [];
      const twice = variants.findIndex((other) => other.name === name) < index;
      return [
        ...(name.length > nameLength || !namePattern.test(name)
          ? [problem(`variant name ${shown(name)} is not accepted; use letters, digits and inner hyphens, at most ${nameLength}`)]
          : []),
        ...(twice ? [problem(`variant ${shown(name)} is declared twice; give each a name of its own`)] : []),
      ];
    });
  });
}
