import { CONFIG, variantsOfConfig } from './endpoints.js';
import type { Problem, Rule, Template } from './rule.js';
import { objectOf, resourcesOf } from './template.js';

export const serverlessVariants: Rule = {
  id: 'serverless-variants',
  severity: 'error',
  when: 'a serverless variant stands beside another variant or a shadow',
  remedy: 'leave one variant, or serve on instances',
  source: 'SageMaker Developer Guide, serverless-endpoints, feature exclusions',
  check,
};

function check(template: Template): Problem[] {
  return resourcesOf(template, CONFIG).flatMap((config) => {
    const variants = variantsOfConfig(config);
    const serverless = variants.some(({ variant }) => objectOf(variant['ServerlessConfig']) !== undefined);
    if (!serverless || variants.length < 2) return [];
    return [
      {
        logicalId: config.logicalId,
        property: variants.some(({ shadow }) => shadow) ? 'ShadowProductionVariants' : 'ProductionVariants',
        message: `a serverless endpoint has one variant, and ${variants.length} are declared; leave one, or serve on instances`,
      },
    ];
  });
}
