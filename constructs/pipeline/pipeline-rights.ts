import { Stack } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import type * as s3 from 'aws-cdk-lib/aws-s3';
import type { Construct } from 'constructs';
import { acknowledgeWildcard } from '../acknowledge.js';
import type { PipelineCatalog } from './pipeline-catalog.js';
import type { Table } from './table.js';

const ATHENA_ACTIONS = [
  'athena:StartQueryExecution',
  'athena:StopQueryExecution',
  'athena:GetQueryExecution',
  'athena:GetQueryResults',
  'athena:GetWorkGroup',
];
const READ_CATALOG = ['glue:GetDatabase', 'glue:GetTable', 'glue:GetTables', 'glue:GetPartitions'];

/** What a pipeline's state machine works with. */
export interface PipelineRights {
  /** The pipeline, which declares the need. */
  readonly scope: Construct;
  /** Whom to grant: the state machine's role. */
  readonly role: iam.IRole;
  /** Tables that its steps read. */
  readonly tables: readonly Table[];
  readonly catalog: PipelineCatalog;
  readonly workGroup: string;
  /** Bucket of the runs. */
  readonly bucket: s3.IBucket;
  /** What the keys of its own objects begin with. */
  readonly prefix: string;
}

/** The state machine reads its tables, writes below its own prefix, and asks Athena in its own work group. */
export function grantRights(rights: PipelineRights): void {
  queryRights(rights);
  for (const table of new Set(rights.tables)) readRights(rights, table);
  runRights(rights);
  metricRights(rights);
}

const allow = (
  { role }: PipelineRights,
  actions: string[],
  resources: string[],
  conditions?: Record<string, Record<string, unknown>>,
): void => {
  role.addToPrincipalPolicy(new iam.PolicyStatement({ actions, resources, conditions }));
};

function queryRights(rights: PipelineRights): void {
  const { scope, role, catalog, workGroup } = rights;
  const stack = Stack.of(scope);
  allow(rights, ATHENA_ACTIONS, [stack.formatArn({ service: 'athena', resource: 'workgroup', resourceName: workGroup })]);
  const catalogArn = (resource: string, resourceName?: string): string =>
    stack.formatArn({ service: 'glue', resource, ...(resourceName === undefined ? {} : { resourceName }) });
  const own = catalogArn('table', `${catalog.database}/*`);
  allow(
    rights,
    [...READ_CATALOG, 'glue:CreateTable', 'glue:DeleteTable'],
    [catalogArn('catalog'), catalogArn('database', catalog.database), own],
  );
  acknowledgeWildcard(scope, role, own, 'tables of its own runs, named by their execution');
  const { elsewhere } = catalog;
  if (elsewhere.length === 0) return;
  const databases = [...new Set(elsewhere.map((name) => name.split('.')[0] ?? ''))];
  allow(rights, READ_CATALOG, [
    ...databases.map((name) => catalogArn('database', name)),
    ...elsewhere.map((name) => catalogArn('table', name.replace('.', '/'))),
  ]);
}

function readRights(rights: PipelineRights, { _facts: { bucket }, _fixedPrefix: prefix }: Table): void {
  if (bucket === undefined) return;
  const { scope, role } = rights;
  const rows = bucket.arnForObjects(`${prefix}*`);
  allow(rights, ['s3:GetObject'], [rows]);
  acknowledgeWildcard(scope, role, rows, 'the rows of this one table, whose objects others name');
  allow(rights, ['s3:ListBucket', 's3:GetBucketLocation'], [bucket.bucketArn]);
  bucket.encryptionKey?.grantDecrypt(role);
}

function runRights(rights: PipelineRights): void {
  const { scope, role, bucket, prefix } = rights;
  const runs = bucket.arnForObjects(`${prefix}*`);
  allow(rights, ['s3:GetObject', 's3:PutObject', 's3:AbortMultipartUpload', 's3:ListMultipartUploadParts'], [runs]);
  acknowledgeWildcard(scope, role, runs, 'its own runs, named by their execution');
  allow(rights, ['s3:ListBucket', 's3:GetBucketLocation', 's3:ListBucketMultipartUploads'], [bucket.bucketArn]);
  bucket.encryptionKey?.grantEncryptDecrypt(role);
}

function metricRights(rights: PipelineRights): void {
  const { scope, role } = rights;
  acknowledgeWildcard(
    scope,
    role,
    '*',
    'metrics have no ARN; the condition holds it to this namespace, and tracing and log delivery take no other resource',
  );
  allow(rights, ['cloudwatch:PutMetricData'], ['*'], { StringEquals: { 'cloudwatch:namespace': 'Slipway' } });
}
