import { Names, Stack } from 'aws-cdk-lib';
import * as athena from 'aws-cdk-lib/aws-athena';
import * as iam from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';
import { ATHENA } from '../../../../core/drift/engines/dialect.js';
import { dayStatement, type DayStatement } from '../../../../core/drift/engines/day-statement.js';
import { RESULT_FOLDERS } from '../../../../core/drift/monitor/settings.js';
import type { Profile } from '../../../../core/drift/profile/profile.js';
import { SlipwayError } from '../../../../core/errors/index.js';
import { acknowledgeWildcard } from '../../../acknowledge.js';
import { RESULTS_PREFIX } from '../monitor-function.js';
import type { CountTask, Counting, CountingFor } from './counting.js';
import { catalogName, columnTypes, dayType, problemsOfTable } from './day-table.js';
import type { AthenaEngineOptions } from './engine-options.js';

/** Athena takes no smaller one (API reference, WorkGroupConfiguration). */
const LEAST_BYTES = 10_000_000;
const DEFAULT_BYTES = 1_099_511_627_776;
/** A state's input holds the statement, and takes 256 KiB with all that is escaped in it. */
const LONGEST_STATEMENT = 230_000;
const ANSWERS = `${RESULTS_PREFIX}${RESULT_FOLDERS.results}athena/`;
const LONGEST_NAME = 128;

/** A statement a day. */
export class AthenaCounting implements Counting {
  readonly kind = 'athena';

  constructor(private readonly options: AthenaEngineOptions) {}

  problems(baseline: Profile): string[] {
    const { maxBytesPerQuery: bytes = DEFAULT_BYTES } = this.options;
    const table = [
      ...(catalogName(this.options) === undefined
        ? ['Athena reads tables of the Glue Data Catalog whose names are known at synthesis; give Table.fromCatalog(database, table, …)']
        : []),
      ...problemsOfTable(this.options, baseline),
      ...(Number.isInteger(bytes) && bytes >= LEAST_BYTES
        ? []
        : [`maxBytesPerQuery is ${bytes}; give whole bytes, at least ${LEAST_BYTES.toLocaleString('en')}`]),
    ];
    return table.length > 0 ? table : this.problemsOfStatement(baseline);
  }

  statement(baseline: Profile): DayStatement {
    const { dayColumn } = this.options;
    const table = { name: catalogName(this.options) ?? '', columns: columnTypes(this.options, baseline) };
    return dayStatement(baseline, table, { name: dayColumn, type: dayType(this.options) ?? 'text' }, ATHENA);
  }

  bind(scope: Construct, { deployment, results }: CountingFor): CountTask {
    const workGroup = new athena.CfnWorkGroup(scope, 'WorkGroup', {
      name: Names.uniqueResourceName(scope, { maxLength: LONGEST_NAME, separator: '-' }),
      description: `Drift of ${deployment}`,
      recursiveDeleteOption: true,
      workGroupConfiguration: {
        enforceWorkGroupConfiguration: true,
        bytesScannedCutoffPerQuery: this.options.maxBytesPerQuery ?? DEFAULT_BYTES,
        publishCloudWatchMetricsEnabled: true,
        resultConfiguration: {
          outputLocation: results.s3UrlForObject(ANSWERS),
          encryptionConfiguration:
            results.encryptionKey === undefined
              ? { encryptionOption: 'SSE_S3' }
              : { encryptionOption: 'SSE_KMS', kmsKey: results.encryptionKey.keyArn },
        },
      },
    });
    return {
      resource: 'arn:aws:states:::athena:startQueryExecution.sync',
      arguments: { QueryString: '{% $states.input.statement %}', WorkGroup: workGroup.name },
      counted: { answer: '{% $states.result.QueryExecution.ResultConfiguration.OutputLocation %}' },
      needs: [workGroup],
      grant: (role) => this.grant(scope, role, workGroup.name, results),
    };
  }

  /** Athena reads and writes as whoever asks it (user guide, "Control access to Amazon S3 from Athena"). */
  private grant(scope: Construct, role: iam.IRole, workGroup: string, results: CountingFor['results']): void {
    const stack = Stack.of(scope);
    const { bucket, _fixedPrefix: prefix } = { bucket: this.options.table.bucket, _fixedPrefix: this.options.table._fixedPrefix };
    const allow = (actions: string[], resources: string[]): void => {
      role.addToPrincipalPolicy(new iam.PolicyStatement({ actions, resources }));
    };
    const glue = (resource: string, resourceName?: string): string =>
      stack.formatArn({ service: 'glue', resource, ...(resourceName === undefined ? {} : { resourceName }) });
    const [database = '', table = ''] = (catalogName(this.options) ?? '').split('.');
    const rows = bucket.arnForObjects(`${prefix}*`);
    const answers = results.arnForObjects(`${ANSWERS}*`);
    allow(
      ['athena:StartQueryExecution', 'athena:StopQueryExecution', 'athena:GetQueryExecution', 'athena:GetWorkGroup'],
      [stack.formatArn({ service: 'athena', resource: 'workgroup', resourceName: workGroup })],
    );
    allow(
      ['glue:GetDatabase', 'glue:GetTable', 'glue:GetPartition', 'glue:GetPartitions', 'glue:BatchGetPartition'],
      [glue('catalog'), glue('database', database), glue('table', `${database}/${table}`)],
    );
    allow(['s3:GetObject'], [rows]);
    allow(['s3:GetObject', 's3:PutObject', 's3:AbortMultipartUpload', 's3:ListMultipartUploadParts'], [answers]);
    allow(['s3:ListBucket', 's3:GetBucketLocation'], [bucket.bucketArn]);
    allow(['s3:ListBucket', 's3:GetBucketLocation', 's3:ListBucketMultipartUploads'], [results.bucketArn]);
    bucket.encryptionKey?.grantDecrypt(role);
    results.encryptionKey?.grantEncryptDecrypt(role);
    acknowledgeWildcard(scope, role, rows, 'the rows of this one table, whose objects others name');
    acknowledgeWildcard(scope, role, answers, 'answers to its own statements, which Athena names');
  }

  private problemsOfStatement(baseline: Profile): string[] {
    try {
      const { before, after } = this.statement(baseline);
      const bytes = Buffer.byteLength(JSON.stringify(before + after));
      return bytes <= LONGEST_STATEMENT
        ? []
        : [
            `the statement has ${bytes} bytes, and a state machine takes ${LONGEST_STATEMENT}; count so many columns by Spark, or by this package's code in a job`,
          ];
    } catch (cause) {
      if (cause instanceof SlipwayError) return [cause.message];
      throw cause;
    }
  }
}
