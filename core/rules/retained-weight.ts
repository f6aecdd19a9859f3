import { endpointsOf, variantsOfConfig } from './endpoints.js';
import type { Problem, Rule, Template } from './rule.js';
import { booleanOf, isAbsent, isWrittenOut, itemsOf, textOf } from './template.js';

export const retainedWeight: Rule = {
  id: 'retained-weight',
  severity: 'warning',
  when: 'an update of an endpoint of several variants keeps their weights, so that a weight changed in code has no effect',
  remedy: 'exclude DesiredWeight from what is retained',
  source: 'botocore 1.43.107, sagemaker, UpdateEndpointInput and VariantProperty',
  check,
};

function check(template: Template): Problem[] {
  return endpointsOf(template)
    .filter(({ config }) => config !== undefined && variantsOfConfig(config).filter(({ shadow }) => !shadow).length > 1)
    .filter(({ endpoint: { properties } }) => {
      const excluded = properties['ExcludeRetainedVariantProperties'];
      if (booleanOf(properties['RetainAllVariantProperties']) !== true || !(isAbsent(excluded) || isWrittenOut(excluded))) return false;
      return !itemsOf(excluded).some(({ item }) => (textOf(item['VariantPropertyType']) ?? 'DesiredWeight') === 'DesiredWeight');
    })
    .map(({ endpoint: { logicalId } }) => ({
      logicalId,
      property: 'RetainAllVariantProperties',
      message:
        'each update keeps the weights that the endpoint has, and those in code have no effect; give ExcludeRetainedVariantProperties with DesiredWeight',
    }));
}
