import { CONFIG } from './endpoints.js';
import type { Problem, Rule, Template } from './rule.js';
import { resourcesOf, shown, textOf } from './template.js';

export const fixedName: Rule = {
  id: 'fixed-name',
  severity: 'warning',
  when: 'a model or an endpoint configuration has a fixed name, and any change that replaces it collides with itself',
  remedy: 'leave the name out',
  source: 'CloudFormation template reference, AWS::SageMaker::EndpointConfig and AWS::SageMaker::Model, update behaviour',
  check,
};

const NAMES: Readonly<Record<string, string>> = { [CONFIG]: 'EndpointConfigName', 'AWS::SageMaker::Model': 'ModelName' };

function check(template: Template): Problem[] {
  return Object.entries(NAMES).flatMap(([type, property]) =>
    resourcesOf(template, type).flatMap(({ logicalId, properties }) => {
      const name = textOf(properties[property]);
      return name === undefined
        ? []
        : [
            {
              logicalId,
              property,
              message: `${property} is fixed to ${shown(name)}; a change replaces the resource, and the new one collides with the old: leave the name out`,
            },
          ];
    }),
  );
}
