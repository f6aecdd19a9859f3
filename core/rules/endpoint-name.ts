import { ENDPOINT_LIMITS } from '../limits/index.js';
import { ENDPOINT } from './endpoints.js';
import type { Problem, Rule, Template } from './rule.js';
import { resourcesOf, shown, textOf } from './template.js';

export const endpointName: Rule = {
  id: 'endpoint-name',
  severity: 'error',
  when: "an endpoint's name is not accepted",
  remedy: 'use letters, digits and inner hyphens, at most 63',
  source: 'botocore 1.43.107, sagemaker, EndpointName',
  check,
};

function check(template: Template): Problem[] {
  const { nameLength, namePattern } = ENDPOINT_LIMITS;
  return resourcesOf(template, ENDPOINT).flatMap(({ logicalId, properties }) => {
    const name = textOf(properties['EndpointName']);
    if (name === undefined || (name.length <= nameLength && namePattern.test(name))) return [];
    return [
      {
        logicalId,
        property: 'EndpointName',
        message: `endpoint name ${shown(name)} is not accepted; use letters, digits and inner hyphens, at most ${nameLength}`,
      },
    ];
  });
}
