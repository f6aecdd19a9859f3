import { ArnFormat, Stack } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';
import { acknowledgeWildcard } from '../acknowledge.js';

/** Namespace in which a container may publish metrics of its own accord. */
const HOST_NAMESPACE = '/aws/sagemaker/Endpoints';

/**
 * What SageMaker may do on behalf of an endpoint's containers: write their logs and their metrics. Reading the model, pulling the image and
 * writing captured records is granted object by object where these are declared.
 * Source: SageMaker Developer Guide, sagemaker-roles, "CreateModel API: execution role permissions".
 */
export function makeExecutionRole(scope: Construct, endpointName: string): iam.Role {
  const role = new iam.Role(scope, 'Role', {
    assumedBy: new iam.ServicePrincipal('sagemaker.amazonaws.com'),
    description: `Execution role of endpoint ${endpointName}`,
  });
  const logGroup = Stack.of(scope).formatArn({
    service: 'logs',
    resource: 'log-group',
    resourceName: `/aws/sagemaker/Endpoints/${endpointName}:*`,
    arnFormat: ArnFormat.COLON_RESOURCE_NAME,
  });
  role.addToPolicy(
    new iam.PolicyStatement({
      actions: ['logs:CreateLogGroup', 'logs:CreateLogStream', 'logs:DescribeLogStreams', 'logs:PutLogEvents'],
      resources: [logGroup],
    }),
  );
  role.addToPolicy(
    new iam.PolicyStatement({
      actions: ['cloudwatch:PutMetricData'],
      resources: ['*'],
      conditions: { StringEquals: { 'cloudwatch:namespace': HOST_NAMESPACE } },
    }),
  );
  acknowledgeWildcard(scope, role, logGroup, 'the log streams of this one endpoint, whose names SageMaker makes');
  // On a role of the user's own this would explain away wildcards that are theirs.
  acknowledgeWildcard(
    scope,
    role,
    '*',
    'ecr:GetAuthorizationToken, cloudwatch:PutMetricData (bound to one namespace) and network interfaces in a VPC know no resources',
  );
  return role;
}
