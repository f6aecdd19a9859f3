import { CONFIG, variantsOfConfig } from './endpoints.js';
import type { Problem, Rule, Template } from './rule.js';
import { isWrittenOut, numberOf, resourcesOf, shown } from './template.js';

export const variantWeight: Rule = {
  id: 'variant-weight',
  severity: 'error',
  when: 'a variant has a negative weight, or every variant has weight 0',
  remedy: 'give 0 or more, and more than 0 to at least one variant',
  source: 'botocore 1.43.107, sagemaker, ProductionVariant',
  check,
};

function check(template: Template): Problem[] {
  return resourcesOf(template, CONFIG).flatMap((config) => {
    const variants = variantsOfConfig(config);
    const negative = variants.filter(({ variant }) => (numberOf(variant['InitialVariantWeight']) ?? 0) < 0);
    const production = variants.filter(({ shadow }) => !shadow);
    const nobody =
      isWrittenOut(config.properties['ProductionVariants']) &&
      production.length > 0 &&
      production.every(({ variant }) => numberOf(variant['InitialVariantWeight']) === 0);
    return [
      ...negative.map(({ property, variant, name }) => ({
        logicalId: config.logicalId,
        property: `${property}.InitialVariantWeight`,
        message: `variant ${shown(name ?? '')} has weight ${shown(variant['InitialVariantWeight'])}; give 0 or more, and more than 0 to at least one variant`,
      })),
      ...(nobody
        ? [
            {
              logicalId: config.logicalId,
              property: 'ProductionVariants',
              message: 'every variant has weight 0, so nobody would answer; give more than 0 to at least one',
            },
          ]
        : []),
    ];
  });
}
