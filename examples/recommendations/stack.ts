import { Duration, Stack, TimeZone } from 'aws-cdk-lib';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import type { Construct } from 'constructs';
import { join } from 'node:path';
import { Freshness, Hosting, InstanceType, Model, ModelDeployment, NotificationTopic, Table, TableFormat } from '../../constructs/index.js';

const CSV = { format: TableFormat.CSV };

/** The refresh in an account: pairs of a day are scored by night, and the result of a run that was whole is published by six. */
export class RecommendationsStack extends Stack {
  constructor(scope: Construct, id: string) {
    super(scope, id, { description: 'Recommendations: refreshed every day by 06:00' });
    const data = new Bucket(this, 'Data', { enforceSSL: true });
    const oncall = new NotificationTopic(this, 'Oncall');
    new ModelDeployment(this, 'Nightly', {
      model: Model.fromDirectory(join(__dirname, 'model')),
      hosting: Hosting.batch({
        refreshed: Freshness.dailyBy('06:00', TimeZone.EUROPE_BERLIN),
        input: Table.fromBucket(data, 'pairs/{date}/', CSV),
        output: Table.fromBucket(data, 'scored/', CSV),
        instanceType: InstanceType.M5_LARGE,
        maxRuntime: Duration.minutes(30),
        // What is seen and what is a candidate goes around the model, and stands before the score.
        inputFilter: '$[2:]',
        joinInput: true,
        outputFilter: '$[0,1,-1]',
      }),
      notify: oncall.topic,
      owner: 'films',
      runbook: 'https://example.com/runbooks/recommendations',
    });
  }
}
