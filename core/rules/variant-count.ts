import { ENDPOINT_LIMITS } from '../limits/index.js';
import { CONFIG, variantsOfConfig } from './endpoints.js';
import type { Problem, Rule, Template } from './rule.js';
import { isAbsent, isWrittenOut, numberOf, resourcesOf, shown } from './template.js';

export const variantCount: Rule = {
  id: 'variant-count',
  severity: 'error',
  when: 'there are too few or too many variants or instances, or a shadow beside several variants',
  remedy: 'correct the number as the message says',
  source: 'botocore 1.43.107, sagemaker, ProductionVariantList, CreateEndpointConfigInput, ProductionVariant',
  check,
};

function check(template: Template): Problem[] {
  const { variants: most, shadowVariants, instancesAtLeast } = ENDPOINT_LIMITS;
  return resourcesOf(template, CONFIG).flatMap((config) => {
    const { logicalId, properties } = config;
    const variants = variantsOfConfig(config);
    const shadows = variants.filter(({ shadow }) => shadow).length;
    const production = variants.length - shadows;
    const known = isWrittenOut(properties['ProductionVariants']);
    return [
      ...(known && (production < 1 || production > most)
        ? [{ logicalId, property: 'ProductionVariants', message: `${production} variants are declared; give 1 to ${most}` }]
        : []),
      ...(shadows > 0 && (shadows > shadowVariants || (known && production !== 1))
        ? [
            {
              logicalId,
              property: 'ShadowProductionVariants',
              message: `${shadows} shadow variants stand beside ${production}; one stands beside exactly one`,
            },
          ]
        : []),
      ...variants
        .filter(
          ({ variant }) =>
            isAbsent(variant['ServerlessConfig']) && (numberOf(variant['InitialInstanceCount']) ?? instancesAtLeast) < instancesAtLeast,
        )
        .map(({ property, name, variant }) => ({
          logicalId,
          property: `${property}.InitialInstanceCount`,
          message: `variant ${shown(name ?? '')} starts with ${shown(variant['InitialInstanceCount'])} instances; give ${instancesAtLeast} or more`,
        })),
    ];
  });
}
