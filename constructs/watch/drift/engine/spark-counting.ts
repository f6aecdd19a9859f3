import type * as iam from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';
import { JOB_VARIABLES } from '../../../../core/drift/monitor/settings.js';
import type { Profile } from '../../../../core/drift/profile/profile.js';
import { TableFormat } from '../../../pipeline/table-format.js';
import { problemsOfTable } from './day-table.js';
import type { SparkEngineOptions } from './engine-options.js';
import { grantObjects, JobCounting, type JobParts } from './job-counting.js';

/** Spark over a table, on as many machines as there are. */
export class SparkCounting extends JobCounting {
  readonly kind = 'spark';

  constructor(private readonly options: SparkEngineOptions) {
    super(options);
  }

  override problems(baseline: Profile): string[] {
    const { table } = this.options;
    return [
      ...problemsOfTable(this.options, baseline),
      ...(table.format === TableFormat.CSV
        ? ['Spark would have to guess the columns of CSV without a header; give Parquet or JSON Lines']
        : []),
      ...super.problems(baseline),
    ];
  }

  protected parts(): JobParts {
    const { table, dayColumn, image } = this.options;
    return {
      image,
      code: 'spark_profile.py',
      entrypoint: (code) => ['smspark-submit', code],
      inputs: [],
      environment: {
        [JOB_VARIABLES.table]: table.bucket.s3UrlForObject(table._fixedPrefix),
        [JOB_VARIABLES.format]: table.format,
        [JOB_VARIABLES.dayColumn]: dayColumn,
      },
      network: true,
    };
  }

  protected grantRows(scope: Construct, role: iam.Role): void {
    const { bucket, _fixedPrefix: prefix } = this.options.table;
    const reason = 'the rows of this one table, whose objects others name';
    grantObjects(scope, role, { bucket, keys: `${prefix}*`, key: bucket.encryptionKey, reason });
  }
}
