import { ArnFormat, Stack } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';
import { acknowledgeWildcard } from '../acknowledge.js';

/** Whose containers a role is for. */
export interface ExecutionRoleOptions {
  /** `endpoint spam`. */
  readonly of: string;
  /** Namespace in which a container may publish metrics of its own accord. */
  readonly namespace: string;
  /** Log group that SageMaker writes to. */
  readonly logGroup: string;
  /** Which log streams those are whose names nobody knows beforehand. */
  readonly streams: string;
  /** Actions that know no resources. */
  readonly unbound: string;
}

/** The role of an endpoint's containers. */
export function makeEndpointRole(scope: Construct, endpointName: string): iam.Role {
  const namespace = '/aws/sagemaker/Endpoints';
  return makeExecutionRole(scope, {
    of: `endpoint ${endpointName}`,
    namespace,
    logGroup: `${namespace}/${endpointName}`,
    streams: 'the log streams of this one endpoint, whose names SageMaker makes',
    unbound:
      'ecr:GetAuthorizationToken, cloudwatch:PutMetricData (bound to one namespace) and network interfaces in a VPC know no resources',
  });
}

/**
 * What SageMaker may do on behalf of a model's containers: write their logs and their metrics. Reading the model, pulling the image and
 * writing captured records is granted object by object where these are declared.
 * Source: SageMaker Developer Guide, sagemaker-roles, "CreateModel API: execution role permissions".
 */
export function makeExecutionRole(scope: Construct, options: ExecutionRoleOptions): iam.Role {
  const role = new iam.Role(scope, 'Role', {
    assumedBy: new iam.ServicePrincipal('sagemaker.amazonaws.com'),
    description: `Execution role of ${options.of}`,
  });
  const logGroup = Stack.of(scope).formatArn({
    service: 'logs',
    resource: 'log-group',
    resourceName: `${options.logGroup}:*`,
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
      conditions: { StringEquals: { 'cloudwatch:namespace': options.namespace } },
    }),
  );
  acknowledgeWildcard(scope, role, logGroup, options.streams);
  // On a role of the user's own this would explain away wildcards that are theirs.
  acknowledgeWildcard(scope, role, '*', options.unbound);
  return role;
}
