import { scaledVariantsOf } from './endpoints.js';
import type { Problem, Rule, Template } from './rule.js';
import { booleanOf, isAbsent } from './template.js';

export const scalingRetained: Rule = {
  id: 'scaling-retained',
  severity: 'warning',
  when: 'an update of an autoscaled endpoint sets the number of instances back to the initial one',
  remedy: 'set RetainAllVariantProperties to true and exclude DesiredWeight',
  source: 'SageMaker Developer Guide, endpoint-scaling; botocore 1.43.107, UpdateEndpointInput',
  check,
};

function check(template: Template): Problem[] {
  return scaledVariantsOf(template)
    .map(({ endpoint }) => endpoint.endpoint)
    .filter(
      ({ logicalId, properties }, index, all) =>
        (isAbsent(properties['RetainAllVariantProperties']) || booleanOf(properties['RetainAllVariantProperties']) === false) &&
        all.findIndex((other) => other.logicalId === logicalId) === index,
    )
    .map(({ logicalId }) => ({
      logicalId,
      property: 'RetainAllVariantProperties',
      message:
        'the endpoint is autoscaled, and each update would set it back to its initial instances; retain variant properties, and exclude DesiredWeight so that weights in code still count',
    }));
}
