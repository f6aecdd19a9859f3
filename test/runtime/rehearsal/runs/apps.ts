import { Duration, Stack, TimeZone, type App } from 'aws-cdk-lib';
import * as s3 from 'aws-cdk-lib/aws-s3';
import {
  type AlarmPlan,
  BatchTransform,
  Freshness,
  Hosting,
  InstanceType,
  ModelDeployment,
  Table,
  type TableFormat,
  type BatchOptions,
} from '../../../../constructs/index';
import { SILENT } from '../../../../runtime/host';
import { PROFILE_VERSION, type Profile, type RecordsProfile } from '../../../../runtime/measuring/profile';
import { recordsKey } from '../../../../runtime/measuring/records/records-key';
import type { Plan } from '../../../../runtime/plan';
import { rehearse } from '../../../../runtime/rehearsal/rehearse';
import type { RehearsalOptions } from '../../../../runtime/rehearsal/options';
import type { RehearsalReport } from '../../../../runtime/report/rehearsal-report';
import { spamModel } from '../../../constructs/apps';
import { planOf } from '../../assembly/apps';

/** How our own server answers, as it is told in a batch deployment. */
export const MARKS: RecordsProfile = {
  rows: 'samples/golden.jsonl',
  usual: 'answered',
  broken: 'set aside',
  cut: 'set aside',
  millis: 0.2,
};

/** @param table what the input is of; lines of JSON where it is left out */
type Options = Partial<BatchOptions> & { readonly table?: TableFormat };

function optionsOf(stack: Stack, { table, ...options }: Options): BatchOptions {
  const bucket = new s3.Bucket(stack, 'Bucket', { eventBridgeEnabled: true });
  return {
    input: Table.fromBucket(bucket, 'in/{date}/', { format: table }),
    output: Table.fromBucket(bucket, 'out/'),
    instanceType: InstanceType.M5_LARGE,
    refreshed: Freshness.dailyBy('06:00', TimeZone.EUROPE_BERLIN),
    ...options,
  };
}

/** `Mail/Nightly/Batch`: results every day by six in Berlin, with the alarms that every deployment has. */
export function nightly(options: Options = {}, alarms?: AlarmPlan): Plan {
  return planOf((app: App) => {
    const stack = new Stack(app, 'Mail');
    new ModelDeployment(stack, 'Nightly', {
      model: spamModel(),
      hosting: Hosting.batch(optionsOf(stack, options)),
      ...(alarms === undefined ? {} : { alarms }),
    });
  });
}

/** `Mail/Nightly`: the same, and nobody watches it. */
export function unwatchedNightly(options: Options = {}): Plan {
  return planOf((app: App) => {
    const stack = new Stack(app, 'Mail');
    new BatchTransform(stack, 'Nightly', { model: spamModel(), ...optionsOf(stack, options) });
  });
}

/** Rehearsed with a job that answers as was measured once, and without the ends of bands. */
export async function rehearsedRuns(
  plan: Plan,
  options: Partial<RehearsalOptions> = {},
  records: RecordsProfile = MARKS,
): Promise<RehearsalReport> {
  const profile: Profile = {
    version: PROFILE_VERSION,
    models: {},
    records: Object.fromEntries(plan.batches.map((job) => [recordsKey(job), records])),
  };
  return rehearse(plan, { seed: 1, host: SILENT, healthyDays: 2, bands: false, profile, ...options });
}

export const OFTEN = { refreshed: Freshness.within(Duration.hours(4)) } as const;
