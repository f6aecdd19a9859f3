// The features of flights as a data pipeline: checks on what arrives, what cannot be left out, what the last seven days were like at the airport.
//
//     npx slipway run Flights/Features --app "npx tsx pipeline.ts"              succeeds, and says what it left out
//     npx slipway run Flights/Features --app "npx tsx pipeline.ts" -c strict=1  fails: three flights cannot be
import { App, Stack, TimeZone } from 'aws-cdk-lib';
import * as s3 from 'aws-cdk-lib/aws-s3';
import { join } from 'node:path';
import { Check, DataCheck, DataPipeline, NotificationTopic, PipelineSchedule, SqlStep, Table, TableFormat } from 'slipway';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';

const FLIGHTS = join(__dirname, '..', '..', 'node_modules', 'vega-datasets', 'data', 'flights-3m.parquet');
/** Nobody lands two hours early. */
const POSSIBLE = { min: -120 };

const app = new App();
const stack = new Stack(app, 'Flights');
const strict = app.node.tryGetContext('strict') !== undefined;

const flights = Table.fromBucket(s3.Bucket.fromBucketName(stack, 'Lake', 'flights-lake'), 'flights/', {
  format: TableFormat.PARQUET,
  columns: { date: 'timestamp(3)', delay: 'bigint', distance: 'bigint', origin: 'varchar', destination: 'varchar' },
  local: FLIGHTS,
});

const raw = new DataCheck('Raw', {
  rows: flights,
  checks: [
    Check.rows(1_000_000),
    Check.complete('origin'),
    Check.complete('destination'),
    Check.range('distance', { min: 1, max: 6000 }),
    Check.range('delay', { ...POSSIBLE, atLeast: strict ? 1 : 0.99999 }),
  ],
});
const clean = new SqlStep('Clean', { inputs: { flights: raw.passed }, sql: join(__dirname, 'sql', 'clean.sql') });
const daily = new SqlStep('Daily', { inputs: { flights: clean.output }, sql: join(__dirname, 'sql', 'daily.sql') });
const features = new SqlStep('Features', {
  inputs: { flights: clean.output, daily: daily.output },
  sql: join(__dirname, 'sql', 'features.sql'),
});
const fit = new DataCheck('Fit', {
  rows: features.output,
  checks: [
    Check.rows(1_000_000),
    Check.range('hour', { min: 0, max: 23 }),
    Check.range('late_share_week', { min: 0, max: 1 }),
    Check.complete('late_share_week', 0.9),
  ],
});

new DataPipeline(stack, 'Features', {
  steps: [fit],
  schedule: PipelineSchedule.daily('04:30', TimeZone.AMERICA_NEW_YORK),
  notify: new SnsAction(new NotificationTopic(stack, 'Oncall').topic),
});
