import { Annotations } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as iam from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';
import { SlipwayError } from '../../core/errors/index.js';
import type { ModelNetwork } from './declared-variant.js';
import type { EndpointOptions } from './realtime-endpoint-props.js';

const ZONES_TO_SURVIVE_ONE = 2;

/** Subnets and security groups of the containers, and what SageMaker needs to put them there; undefined without a VPC. */
export function networkOf(
  scope: Construct,
  { vpc, vpcSubnets, securityGroups }: EndpointOptions,
  role: iam.IRole,
): ModelNetwork | undefined {
  if (vpc === undefined) {
    if (vpcSubnets === undefined && securityGroups === undefined) return undefined;
    throw new SlipwayError('endpoint-props', 'subnets or security groups are given without a VPC; give vpc too', { path: scope.node.path });
  }
  const { subnetIds, availabilityZones } = vpc.selectSubnets(vpcSubnets ?? { subnetType: ec2.SubnetType.PRIVATE_WITH_EGRESS });
  if (new Set(availabilityZones).size < ZONES_TO_SURVIVE_ONE) {
    Annotations.of(scope).addWarningV2(
      'slipway:one-zone',
      `the subnets lie in ${availabilityZones.join(', ')} alone, and its loss stops the endpoint; choose subnets in two zones or more`,
    );
  }
  grantNetworkInterfaces(role);
  return {
    subnets: subnetIds,
    securityGroups: securityGroups ?? [
      new ec2.SecurityGroup(scope, 'SecurityGroup', { vpc, description: `Containers of ${scope.node.path}` }),
    ],
  };
}

/** Source: SageMaker Developer Guide, sagemaker-roles, execution role permissions with a VPC. */
function grantNetworkInterfaces(role: iam.IRole): void {
  iam.Grant.addToPrincipal({
    grantee: role,
    actions: [
      'ec2:CreateNetworkInterface',
      'ec2:CreateNetworkInterfacePermission',
      'ec2:DeleteNetworkInterface',
      'ec2:DeleteNetworkInterfacePermission',
      'ec2:DescribeDhcpOptions',
      'ec2:DescribeNetworkInterfaces',
      'ec2:DescribeSecurityGroups',
      'ec2:DescribeSubnets',
      'ec2:DescribeVpcs',
    ],
    resourceArns: ['*'],
  });
}
