import type { Stack } from 'aws-cdk-lib';
import * as s3 from 'aws-cdk-lib/aws-s3';
import { Table, TableFormat } from '../../constructs/index';

/** A table of flights in a bucket that is there already. */
export function flightsIn(stack: Stack): Table {
  return Table.fromBucket(s3.Bucket.fromBucketName(stack, 'Lake', 'lake'), 'flights/', {
    format: TableFormat.PARQUET,
    columns: { date: 'timestamp(3)', delay: 'bigint', origin: 'varchar' },
  });
}
