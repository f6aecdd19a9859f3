import { Stack, Validations } from 'aws-cdk-lib';
import type { IGrantable } from 'aws-cdk-lib/aws-iam';
import { Construct, type IConstruct } from 'constructs';

/**
 * Writes down why a finding of cdk-nag does not apply; whoever reads the assembly finds rule and reason at the construct. As metadata, which is
 * what `Validations.acknowledge` writes too: before release 2.264 that method refuses ids that hold an ARN, for their colons.
 */
export function acknowledge(scope: IConstruct, id: string, reason: string): void {
  scope.node.addMetadata(Validations.ACKNOWLEDGED_RULES_METADATA_KEY, { [`Annotation::${id}`]: reason });
}

/**
 * The same for a wildcard in a policy, which cdk-nag reports by the resource as the template spells it. The policy lies below the role, which
 * may have been made elsewhere.
 *
 * @param scope what declares the need, where the principal is no construct
 */
export function acknowledgeWildcard(scope: IConstruct, grantee: IGrantable, resource: string, reason: string): void {
  const { grantPrincipal } = grantee;
  const holder = Construct.isConstruct(grantPrincipal) ? grantPrincipal : scope;
  acknowledge(holder, `AwsSolutions-IAM5[Resource::${flattened(Stack.of(scope).resolve(resource))}]`, reason);
}

/** CDK's own custom resource that empties a bucket before it goes. */
export function acknowledgeEmptying(scope: IConstruct): void {
  const provider = Stack.of(scope).node.tryFindChild('Custom::S3AutoDeleteObjectsCustomResourceProvider');
  if (provider === undefined) return;
  acknowledge(provider, 'AwsSolutions-L1', "the runtime of this function is CDK's to choose");
}

/** `arn:<AWS::Partition>:s3:::<Bucket.Arn>/*`, cdk-nag's spelling of a joined value. */
function flattened(value: unknown): string {
  if (typeof value === 'string') return value;
  if (typeof value !== 'object' || value === null) return String(value);
  const intrinsic = value as { Ref?: string; 'Fn::GetAtt'?: readonly string[]; 'Fn::Join'?: readonly [string, readonly unknown[]] };
  if (intrinsic.Ref !== undefined) return `<${intrinsic.Ref}>`;
  if (intrinsic['Fn::GetAtt'] !== undefined) return `<${intrinsic['Fn::GetAtt'].join('.')}>`;
  const [separator, parts] = intrinsic['Fn::Join'] ?? ['', []];
  return parts.map(flattened).join(separator);
}
