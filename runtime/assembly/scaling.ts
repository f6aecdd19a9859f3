import type { FollowedMetric, Refusal, ScalingPlan, ScheduledPlan, TrackingPlan } from '../plan.js';
import { readSteps } from './scaling-steps.js';
import { followable } from './scaling-metric.js';
import type { ReadStack } from './stacks.js';
import { number, record, records, text } from './values.js';

const TARGET = 'AWS::ApplicationAutoScaling::ScalableTarget';
const POLICY = 'AWS::ApplicationAutoScaling::ScalingPolicy';
const COUNT = 'sagemaker:variant:DesiredInstanceCount';
const SECONDS_PER_MINUTE = 60;

/** How a variant scales, and by name what of it is not followed. */
export interface ReadScaling {
  readonly plan: ScalingPlan;
  readonly refusals: readonly Refusal[];
}

/** How a variant scales, where a stack of the same stage declares it by the names that endpoint and variant come out with. */
export function readScaling(stacks: readonly ReadStack[], endpointName: string, variantName: string): ReadScaling | undefined {
  for (const stack of stacks) {
    for (const { logicalId } of stack.scope.resources(TARGET)) {
      const properties = stack.scope.properties(logicalId);
      const { ResourceId: resource, ScalableDimension: dimension } = properties;
      if (resource !== `endpoint/${endpointName}/variant/${variantName}` || dimension !== COUNT) continue;
      const [min, max] = [number(properties['MinCapacity']), number(properties['MaxCapacity'])];
      if (min !== undefined && max !== undefined) return read(stack, logicalId, properties, { min, max });
    }
  }
  return undefined;
}

type Properties = Readonly<Record<string, unknown>>;

function read(stack: ReadStack, targetId: string, properties: Properties, bounds: Pick<ScalingPlan, 'min' | 'max'>): ReadScaling {
  const refusals: Refusal[] = [];
  const refuse = (logicalId: string, what: string, reason: string): undefined => {
    const place = stack.scope.placeOf(logicalId);
    refusals.push({ path: place.path ?? `${stack.path}/${logicalId}`, place, what, reason });
  };
  const policies = stack.scope
    .resources(POLICY)
    .map(({ logicalId, resource }) => ({ logicalId, declared: resource.Properties ?? {}, properties: stack.scope.properties(logicalId) }))
    .filter(
      (policy) =>
        record(policy.declared['ScalingTargetId'])?.['Ref'] === targetId || policy.properties['ResourceId'] === properties['ResourceId'],
    );
  const tracking = policies.flatMap(({ logicalId, properties: given }): TrackingPlan[] => {
    const configuration = record(given['TargetTrackingScalingPolicyConfiguration']);
    if (configuration === undefined) return [];
    const plan = trackingOf(configuration);
    if (typeof plan !== 'string') return [plan];
    refuse(logicalId, 'scaling policy', plan);
    return [];
  });
  const steps = policies.flatMap(({ logicalId, properties: given }) => {
    const configuration = record(given['StepScalingPolicyConfiguration']);
    if (configuration === undefined) return [];
    const found = readSteps(stack, logicalId, configuration);
    for (const reason of found.problems) refuse(logicalId, 'scaling policy', reason);
    return found.plans;
  });
  const scheduled = records(properties['ScheduledActions']).flatMap((action): ScheduledPlan[] => {
    const plan = scheduledOf(action);
    if (typeof plan !== 'string') return [plan];
    refuse(targetId, 'scheduled scaling', plan);
    return [];
  });
  return { plan: { ...bounds, tracking, steps, scheduled }, refusals };
}

const PREDEFINED: Readonly<Record<string, FollowedMetric>> = {
  SageMakerVariantInvocationsPerInstance: { name: 'InvocationsPerInstance', statistic: 'Sum' },
  // Every ten seconds in the account; here the most that there were in a minute.
  SageMakerVariantConcurrentRequestsPerModelHighResolution: { name: 'ConcurrentRequestsPerModel', statistic: 'Maximum' },
};

/** A policy that can be followed, or why not. */
function trackingOf(configuration: Properties): TrackingPlan | string {
  const target = number(configuration['TargetValue']);
  const predefined = text(record(configuration['PredefinedMetricSpecification'])?.['PredefinedMetricType']);
  const custom = record(configuration['CustomizedMetricSpecification']);
  const metric = predefined === undefined ? followable(custom?.['MetricName'], custom?.['Statistic']) : PREDEFINED[predefined];
  if (metric === undefined)
    return `${predefined ?? text(custom?.['MetricName']) ?? 'its metric'} is not simulated, so what follows it never acts here`;
  if (target === undefined) return 'its target is not known';
  const minutes = (key: string): number | undefined => {
    const seconds = number(configuration[key]);
    return seconds === undefined ? undefined : seconds / SECONDS_PER_MINUTE;
  };
  const [outCooldown, inCooldown] = [minutes('ScaleOutCooldown'), minutes('ScaleInCooldown')];
  return {
    metric,
    target,
    ...(outCooldown === undefined ? {} : { outCooldown }),
    ...(inCooldown === undefined ? {} : { inCooldown }),
  };
}

const CRON = /^cron\((\S+ \S+ \S+ \S+ \S+) \*\)$/;

/** Simulated weeks have no date, so what happens once, or from an unstated beginning on, has no place in them. */
function scheduledOf(action: Properties): ScheduledPlan | string {
  const schedule = text(action['Schedule']) ?? '';
  const fields = CRON.exec(schedule)?.[1];
  if (fields === undefined) return `${schedule === '' ? 'its schedule' : schedule} is no time of every week, and is not played`;
  if (action['StartTime'] !== undefined || action['EndTime'] !== undefined) return `${schedule} holds between dates, and is not played`;
  const bounds = record(action['ScalableTargetAction']);
  const [min, max] = [number(bounds?.['MinCapacity']), number(bounds?.['MaxCapacity'])];
  return {
    cron: fields,
    timeZone: text(action['Timezone']) ?? 'UTC',
    ...(min === undefined ? {} : { min }),
    ...(max === undefined ? {} : { max }),
  };
}
