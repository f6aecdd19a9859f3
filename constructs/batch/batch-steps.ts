import { RemovalPolicy, Stack, type Duration } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as logs from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { BATCH_VARIABLE, type BatchSettings } from '../../core/batch/settings.js';
import { acknowledgeWildcard } from '../acknowledge.js';
import { assetFolder } from '../assets.js';
import type { CapturedRecords } from '../hosting/captured-records.js';
import type { DataCapture } from '../hosting/data-capture.js';
import type { Table } from '../pipeline/table.js';

export interface StepProps {
  /** Name of the handler in the bundle. */
  readonly step: 'prepare' | 'publish' | 'fail' | 'freshness' | 'late' | 'convert';
  readonly settings: BatchSettings;
  readonly input: Table;
  readonly output: Table;
  readonly runtime: lambda.Runtime;
  readonly timeout: Duration;
  readonly memoryMb: number;
  /** What keeps rows for a drift monitor. */
  readonly keep?: KeptRows;
}

export interface KeptRows {
  readonly capture: DataCapture;
  /** First column of CSV that the model sees. */
  readonly firstColumn?: number;
}

const ALL_PERCENT = 100;

/** What a step reads of the input and writes of the output, and nothing else. */
const RIGHTS = {
  prepare: { input: ['s3:ListBucket'], output: ['s3:GetObject', 's3:PutObject'] },
  publish: { input: ['s3:GetObject'], output: ['s3:GetObject', 's3:PutObject', 's3:AbortMultipartUpload'] },
  convert: { input: ['s3:GetObject'], output: ['s3:GetObject', 's3:PutObject', 's3:AbortMultipartUpload'] },
  fail: { input: [], output: ['s3:GetObject', 's3:PutObject'] },
  late: { input: ['s3:ListBucket', 's3:GetObject'], output: ['s3:GetObject', 's3:PutObject'] },
  freshness: { input: ['s3:ListBucket'], output: ['s3:GetObject', 's3:PutObject'] },
} as const;

/** One step around a job: a function with a role of its own. */
export class BatchStep extends Construct {
  readonly function: lambda.Function;
  /** Where it keeps rows. */
  readonly captured?: CapturedRecords;

  constructor(scope: Construct, id: string, props: StepProps) {
    super(scope, id);
    const { step, settings, runtime, timeout, memoryMb } = props;
    const logGroup = new logs.LogGroup(this, 'Logs', { retention: logs.RetentionDays.THREE_MONTHS, removalPolicy: RemovalPolicy.DESTROY });
    const role = new iam.Role(this, 'Role', {
      assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com'),
      description: `Step ${step} of batch deployment ${settings.deployment}`,
    });
    logGroup.grantWrite(role);
    this.grantTables(role, props);
    this.captured = props.keep?.capture._bind(this, role)?.records;
    this.function = new lambda.Function(this, 'Resource', {
      description: `Step ${step} of batch deployment ${settings.deployment}`,
      runtime,
      memorySize: memoryMb,
      timeout,
      handler: `index.${step}`,
      code: lambda.Code.fromAsset(assetFolder('steps')),
      role,
      logGroup,
      environment: { [BATCH_VARIABLE]: Stack.of(this).toJsonString({ ...settings, ...this.captureSettings(props) }) },
    });
    this.function.node.addDependency(role);
  }

  private captureSettings({ settings, keep }: StepProps): Pick<BatchSettings, 'capture'> {
    const { bucket, prefix = '', samplingPercent = ALL_PERCENT } = this.captured ?? {};
    // None of the rows are kept, and everything stays in place.
    if (bucket === undefined || samplingPercent === 0) return {};
    const uri = bucket.s3UrlForObject(`${prefix}${settings.deployment}/`);
    const { firstColumn } = keep ?? {};
    return { capture: { uri, everyRow: Math.round(ALL_PERCENT / samplingPercent), ...(firstColumn === undefined ? {} : { firstColumn }) } };
  }

  private grantTables(role: iam.Role, { step, input, output }: StepProps): void {
    const allow = (actions: readonly string[], resources: string[], conditions?: Record<string, Record<string, string>>): void => {
      if (actions.length > 0) role.addToPolicy(new iam.PolicyStatement({ actions: [...actions], resources, conditions }));
    };
    const rights = RIGHTS[step];
    const read = input.bucket.arnForObjects(`${input._fixedPrefix}*`);
    const own = output.bucket.arnForObjects(`${output.prefix}*`);
    const of = (listing: boolean): string[] => rights.input.filter((action) => (action === 's3:ListBucket') === listing);
    allow(of(true), [input.bucket.bucketArn], { StringLike: { 's3:prefix': `${input._fixedPrefix}*` } });
    if (of(false).length > 0) {
      allow(of(false), [read]);
      acknowledgeWildcard(this, role, read, 'the rows of this one table, whose objects others name');
    }
    allow(rights.output, [own]);
    acknowledgeWildcard(this, role, own, 'its own runs, named by their time');
    // Without it, what is not there yet would look like what may not be read.
    allow(['s3:ListBucket'], [output.bucket.bucketArn], { StringLike: { 's3:prefix': `${output.prefix}*` } });
    input.bucket.encryptionKey?.grantDecrypt(role);
    output.bucket.encryptionKey?.grantEncryptDecrypt(role);
  }
}
