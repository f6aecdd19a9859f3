import { ENDPOINT } from './endpoints.js';
import type { Problem, Rule, Template } from './rule.js';
import { booleanOf, isAbsent, resourcesOf } from './template.js';

export const retainedProperties: Rule = {
  id: 'retained-properties',
  severity: 'error',
  when: 'properties are excluded from what an update retains, and nothing is retained',
  remedy: 'set RetainAllVariantProperties to true, or leave the exclusions out',
  source: 'botocore 1.43.107, sagemaker, UpdateEndpointInput',
  check,
};

function check(template: Template): Problem[] {
  return resourcesOf(template, ENDPOINT)
    .filter(
      ({ properties }) =>
        Array.isArray(properties['ExcludeRetainedVariantProperties']) &&
        properties['ExcludeRetainedVariantProperties'].length > 0 &&
        (isAbsent(properties['RetainAllVariantProperties']) || booleanOf(properties['RetainAllVariantProperties']) === false),
    )
    .map(({ logicalId }) => ({
      logicalId,
      property: 'ExcludeRetainedVariantProperties',
      message: 'properties are excluded from being retained, and RetainAllVariantProperties is not true; set it, or leave them out',
    }));
}
