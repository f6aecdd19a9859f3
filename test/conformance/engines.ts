import { Duration, Stack, type Stage } from 'aws-cdk-lib';
import * as ecr from 'aws-cdk-lib/aws-ecr';
import * as s3 from 'aws-cdk-lib/aws-s3';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { DriftEngine, DriftPlan, Hosting, InstanceType, Model, ModelDeployment, ServingImage, Table } from '../../constructs/index.js';

const MODEL = join(__dirname, '..', '..', 'examples', 'spam-filter', 'model');

/** A drift monitor for each engine that counts elsewhere, so that cdk-nag and CDK's validation see them. */
export class Engines extends Stack {
  constructor(scope: Stage) {
    super(scope, 'Engines', { env: { account: '210987654321', region: 'eu-central-1' } });
    const model = Model.fromDirectory(MODEL);
    const mail = s3.Bucket.fromBucketName(this, 'Mail', 'mail');
    const columns = JSON.parse(readFileSync(join(MODEL, 'baseline', 'profile.json'), 'utf8')) as Record<
      'features' | 'predictions',
      { name: string }[]
    >;
    const doubles = [...columns.features, ...columns.predictions].map(({ name }) => [name, 'double'] as const);
    const lake = Table.fromCatalog('mail', 'incoming', {
      bucket: mail,
      prefix: 'incoming/',
      columns: { ...Object.fromEntries(doubles), day: 'varchar' },
    });
    const machines = { instanceType: InstanceType.M5_XLARGE, instanceCount: 2 };
    const image = ServingImage.fromEcr(ecr.Repository.fromRepositoryName(this, 'Images', 'drift'), '1');
    for (const [id, engine] of [
      ['CountedByAthena', DriftEngine.athena({ table: lake, dayColumn: 'day' })],
      ['CountedByJob', DriftEngine.processing({ ...machines, image })],
      ['CountedBySpark', DriftEngine.spark({ ...machines, table: lake, dayColumn: 'day', image })],
    ] as const)
      new ModelDeployment(this, id, {
        model,
        hosting: Hosting.realtime({ instanceType: InstanceType.M5_LARGE, latency: Duration.millis(100) }),
        drift: DriftPlan.standard(Duration.hours(1), { engine }),
      });
  }
}
