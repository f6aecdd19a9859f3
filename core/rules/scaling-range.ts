import { bounds, findMetric } from '../metrics/index.js';
import { machineOf } from './endpoints.js';
import type { Problem, Rule, Template } from './rule.js';
import { declaredVariantOf, followedBy, policiesOf, type DeclaredPolicy, type Followed } from './scaling.js';
import { numberOf } from './template.js';

export const scalingRange: Rule = {
  id: 'scaling-range',
  severity: 'error',
  when: 'target tracking has a target of 0 or less, or one that the metric cannot reach',
  remedy: 'give a target inside the range that the message names; CPUUtilization goes to 100 x vCPU, shares go to 1',
  source: 'SageMaker Developer Guide, monitoring-cloudwatch, serverless-endpoints-autoscale; botocore 1.43.107, application-autoscaling',
  check,
};

function check(template: Template): Problem[] {
  return policiesOf(template).flatMap((declared) => {
    const target = numberOf(declared.tracking?.['TargetValue']);
    const followed = followedBy(declared);
    if (target === undefined) return [];
    const most = followed === undefined ? Number.POSITIVE_INFINITY : mostOf(declared, followed);
    if (target > 0 && target < most) return [];
    const name = followed?.name ?? 'the metric';
    const range = Number.isFinite(most) ? `; ${name} goes to ${most} here, give more than 0 and less than that` : '; give more than 0';
    return [
      {
        logicalId: declared.policy.logicalId,
        property: 'TargetTrackingScalingPolicyConfiguration.TargetValue',
        message: `a target of ${target} is never kept to${range}`,
      },
    ];
  });
}

/** A share of provisioned concurrency goes beyond 1 only where requests spill over, and then it says no more. */
function mostOf({ scaled }: DeclaredPolicy, { name, statistic, predefined }: Followed): number {
  if (predefined?.mode === 'serverless') return 1;
  const mode = scaled?.endpoint.mode;
  const entry = mode === undefined ? undefined : findMetric(mode, name);
  if (scaled === undefined || entry === undefined || predefined !== undefined) return Number.POSITIVE_INFINITY;
  const variant = declaredVariantOf(scaled);
  return bounds(entry, statistic ?? 'Average', variant === undefined ? undefined : machineOf(variant)).max;
}
