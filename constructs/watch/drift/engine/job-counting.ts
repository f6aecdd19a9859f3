import { Arn, ArnFormat, Duration, Size, Stack, Token } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import type * as kms from 'aws-cdk-lib/aws-kms';
import type * as s3 from 'aws-cdk-lib/aws-s3';
import { Asset } from 'aws-cdk-lib/aws-s3-assets';
import { Construct } from 'constructs';
import { join } from 'node:path';
import type { DayStatement } from '../../../../core/drift/engines/day-statement.js';
import { JOB_VARIABLES, RESULT_FOLDERS } from '../../../../core/drift/monitor/settings.js';
import type { Profile } from '../../../../core/drift/profile/profile.js';
import { acknowledgeWildcard } from '../../../acknowledge.js';
import { assetFolder } from '../../../assets.js';
import { makeExecutionRole } from '../../../hosting/execution-role.js';
import type { ServingImage } from '../../../model/serving-image.js';
import { RESULTS_PREFIX } from '../monitor-function.js';
import type { CountTask, Counting, CountingFor } from './counting.js';
import type { EngineJobOptions } from './engine-options.js';

const DEFAULTS = Object.freeze({ instanceCount: 1, volumeSize: Size.gibibytes(100), maxRuntime: Duration.hours(1) });
/** API reference, ProcessingClusterConfig. */
const MOST = { instances: 100, gibibytes: 16_384 } as const;
const LONGEST = Duration.hours(5);
const NAMESPACE = '/aws/sagemaker/ProcessingJobs';
const PROCESSING = '/opt/ml/processing';
/** Day, execution and attempt follow it in the name of a job, which takes 63 characters. */
const PREFIX_LENGTH = 40;
const RUNS = `${RESULTS_PREFIX}${RESULT_FOLDERS.results}*`;

/** A place that a job reads from, and where it finds it. */
export interface JobInput {
  readonly name: string;
  readonly uri: string;
  readonly folder: string;
  readonly manifest?: boolean;
  readonly sharded?: boolean;
}

/** What differs between jobs. */
export interface JobParts {
  readonly image: ServingImage;
  /** File of `assets/drift-job`. */
  readonly code: string;
  readonly entrypoint: (code: string) => readonly string[];
  readonly inputs: readonly JobInput[];
  readonly environment: Readonly<Record<string, string>>;
  /** Whether the container needs a network of its own. */
  readonly network: boolean;
}

/** A job of SageMaker Processing a day. */
export abstract class JobCounting implements Counting {
  abstract readonly kind: Counting['kind'];

  constructor(protected readonly job: EngineJobOptions) {}

  problems(_baseline: Profile): string[] {
    const { instanceCount, volumeSize, maxRuntime } = { ...DEFAULTS, ...defined(this.job) };
    const gibibytes = volumeSize.toGibibytes();
    const fits = (value: number, most: number): boolean =>
      Token.isUnresolved(value) || (Number.isInteger(value) && value >= 1 && value <= most);
    return [
      ...(fits(instanceCount, MOST.instances) ? [] : [`instanceCount is ${instanceCount}; give 1 to ${MOST.instances}`]),
      ...(fits(gibibytes, MOST.gibibytes) ? [] : [`volumeSize is ${gibibytes} GiB; give 1 to ${MOST.gibibytes} GiB`]),
      ...(maxRuntime.toSeconds() >= 60 && maxRuntime.toSeconds() <= LONGEST.toSeconds()
        ? []
        : [
            `maxRuntime is ${maxRuntime.toHumanString()}; give a minute to ${LONGEST.toHumanString()}, since a day is tried twice within half a day`,
          ]),
    ];
  }

  statement(): DayStatement | undefined {
    return undefined;
  }

  bind(scope: Construct, to: CountingFor): CountTask {
    const { deployment, results } = to;
    const { instanceCount, volumeSize, maxRuntime, instanceType } = { ...DEFAULTS, ...defined(this.job) };
    const role = makeJobRole(new Construct(scope, 'Job'), deployment);
    const parts = this.parts(to);
    const { imageUri } = parts.image._bind(scope, role, isArm(instanceType.instanceTypeName));
    const code = new Asset(scope, 'Code', { path: join(assetFolder('drift-job'), parts.code) });
    this.grantJob(scope, role, to, code);
    const { encryptionKey } = results;
    return {
      resource: 'arn:aws:states:::sagemaker:createProcessingJob.sync',
      arguments: {
        ProcessingJobName: `{% '${jobPrefixOf(deployment)}-' & $states.input.day & '-' & $substring($replace($states.context.Execution.Name, /[^a-zA-Z0-9]/, ''), 0, 8) & '-' & $string($states.context.State.RetryCount) %}`,
        RoleArn: role.roleArn,
        AppSpecification: { ImageUri: imageUri, ContainerEntrypoint: parts.entrypoint(`${PROCESSING}/input/code/${fileNameOf(code)}`) },
        ProcessingResources: {
          ClusterConfig: {
            InstanceCount: instanceCount,
            InstanceType: instanceType.instanceTypeName,
            VolumeSizeInGB: volumeSize.toGibibytes(),
          },
        },
        ProcessingInputs: [
          { name: 'code', uri: code.s3ObjectUrl, folder: 'code' },
          { name: 'baseline', uri: '{% $states.input.baseline %}', folder: 'baseline' },
          ...parts.inputs,
        ].map(inputOf),
        ProcessingOutputConfig: {
          Outputs: [
            {
              OutputName: 'profile',
              S3Output: { S3Uri: '{% $states.input.output %}', LocalPath: `${PROCESSING}/output`, S3UploadMode: 'EndOfJob' },
            },
          ],
          ...(encryptionKey === undefined ? {} : { KmsKeyId: encryptionKey.keyArn }),
        },
        Environment: {
          [JOB_VARIABLES.from]: '{% $states.input.from %}',
          [JOB_VARIABLES.to]: '{% $states.input.to %}',
          ...parts.environment,
        },
        NetworkConfig: { EnableNetworkIsolation: !parts.network },
        StoppingCondition: { MaxRuntimeInSeconds: maxRuntime.toSeconds() },
      },
      counted: { output: '{% $states.input.output %}' },
      needs: [role],
      grant: (machine) => grantJobs(scope, machine, role, deployment),
    };
  }

  protected abstract parts(to: CountingFor): JobParts;
  protected abstract grantRows(scope: Construct, role: iam.Role, to: CountingFor): void;

  private grantJob(scope: Construct, role: iam.Role, to: CountingFor, code: Asset): void {
    const { results } = to;
    const own = results.arnForObjects(RUNS);
    const allow = (actions: string[], resources: string[], conditions?: Record<string, Record<string, string>>): void => {
      role.addToPolicy(new iam.PolicyStatement({ actions, resources, conditions }));
    };
    allow(['s3:GetObject', 's3:PutObject', 's3:AbortMultipartUpload'], [own]);
    allow(['s3:ListBucket'], [results.bucketArn], { StringLike: { 's3:prefix': RUNS } });
    allow(['s3:GetObject'], [code.bucket.arnForObjects(code.s3ObjectKey)]);
    allow(['s3:ListBucket'], [code.bucket.bucketArn], { StringLike: { 's3:prefix': code.s3ObjectKey } });
    results.encryptionKey?.grantEncryptDecrypt(role);
    acknowledgeWildcard(scope, role, own, 'what it counts, named by day and run');
    this.grantRows(scope, role, to);
  }
}

function inputOf({ name, uri, folder, manifest = false, sharded = false }: JobInput): Record<string, unknown> {
  return {
    InputName: name,
    S3Input: {
      S3Uri: uri,
      LocalPath: `${PROCESSING}/input/${folder}`,
      S3DataType: manifest ? 'ManifestFile' : 'S3Prefix',
      S3InputMode: 'File',
      S3DataDistributionType: sharded ? 'ShardedByS3Key' : 'FullyReplicated',
    },
  };
}

/** Lets a job read what lies below a prefix. */
export function grantObjects(scope: Construct, role: iam.Role, { bucket, keys, key, reason }: ObjectsRead): void {
  const objects = bucket.arnForObjects(keys);
  role.addToPolicy(new iam.PolicyStatement({ actions: ['s3:GetObject'], resources: [objects] }));
  role.addToPolicy(
    new iam.PolicyStatement({
      actions: ['s3:ListBucket'],
      resources: [bucket.bucketArn],
      conditions: { StringLike: { 's3:prefix': keys } },
    }),
  );
  key?.grantDecrypt(role);
  acknowledgeWildcard(scope, role, objects, reason);
}

/** Objects, and the key that encrypts them. */
export interface ObjectsRead {
  readonly bucket: s3.IBucket;
  /** Ends in an asterisk. */
  readonly keys: string;
  readonly key: kms.IKey | undefined;
  readonly reason: string;
}

function makeJobRole(scope: Construct, deployment: string): iam.Role {
  return makeExecutionRole(scope, {
    of: `drift jobs of ${deployment}`,
    namespace: NAMESPACE,
    logGroup: NAMESPACE,
    streams: 'the log streams of its jobs, whose names SageMaker makes',
    unbound: 'ecr:GetAuthorizationToken and cloudwatch:PutMetricData (bound to one namespace) know no resources',
  });
}

/** Step Functions Developer Guide, connect-sagemaker, IAM policies for CreateProcessingJob. */
function grantJobs(scope: Construct, machine: iam.IRole, role: iam.Role, deployment: string): void {
  const stack = Stack.of(scope);
  const jobs = stack.formatArn({ service: 'sagemaker', resource: 'processing-job', resourceName: `${jobPrefixOf(deployment)}-*` });
  const rule = Arn.format(
    {
      service: 'events',
      resource: 'rule',
      resourceName: 'StepFunctionsGetEventsForSageMakerProcessingJobsRule',
      arnFormat: ArnFormat.SLASH_RESOURCE_NAME,
    },
    stack,
  );
  const allow = (actions: string[], resource: string, conditions?: Record<string, Record<string, string>>): void => {
    machine.addToPrincipalPolicy(new iam.PolicyStatement({ actions, resources: [resource], conditions }));
  };
  allow(['sagemaker:CreateProcessingJob', 'sagemaker:DescribeProcessingJob', 'sagemaker:StopProcessingJob', 'sagemaker:AddTags'], jobs);
  allow(['events:PutTargets', 'events:PutRule', 'events:DescribeRule'], rule);
  allow(['iam:PassRole'], role.roleArn, { StringEquals: { 'iam:PassedToService': 'sagemaker.amazonaws.com' } });
  acknowledgeWildcard(scope, machine, jobs, 'its own jobs, named by day and execution');
}

/** Long enough to tell deployments apart. */
function jobPrefixOf(deployment: string): string {
  return deployment.slice(0, PREFIX_LENGTH).replace(/-+$/, '');
}

/** The name under which the job finds its code: the end of the object's key. */
function fileNameOf(code: Asset): string {
  return code.s3ObjectKey.slice(code.s3ObjectKey.lastIndexOf('/') + 1);
}

function isArm(instanceType: string): boolean {
  return !Token.isUnresolved(instanceType) && /^ml\.[a-z]+\d+g[a-z]*\./.test(instanceType);
}

function defined(job: EngineJobOptions): EngineJobOptions {
  return Object.fromEntries(Object.entries(job).filter(([, value]) => value !== undefined)) as unknown as EngineJobOptions;
}
