import { variantsOf } from './endpoints.js';
import type { Problem, Rule, Template } from './rule.js';
import { resourcesOf, shown, textOf } from './template.js';

export const modelElsewhere: Rule = {
  id: 'model-elsewhere',
  severity: 'warning',
  when: 'a variant names a model that this template does not declare',
  remedy: 'declare the model here, or make sure that it is there before the endpoint',
  source: 'botocore 1.43.107, sagemaker, CreateEndpointConfig',
  check,
};

function check(template: Template): Problem[] {
  const declared = resourcesOf(template, 'AWS::SageMaker::Model').map(({ properties }) => properties['ModelName']);
  return variantsOf(template).flatMap(({ config, property, variant }) => {
    const name = textOf(variant['ModelName']);
    if (name === undefined || declared.includes(name)) return [];
    return [
      {
        logicalId: config.logicalId,
        property: `${property}.ModelName`,
        message: `model ${shown(name)} is not declared in this template; if nobody makes it before, the deployment fails`,
      },
    ];
  });
}
