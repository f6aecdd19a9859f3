import { Token } from 'aws-cdk-lib';
import type * as ec2 from 'aws-cdk-lib/aws-ec2';
import type * as iam from 'aws-cdk-lib/aws-iam';
import { CfnModel, type CfnEndpointConfig } from 'aws-cdk-lib/aws-sagemaker';
import { Construct } from 'constructs';
import { instanceFacts } from '../../core/limits/index.js';
import { together } from '../../core/planning/measured.js';
import { MODEL_BYTES_METADATA, MODEL_MEASURED_METADATA } from '../../core/rules/rule.js';
import type { ModelContainer } from '../model/model-options.js';
import { HostingMode } from './hosting-mode.js';
import type { ServiceVariant } from './model-service.js';
import type { CompleteVariant } from './variant.js';

/** Network of the containers, once the VPC has been looked at. */
export interface ModelNetwork {
  readonly subnets: readonly string[];
  readonly securityGroups: readonly ec2.ISecurityGroup[];
}

const DIGEST_SHOWN = 12;

/** One variant with its AWS::SageMaker::Model, and what is known of its containers. */
export class DeclaredVariant extends Construct {
  readonly containers: readonly ModelContainer[];
  readonly resource: CfnModel;
  /** For people: name and the first digits of the digest, of each container. */
  readonly modelName: string;

  constructor(
    scope: Construct,
    readonly options: CompleteVariant,
    role: iam.IRole,
    network: ModelNetwork | undefined,
    isolated: boolean | undefined,
  ) {
    super(scope, `Variant${options.name}`);
    const { model, instanceType } = options;
    const arm = instanceFacts(Token.isUnresolved(instanceType.instanceTypeName) ? '' : instanceType.instanceTypeName)?.arm ?? false;
    this.containers = model.bind(this, { mode: HostingMode.REALTIME, role, arm }).containers;
    this.modelName = this.containers
      .map(({ modelName, digest }) => (digest === undefined ? modelName : `${modelName} ${digest.slice(0, DIGEST_SHOWN)}`))
      .join(', ');
    const definitions = this.containers.map(definitionOf);
    this.resource = new CfnModel(this, 'Model', {
      executionRoleArn: role.roleArn,
      ...(definitions.length === 1 ? { primaryContainer: definitions[0] } : { containers: definitions }),
      enableNetworkIsolation: isolated ?? this.containers.every(({ needsNetwork }) => !needsNetwork),
      ...(network === undefined
        ? {}
        : {
            vpcConfig: {
              subnets: [...network.subnets],
              securityGroupIds: network.securityGroups.map(({ securityGroupId }) => securityGroupId),
            },
          }),
    });
    // CreateModel checks that the role can read what it names: the policies have to be there, not only the role.
    this.resource.node.addDependency(role);
    const bytes = this.containers.reduce((sum, container) => sum + (container.bytes ?? 0), 0);
    if (bytes > 0) this.resource.addMetadata(MODEL_BYTES_METADATA, bytes);
    const measured = this.containers.map((container) => container.measured).filter((each) => each !== undefined);
    // Of a series all have to be known: memory and time add up.
    if (measured.length === this.containers.length) this.resource.addMetadata(MODEL_MEASURED_METADATA, together(measured));
  }

  /** Time within which ninety-nine of a hundred answers were there where its models were measured; undefined where one was not. */
  get measuredP99(): number | undefined {
    const times = this.containers.map(({ measured }) => measured?.p99Millis);
    return times.includes(undefined) ? undefined : times.reduce<number>((sum, millis) => sum + (millis ?? 0), 0);
  }

  /** What the endpoint configuration says of it. */
  property(): CfnEndpointConfig.ProductionVariantProperty {
    const { name, weight, instanceType, capacity } = this.options;
    return {
      variantName: name,
      modelName: this.resource.attrModelName,
      instanceType: instanceType.instanceTypeName,
      initialInstanceCount: capacity.initialInstances,
      initialVariantWeight: weight,
    };
  }

  /** What those who watch it need to know. */
  watched(): ServiceVariant {
    const { name, instanceType, capacity } = this.options;
    const cores = this.containers.map((container) => container.cores);
    return {
      variantName: name,
      instanceType,
      minimumInstances: capacity.minimumInstances,
      modelName: this.modelName,
      modelFolder: this.containers.length === 1 ? this.containers[0]?.path : undefined,
      // Containers in series share the instance; what one of them can use is not known where another is not.
      cores: cores.includes(undefined) ? undefined : cores.reduce<number>((sum, count) => sum + (count ?? 0), 0),
    };
  }
}

/** What a template says of a container. */
export function definitionOf({ image, modelPackageArn, modelDataUrl, environment }: ModelContainer): CfnModel.ContainerDefinitionProperty {
  if (modelPackageArn !== undefined) return { modelPackageName: modelPackageArn, ...(environment === undefined ? {} : { environment }) };
  // A token keeps its end: the key follows the bucket's own part in the text.
  const prefix = modelDataUrl?.endsWith('/') === true;
  return {
    image,
    ...(environment === undefined ? {} : { environment }),
    ...(prefix
      ? { modelDataSource: { s3DataSource: { compressionType: 'None', s3DataType: 'S3Prefix', s3Uri: modelDataUrl ?? '' } } }
      : { modelDataUrl }),
  };
}
