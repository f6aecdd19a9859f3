import type { Mode } from '../hosting/mode.js';
import { scaledVariantsOf, variantAt } from './endpoints.js';
import type { Problem, Rule, Template } from './rule.js';
import { isRecord, referredBy, resourcesOf, textOf } from './template.js';

export const scalingMetric: Rule = {
  id: 'scaling-metric',
  severity: 'error',
  when: 'autoscaling follows a metric that the endpoint does not publish, and so never acts',
  remedy: 'follow a metric of the mode: async the backlog per instance, serverless the use of provisioned concurrency',
  source: 'SageMaker Developer Guide, endpoint-auto-scaling, async-inference-autoscale, async-inference-monitor',
  check,
};

const PUBLISHED_BY: Readonly<Record<string, Mode>> = {
  SageMakerVariantInvocationsPerInstance: 'real-time',
  SageMakerVariantConcurrentRequestsPerModelHighResolution: 'real-time',
  SageMakerVariantProvisionedConcurrencyUtilization: 'serverless',
};

function check(template: Template): Problem[] {
  const scaled = scaledVariantsOf(template);
  return resourcesOf(template, 'AWS::ApplicationAutoScaling::ScalingPolicy').flatMap(({ logicalId, properties }) => {
    const tracking = properties['TargetTrackingScalingPolicyConfiguration'];
    const predefined =
      isRecord(tracking) && isRecord(tracking['PredefinedMetricSpecification']) ? tracking['PredefinedMetricSpecification'] : {};
    const metric = textOf(predefined['PredefinedMetricType']) ?? '';
    // A policy refers to its target, or repeats what the target says.
    const followed =
      scaled.find(({ target }) => target.logicalId === referredBy(properties['ScalingTargetId'])) ??
      variantAt(template, properties['ResourceId']);
    const mode = followed?.endpoint.mode;
    const publisher = Object.hasOwn(PUBLISHED_BY, metric) ? PUBLISHED_BY[metric] : undefined;
    if (publisher === undefined || mode === undefined || publisher === mode) return [];
    return [
      {
        logicalId,
        property: 'TargetTrackingScalingPolicyConfiguration.PredefinedMetricSpecification.PredefinedMetricType',
        message: `${metric} is published by ${publisher} endpoints, and this one is ${mode}: it would never scale; follow a metric of its own`,
      },
    ];
  });
}
