import { Token } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import { CfnModel } from 'aws-cdk-lib/aws-sagemaker';
import { Construct } from 'constructs';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { RunModel } from '../../core/batch/record.js';
import { instanceFacts } from '../../core/limits/index.js';
import { RUN_KEYS } from '../../core/batch/run.js';
import { MODEL_BYTES_METADATA } from '../../core/rules/rule.js';
import { acknowledgeWildcard } from '../acknowledge.js';
import { definitionOf } from '../hosting/declared-variant.js';
import { makeExecutionRole } from '../hosting/execution-role.js';
import { HostingMode } from '../hosting/hosting-mode.js';
import type { ModelContainer } from '../model/model-options.js';
import type { OnBadRecord, BatchTransformProps } from './batch-options.js';
import { BATCH_DEFAULTS } from './batch-defaults.js';

const DIGEST_SHOWN = 12;
/** Namespace in which a container may publish metrics of its own accord. */
const HOST_NAMESPACE = '/aws/sagemaker/TransformJobs';

/** The model of a batch deployment, and what its containers may do. */
export class BatchModel extends Construct {
  readonly role: iam.IRole;
  readonly resource: CfnModel;
  readonly containers: readonly ModelContainer[];
  /** For people: name and the first digits of the digest, of each container. */
  readonly modelName: string;

  constructor(scope: Construct, id: string, props: BatchTransformProps, deployment: string) {
    super(scope, id);
    const { model, instanceType, input, output, onBadRecord = BATCH_DEFAULTS.onBadRecord } = props;
    this.role =
      props.role ??
      makeExecutionRole(this, {
        of: `batch deployment ${deployment}`,
        namespace: HOST_NAMESPACE,
        logGroup: HOST_NAMESPACE,
        streams: 'the log streams of transform jobs, whose names SageMaker makes',
        unbound: 'ecr:GetAuthorizationToken and cloudwatch:PutMetricData (bound to one namespace) know no resources',
      });
    const arm = instanceFacts(Token.isUnresolved(instanceType.instanceTypeName) ? '' : instanceType.instanceTypeName)?.arm ?? false;
    this.containers = model.bind(this, { mode: HostingMode.BATCH, role: this.role, arm }).containers;
    this.modelName = this.containers
      .map(({ modelName, digest }) => (digest === undefined ? modelName : `${modelName} ${digest.slice(0, DIGEST_SHOWN)}`))
      .join(', ');
    const definitions = this.containers.map((container) => marking(definitionOf(container), onBadRecord));
    this.resource = new CfnModel(this, 'Resource', {
      executionRoleArn: this.role.roleArn,
      ...(definitions.length === 1 ? { primaryContainer: definitions[0] } : { containers: definitions }),
      enableNetworkIsolation: this.containers.every(({ needsNetwork }) => !needsNetwork),
    });
    this.resource.node.addDependency(this.role);
    const bytes = this.containers.reduce((sum, container) => sum + (container.bytes ?? 0), 0);
    if (bytes > 0) this.resource.addMetadata(MODEL_BYTES_METADATA, bytes);
    this.grantTables(input, output);
  }

  /** Folder of the one model that is on this machine: its baseline and schema. */
  get folder(): string | undefined {
    return this.containers.length === 1 ? this.containers[0]?.path : undefined;
  }

  /** What records say of the model. */
  get facts(): RunModel {
    const digest = this.containers.map((container) => container.digest).find((each) => each !== undefined);
    const schema = this.containers.map(({ path }) => schemaDigest(path)).find((each) => each !== undefined);
    return {
      name: this.modelName,
      ...(digest === undefined ? {} : { digest }),
      image: this.containers[0]?.image ?? '',
      ...(schema === undefined ? {} : { schema }),
    };
  }

  /** Reading the input and the run's manifest, writing the run's output; SageMaker does both as this role. */
  private grantTables(input: BatchTransformProps['input'], output: BatchTransformProps['output']): void {
    const read = input.bucket.arnForObjects(`${input._fixedPrefix}*`);
    const runs = output.bucket.arnForObjects(`${output.prefix}${RUN_KEYS.runs}*`);
    const allow = (actions: string[], resourceArns: string[], conditions?: Record<string, Record<string, string | string[]>>): void => {
      iam.Grant.addToPrincipal({ grantee: this.role, actions, resourceArns, ...(conditions === undefined ? {} : { conditions }) });
    };
    allow(['s3:GetObject'], [read, runs]);
    allow(['s3:PutObject', 's3:AbortMultipartUpload'], [runs]);
    allow(['s3:ListBucket'], [input.bucket.bucketArn], { StringLike: { 's3:prefix': `${input._fixedPrefix}*` } });
    input.bucket.encryptionKey?.grantDecrypt(this.role);
    output.bucket.encryptionKey?.grantEncryptDecrypt(this.role);
    acknowledgeWildcard(this, this.role, read, 'the rows of this one table, whose objects others name');
    acknowledgeWildcard(this, this.role, runs, 'the runs of this one deployment, named by their time');
  }
}

/** SHA-256 of the schema that lies beside a model, if one does. */
function schemaDigest(path: string | undefined): string | undefined {
  const file = path === undefined ? undefined : join(path, SCHEMA_FILE);
  return file !== undefined && existsSync(file) ? createHash('sha256').update(readFileSync(file)).digest('hex') : undefined;
}

const SCHEMA_FILE = 'schema.json';

/** Tells our own server what to do with a record that it cannot score; another image does not know the variable. */
function marking(definition: CfnModel.ContainerDefinitionProperty, onBadRecord: OnBadRecord): CfnModel.ContainerDefinitionProperty {
  const environment = definition.environment as Record<string, string> | undefined;
  return { ...definition, environment: { ...environment, SLIPWAY_ON_BAD_RECORD: onBadRecord } };
}
