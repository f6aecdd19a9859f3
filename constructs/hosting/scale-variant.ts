import { Stack } from 'aws-cdk-lib';
import * as scaling from 'aws-cdk-lib/aws-applicationautoscaling';
import * as iam from 'aws-cdk-lib/aws-iam';
import type { CfnEndpoint } from 'aws-cdk-lib/aws-sagemaker';
import { Construct } from 'constructs';
import type { AutoscaledOptions } from './capacity.js';
import type { IModelService } from './model-service.js';
import { ScalingPolicy } from './scaling-policy.js';
import type { CompleteVariant } from './variant.js';

const SERVICE_LINKED_ROLE =
  'aws-service-role/sagemaker.application-autoscaling.amazonaws.com/AWSServiceRoleForApplicationAutoScaling_SageMakerEndpoint';

/** Hands the number of instances of a variant to Application Auto Scaling: bounds, what it follows, and when the bounds change. */
export function scaleVariant(service: IModelService, endpoint: CfnEndpoint, { name, capacity }: CompleteVariant): void {
  const options = capacity.scaling;
  if (options === undefined) return;
  const target = scalableTarget(new Construct(service, `${name}Scaling`), endpoint, name, options);
  const taken = new Set<string>();
  for (const policy of policiesOf(options)) policy._bind(freeId(policy._id, taken), { target, service, variantName: name });
  for (const [index, { schedule, timeZone, min, max }] of (options.schedule ?? []).entries())
    target.scaleOnSchedule(`Scheduled${index + 1}`, { schedule, timeZone, minCapacity: min, maxCapacity: max });
  for (const [index, { schedule, timeZone, min, max }] of (options.parked?._actions(options) ?? []).entries())
    target.scaleOnSchedule(index === 0 ? 'Awake' : 'Parked', { schedule, timeZone, minCapacity: min, maxCapacity: max });
}

function scalableTarget(place: Construct, endpoint: CfnEndpoint, name: string, { min, max }: AutoscaledOptions): scaling.ScalableTarget {
  return new scaling.ScalableTarget(place, 'Target', {
    serviceNamespace: scaling.ServiceNamespace.SAGEMAKER,
    resourceId: `endpoint/${endpoint.attrEndpointName}/variant/${name}`,
    scalableDimension: 'sagemaker:variant:DesiredInstanceCount',
    minCapacity: min,
    maxCapacity: max,
    role: iam.Role.fromRoleArn(
      place,
      'Role',
      Stack.of(place).formatArn({ service: 'iam', region: '', resource: 'role', resourceName: SERVICE_LINKED_ROLE }),
    ),
  });
}

/** What the number of instances follows, the short form of requests per instance first. */
function policiesOf({ requestsPerInstancePerMinute, policies = [] }: AutoscaledOptions): ScalingPolicy[] {
  return [
    ...(requestsPerInstancePerMinute === undefined ? [] : [ScalingPolicy.requestsPerInstance(requestsPerInstancePerMinute)]),
    ...policies,
  ];
}

/** Ids are logical ids in the end: the first of a kind has the plain one. */
function freeId(id: string, taken: Set<string>): string {
  let free = id;
  for (let count = 2; taken.has(free); count += 1) free = `${id}${count}`;
  taken.add(free);
  return free;
}
