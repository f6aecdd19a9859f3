import type { ScalingPlan } from '../plan.js';
import type { ReadStack } from './stacks.js';
import { number, record, text } from './values.js';

const TARGET = 'AWS::ApplicationAutoScaling::ScalableTarget';
const POLICY = 'AWS::ApplicationAutoScaling::ScalingPolicy';
const COUNT = 'sagemaker:variant:DesiredInstanceCount';
const PER_INSTANCE = 'SageMakerVariantInvocationsPerInstance';

/** How a variant scales, where a stack of the same stage declares it by the names that endpoint and variant come out with. */
export function readScaling(stacks: readonly ReadStack[], endpointName: string, variantName: string): ScalingPlan | undefined {
  for (const { scope } of stacks) {
    for (const { logicalId } of scope.resources(TARGET)) {
      const properties = scope.properties(logicalId);
      const { ResourceId: resource, ScalableDimension: dimension } = properties;
      if (resource !== `endpoint/${endpointName}/variant/${variantName}` || dimension !== COUNT) continue;
      const [min, max] = [number(properties['MinCapacity']), number(properties['MaxCapacity'])];
      if (min === undefined || max === undefined) continue;
      const target = scope
        .resources(POLICY)
        .map((policy) => ({ properties: scope.properties(policy.logicalId), resource: policy.resource }))
        .filter((policy) => isPolicyOf(policy.properties, policy.resource.Properties ?? {}, logicalId, text(resource) ?? ''))
        .map((policy) => targetOf(policy.properties))
        .find((value) => value !== undefined);
      return { min, max, ...(target === undefined ? {} : { requestsPerInstancePerMinute: target }) };
    }
  }
  return undefined;
}

function isPolicyOf(
  properties: Readonly<Record<string, unknown>>,
  declared: Readonly<Record<string, unknown>>,
  targetId: string,
  resourceId: string,
): boolean {
  return record(declared['ScalingTargetId'])?.['Ref'] === targetId || properties['ResourceId'] === resourceId;
}

/** Only the predefined metric of requests per instance can be followed here. */
function targetOf(properties: Readonly<Record<string, unknown>>): number | undefined {
  const tracking = record(properties['TargetTrackingScalingPolicyConfiguration']);
  const metric = record(tracking?.['PredefinedMetricSpecification'])?.['PredefinedMetricType'];
  return metric === PER_INSTANCE ? number(tracking?.['TargetValue']) : undefined;
}
