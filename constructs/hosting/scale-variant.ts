import { Duration, Stack } from 'aws-cdk-lib';
import * as scaling from 'aws-cdk-lib/aws-applicationautoscaling';
import * as iam from 'aws-cdk-lib/aws-iam';
import type { CfnEndpoint } from 'aws-cdk-lib/aws-sagemaker';
import { Construct } from 'constructs';
import type { CompleteVariant } from './variant.js';

/** Application Auto Scaling's own default, written out. */
const COOLDOWN = Duration.seconds(300);
const SERVICE_LINKED_ROLE =
  'aws-service-role/sagemaker.application-autoscaling.amazonaws.com/AWSServiceRoleForApplicationAutoScaling_SageMakerEndpoint';

/** Keeps requests per instance near the target: the predefined metric, with the dimensions of this variant. */
export function scaleVariant(scope: Construct, endpoint: CfnEndpoint, { name, capacity }: CompleteVariant): void {
  const options = capacity.scaling;
  if (options === undefined) return;
  const place = new Construct(scope, `${name}Scaling`);
  const target = new scaling.ScalableTarget(place, 'Target', {
    serviceNamespace: scaling.ServiceNamespace.SAGEMAKER,
    resourceId: `endpoint/${endpoint.attrEndpointName}/variant/${name}`,
    scalableDimension: 'sagemaker:variant:DesiredInstanceCount',
    minCapacity: options.min,
    maxCapacity: options.max,
    role: iam.Role.fromRoleArn(
      place,
      'Role',
      Stack.of(scope).formatArn({ service: 'iam', region: '', resource: 'role', resourceName: SERVICE_LINKED_ROLE }),
    ),
  });
  target.scaleToTrackMetric('Requests', {
    predefinedMetric: scaling.PredefinedMetric.SAGEMAKER_VARIANT_INVOCATIONS_PER_INSTANCE,
    targetValue: options.requestsPerInstancePerMinute,
    scaleInCooldown: COOLDOWN,
    scaleOutCooldown: COOLDOWN,
  });
}
