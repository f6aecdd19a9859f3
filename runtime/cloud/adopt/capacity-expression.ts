import type { ScalingPolicy, ScheduledAction } from '@aws-sdk/client-application-auto-scaling';
import type { FoundScaling } from './found-endpoint.js';
import { inline, quoted, type SourceCode } from './source-code.js';

const REQUESTS = 'SageMakerVariantInvocationsPerInstance';
const CONCURRENCY = 'SageMakerVariantConcurrentRequestsPerModelHighResolution';
/** Application Auto Scaling's own, and this package's. */
const COOLDOWN_SECONDS = 300;
/** Metrics that `ScalingPolicy.track` knows, by name. */
const TRACKED: Readonly<Record<string, string>> = {
  CPUUtilization: 'CPU_UTILIZATION',
  MemoryUtilization: 'MEMORY_UTILIZATION',
  GPUUtilization: 'GPU_UTILIZATION',
};

/** How many instances, and what the number follows. */
export function capacityExpression(code: SourceCode, instances: number, scaling: FoundScaling | undefined, variant: string): string {
  const capacity = code.own('Capacity');
  const fixed = `${capacity}.fixed(${Math.max(1, instances)})`;
  if (scaling === undefined) return fixed;
  const { target, policies, actions } = scaling;
  const [min = 1, max = 1] = [target.MinCapacity, target.MaxCapacity];
  if (min < 1) {
    code.leaveOut(`scaling of variant ${variant} down to ${min} instances, which a real-time endpoint does not answer with`);
    return fixed;
  }
  const only = policies.length === 1 ? policies[0] : undefined;
  const plain = only === undefined ? undefined : plainTarget(only);
  const followed = plain === undefined ? policies.flatMap((policy) => policyExpression(code, policy, variant) ?? []) : [];
  const schedule = actions.flatMap((action) => actionExpression(code, action, variant) ?? []);
  if (plain === undefined && followed.length === 0 && schedule.length === 0) {
    code.leaveOut(`scaling of variant ${variant} from ${min} to ${max} instances, since nothing that it follows can be said`);
    return fixed;
  }
  const options = inline([
    ['min', String(min)],
    ['max', String(max)],
    ['requestsPerInstancePerMinute', plain === undefined ? undefined : String(plain)],
    ['policies', followed.length === 0 ? undefined : `[${followed.join(', ')}]`],
    ['schedule', schedule.length === 0 ? undefined : `[${schedule.join(', ')}]`],
  ]);
  return `${capacity}.autoscaled(${options})`;
}

/** The target of the one policy that has a property of its own; its pace is the default. */
function plainTarget(policy: ScalingPolicy): number | undefined {
  const tracking = policy.TargetTrackingScalingPolicyConfiguration;
  const isPlain = tracking?.PredefinedMetricSpecification?.PredefinedMetricType === REQUESTS && paceOf(policy).length === 0;
  return isPlain ? tracking.TargetValue : undefined;
}

function policyExpression(code: SourceCode, policy: ScalingPolicy, variant: string): string | undefined {
  const tracking = policy.TargetTrackingScalingPolicyConfiguration;
  const { TargetValue: target } = tracking ?? {};
  const predefined = tracking?.PredefinedMetricSpecification?.PredefinedMetricType;
  const custom = tracking?.CustomizedMetricSpecification;
  const scaling = 'ScalingPolicy';
  const pace = paceOf(policy).map(([name, seconds]) => [name, `${code.name('aws-cdk-lib', 'Duration')}.seconds(${seconds})`] as const);
  const more = pace.length === 0 ? '' : `, ${inline(pace)}`;
  if (target !== undefined && predefined === REQUESTS) return `${code.own(scaling)}.requestsPerInstance(${target}${more})`;
  if (target !== undefined && predefined === CONCURRENCY) return `${code.own(scaling)}.concurrentRequests(${target}${more})`;
  const metric = custom?.Namespace === '/aws/sagemaker/Endpoints' ? TRACKED[custom.MetricName ?? ''] : undefined;
  if (target !== undefined && metric !== undefined) {
    const options = inline([
      ['target', String(target)],
      ['statistic', custom?.Statistic === undefined ? undefined : quoted(custom.Statistic)],
      ...pace,
    ]);
    return `${code.own(scaling)}.track(${code.own('ServiceMetric')}.${metric}, ${options})`;
  }
  const what = tracking ?? policy.StepScalingPolicyConfiguration ?? policy.PolicyType;
  code.leaveOut(`scaling policy ${policy.PolicyName} of variant ${variant}: ${JSON.stringify(what)}`);
  return undefined;
}

function paceOf({ TargetTrackingScalingPolicyConfiguration: tracking }: ScalingPolicy): [name: string, seconds: number][] {
  const { ScaleInCooldown: inwards, ScaleOutCooldown: outwards } = tracking ?? {};
  return [
    ...(outwards === undefined || outwards === COOLDOWN_SECONDS ? [] : [['scaleOutCooldown', outwards] as [string, number]]),
    ...(inwards === undefined || inwards === COOLDOWN_SECONDS ? [] : [['scaleInCooldown', inwards] as [string, number]]),
  ];
}

function actionExpression(code: SourceCode, action: ScheduledAction, variant: string): string | undefined {
  const { Schedule: expression = '', Timezone: zone, ScalableTargetAction: bounds, ScheduledActionName: name } = action;
  const { MinCapacity: min, MaxCapacity: max } = bounds ?? {};
  if (min !== undefined && min < 1) {
    code.leaveOut(`scheduled action ${name} of variant ${variant}, which goes down to ${min} instances: ${expression}`);
    return undefined;
  }
  const schedule = code.name('aws-cdk-lib/aws-applicationautoscaling', 'Schedule');
  return inline([
    ['schedule', `${schedule}.expression(${quoted(expression)})`],
    ['timeZone', zone === undefined ? undefined : `${code.name('aws-cdk-lib', 'TimeZone')}.of(${quoted(zone)})`],
    ['min', min === undefined ? undefined : String(min)],
    ['max', max === undefined ? undefined : String(max)],
  ]);
}
