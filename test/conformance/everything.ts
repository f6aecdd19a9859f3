import { Duration, Stack, TimeZone, type Stage } from 'aws-cdk-lib';
import * as s3 from 'aws-cdk-lib/aws-s3';
import { join } from 'node:path';
import {
  DriftPlan,
  BatchSchedule,
  Capacity,
  Check,
  DataCapture,
  DataCheck,
  DataPipeline,
  Freshness,
  Hosting,
  InstanceType,
  LateData,
  Model,
  ModelApproval,
  ModelCard,
  ModelCardStatus,
  ModelDeployment,
  ModelPackage,
  ModelPackageGroup,
  OnBadObject,
  Parking,
  PipelineSchedule,
  Release,
  ScalingPolicy,
  ServiceMetric,
  SqlStep,
  Table,
} from '../../constructs/index.js';
import { bothShapes, everyStep } from './every-step.js';

const MODEL = join(__dirname, '..', '..', 'examples', 'spam-filter', 'model');

/** What the example does not use, so that cdk-nag and CDK's validation see it all the same: the registry, a card, every kind of scaling, a shadow. */
export class Everything extends Stack {
  constructor(scope: Stage) {
    super(scope, 'Everything', { env: { account: '210987654321', region: 'eu-central-1' } });
    const model = Model.fromDirectory(MODEL);
    const group = new ModelPackageGroup(this, 'Registry', { sharedWith: ['310987654321'] });
    const version = new ModelPackage(this, 'Version', { group, model, approval: ModelApproval.APPROVED });
    new ModelCard(this, 'Card', { model, status: ModelCardStatus.PENDING_REVIEW });
    new ModelDeployment(this, 'Filter', {
      model: version.asModel(),
      release: Release.allAtOnce(Duration.minutes(10)),
      hosting: Hosting.realtime({
        instanceType: InstanceType.M5_XLARGE,
        latency: Duration.millis(100),
        shadow: { model, instanceType: InstanceType.M5_XLARGE, weight: 0.1 },
        capacity: Capacity.autoscaled({
          min: 2,
          max: 6,
          requestsPerInstancePerMinute: 3000,
          policies: [
            ScalingPolicy.concurrentRequests(4),
            ScalingPolicy.cpu(70),
            ScalingPolicy.steps(ServiceMetric.MEMORY_UTILIZATION, {
              scalingSteps: [
                { upper: 10, change: -1 },
                { lower: 80, change: 1 },
              ],
            }),
          ],
          parked: Parking.outside({ from: '07:30', to: '19:00', zone: TimeZone.EUROPE_BERLIN }),
        }),
      }),
    });
    const logs = new s3.Bucket(this, 'AccessLogs', { enforceSSL: true, serverAccessLogsPrefix: 'own/' });
    const mail = new s3.Bucket(this, 'Mail', { enforceSSL: true, serverAccessLogsBucket: logs });
    // As eventBridgeEnabled does, without CDK's own function for it, whose role has a managed policy that nag finds.
    (mail.node.defaultChild as s3.CfnBucket).notificationConfiguration = { eventBridgeConfiguration: { eventBridgeEnabled: true } };
    new ModelDeployment(this, 'Judged', {
      model,
      hosting: Hosting.realtime({ instanceType: InstanceType.M5_LARGE, latency: Duration.millis(100) }),
      drift: DriftPlan.standard(Duration.hours(1), {
        quality: { labels: mail, labelsPrefix: 'truth/', delay: Duration.days(7), atLeast: { roc_auc: 0.97 } },
      }),
    });
    const rows = Table.fromBucket(mail, 'rows/', { columns: { id: 'bigint', words: 'bigint' } });
    const checked = new DataCheck('Checked', { rows, checks: [Check.rows(1), Check.unique('id')] });
    const short = new SqlStep('Short', { inputs: { rows: checked.passed }, sql: 'SELECT id FROM rows WHERE words < 100' });
    new DataPipeline(this, 'Shaped', { steps: [short], schedule: PipelineSchedule.daily('04:30', TimeZone.EUROPE_BERLIN) });
    everyStep(this, 'Stepped', mail, model);
    bothShapes(this, mail, model);
    for (const [id, options] of [
      ['Nightly', { capture: DataCapture.sample(10), lateData: LateData.runAgain(Duration.days(2)), onBadObject: OnBadObject.SET_ASIDE }],
      ['OnArrival', { schedule: BatchSchedule.onObject('_SUCCESS') }],
    ] as const)
      new ModelDeployment(this, id, {
        model,
        hosting: Hosting.batch({
          input: Table.fromBucket(mail, `${id}/in/{date}/`),
          output: Table.fromBucket(mail, `${id}/out/`),
          instanceType: InstanceType.M5_LARGE,
          refreshed: Freshness.dailyBy('06:00', TimeZone.EUROPE_BERLIN),
          ...options,
        }),
      });
  }
}
