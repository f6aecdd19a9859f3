import { variantsOf } from './endpoints.js';
import type { Problem, Rule, Template } from './rule.js';
import { isAbsent, objectOf, shown } from './template.js';

export const serverlessInstance: Rule = {
  id: 'serverless-instance',
  severity: 'error',
  when: 'a serverless variant names instances too',
  remedy: 'leave InstanceType and InitialInstanceCount out, or ServerlessConfig',
  source: 'botocore 1.43.107, sagemaker, ProductionVariant',
  check,
};

function check(template: Template): Problem[] {
  return variantsOf(template)
    .filter(({ variant }) => objectOf(variant['ServerlessConfig']) !== undefined)
    .flatMap(({ config, property, variant, name }) =>
      ['InstanceType', 'InitialInstanceCount']
        .filter((key) => !isAbsent(variant[key]))
        .map((key) => ({
          logicalId: config.logicalId,
          property: `${property}.${key}`,
          message: `variant ${shown(name ?? '')} is serverless and gives ${key} ${shown(variant[key])}; leave one of the two out`,
        })),
    );
}
