import type { Construct } from 'constructs';
import * as s3 from 'aws-cdk-lib/aws-s3';
import { join } from 'node:path';
import { Check, Features, SqlStep, Table, TableFormat } from 'slipway';

const FLIGHTS = join(__dirname, '..', '..', 'node_modules', 'vega-datasets', 'data', 'flights-3m.parquet');
const query = (name: string): string => join(__dirname, 'sql', name);

/** The flights as they arrive, and where they lie on this machine. */
export function flightsIn(scope: Construct): Table {
  return Table.fromBucket(s3.Bucket.fromBucketName(scope, 'Lake', 'flights-lake'), 'flights/', {
    format: TableFormat.PARQUET,
    columns: { date: 'timestamp(3)', delay: 'bigint', distance: 'bigint', origin: 'varchar', destination: 'varchar' },
    local: FLIGHTS,
  });
}

/** What flights have to be like. Nobody lands two hours early: three of the three million do, and one in 100,000 may. */
export function flightChecks(possible = 0.99999): Check[] {
  return [
    Check.rows(1_000_000),
    Check.complete('origin'),
    Check.complete('destination'),
    Check.range('distance', { min: 1, max: 6000 }),
    Check.range('delay', { min: -120, atLeast: possible }),
  ];
}

/** What features have to be like. */
export function featureChecks(atLeast: number): Check[] {
  return [
    Check.rows(atLeast),
    Check.range('hour', { min: 0, max: 23 }),
    Check.range('late_share_week', { min: 0, max: 1 }),
    Check.complete('late_share_week', 0.9),
  ];
}

/** One definition of the features, for whatever reads them: three queries, and of their rows those that are wanted. */
export class FlightFeatures extends Features {
  /** @param wanted a condition over the features, `date < TIMESTAMP '2001-02-01 00:00:00'`; without it all of them */
  constructor(private readonly wanted?: string) {
    super();
  }

  prepare(flights: Table): Table {
    const clean = new SqlStep('Clean', { inputs: { flights }, sql: query('clean.sql') });
    const daily = new SqlStep('Daily', { inputs: { flights: clean.output }, sql: query('daily.sql') });
    const features = new SqlStep('Features', { inputs: { flights: clean.output, daily: daily.output }, sql: query('features.sql') });
    if (this.wanted === undefined) return features.output;
    return new SqlStep('Wanted', { inputs: { features: features.output }, sql: `SELECT * FROM features WHERE ${this.wanted}` }).output;
  }
}
