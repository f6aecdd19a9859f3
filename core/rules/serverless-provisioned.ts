import { SERVERLESS_LIMITS } from '../limits/index.js';
import { variantsOf } from './endpoints.js';
import type { Problem, Rule, Template } from './rule.js';
import { numberOf, objectOf } from './template.js';

export const serverlessProvisioned: Rule = {
  id: 'serverless-provisioned',
  severity: 'error',
  when: 'more concurrency is provisioned than a serverless variant may use, or none',
  remedy: 'provision from 1 to MaxConcurrency, or leave ProvisionedConcurrency out',
  source: 'botocore 1.43.107, sagemaker, ProductionVariantServerlessConfig',
  check,
};

function check(template: Template): Problem[] {
  return variantsOf(template).flatMap(({ config, property, variant }) => {
    const serverless = objectOf(variant['ServerlessConfig']);
    const provisioned = numberOf(serverless?.['ProvisionedConcurrency']);
    if (provisioned === undefined) return [];
    const { min, max } = SERVERLESS_LIMITS.maxConcurrency;
    const most = Math.min(max, numberOf(serverless?.['MaxConcurrency']) ?? max);
    if (provisioned >= min && provisioned <= most) return [];
    return [
      {
        logicalId: config.logicalId,
        property: `${property}.ServerlessConfig.ProvisionedConcurrency`,
        message: `a provisioned concurrency of ${provisioned} is not accepted beside a maximum of ${most}; give ${min} to ${most}`,
      },
    ];
  });
}
