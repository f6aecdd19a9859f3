import { Duration, Stack } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as sns from 'aws-cdk-lib/aws-sns';
import type * as s3 from 'aws-cdk-lib/aws-s3';
import type { Construct } from 'constructs';
import { join } from 'node:path';
import {
  ApprovalStep,
  BranchStep,
  Check,
  DataPipeline,
  Features,
  PublishStep,
  ScoringPipeline,
  TrainingPipeline,
  EvaluationStep,
  ModelGate,
  ModelPackageGroup,
  Readiness,
  RegisterStep,
  EitherStep,
  InstanceType,
  LambdaStep,
  MapStep,
  Overlap,
  PipelineTrigger,
  WaitStep,
  type PipelineStep,
  ProcessingStep,
  ServingImage,
  SqlStep,
  Table,
  TableFormat,
  TrainingStep,
  TransformStep,
  type Model,
} from '../../constructs/index.js';

const SCRIPT = join(__dirname, '..', '..', 'examples', 'flight-delays', 'training', 'train.py');

/** A pipeline with every kind of step. */
export function everyStep(scope: Construct, id: string, mail: s3.IBucket, model: Model): DataPipeline {
  const rows = Table.fromBucket(mail, 'steps/{date}/', { columns: { id: 'bigint', words: 'bigint' } });
  const role = new iam.Role(scope, `${id}FunctionRole`, { assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com') });
  const handler = new lambda.Function(scope, `${id}Function`, {
    role,
    runtime: lambda.Runtime.NODEJS_24_X,
    handler: 'index.handler',
    code: lambda.Code.fromInline('exports.handler = async () => ({});'),
  });
  const enriched = new LambdaStep('Enriched', { handler, inputs: { rows }, output: { columns: { id: 'bigint' } } });
  const parsed = new MapStep('Parsed', { over: enriched.output, handler, objectsPerCall: 10, output: { columns: { id: 'bigint' } } });
  parsed.retry({ attempts: 1 });
  const image = ServingImage.fromDlc('pytorch-training', '2.6.0-cpu-py312');
  const prepared = new ProcessingStep('Prepared', {
    script: SCRIPT,
    image,
    instanceType: InstanceType.M5_LARGE,
    inputs: { rows: parsed.output },
    output: { columns: { id: 'bigint' } },
  });
  const features = new SqlStep('Features', {
    inputs: { rows: prepared.output },
    sql: 'SELECT id FROM rows',
    format: TableFormat.JSON_LINES,
  });
  const scores = new TransformStep('Scores', { rows: features.output, model, instanceType: InstanceType.M5_LARGE, joinInput: true });
  const counted = new SqlStep('Counted', { inputs: { rows: prepared.output }, sql: 'SELECT count(*) AS n FROM rows' });
  const training = new TrainingStep('Training', {
    script: SCRIPT,
    image,
    instanceType: InstanceType.M5_XLARGE,
    channels: { training: prepared.output },
  });
  const group = new ModelPackageGroup(scope, `${id}Group`);
  const { evaluation } = new EvaluationStep('Evaluation', {
    model: training.model,
    rows: features.output,
    label: 'id',
    training: features.output,
    current: group,
  });
  const gate = new ModelGate('Gate', { model: training.model, evaluation, readiness: Readiness.demand({ atLeast: { roc_auc: 0.9 } }) });
  const register = new RegisterStep('Register', { model: gate.passed, group });
  const late = new cloudwatch.Metric({ namespace: 'Slipway', metricName: 'Drift' }).createAlarm(scope, `${id}Drift`, {
    threshold: 1,
    evaluationPeriods: 1,
  });
  const publish = new PublishStep('Publish', { rows: counted.output, to: Table.fromBucket(mail, 'counted/') });
  return new DataPipeline(scope, id, {
    steps: [publish, scores, register, ...control(scope, id, counted.output)],
    triggers: [PipelineTrigger.onObject(rows, { endsWith: '_SUCCESS' }), PipelineTrigger.onAlarm(late)],
    overlap: Overlap.WAIT,
  });
}

/** What is around other steps. */
function control(scope: Construct, id: string, rows: Table): PipelineStep[] {
  const topic = sns.Topic.fromTopicArn(scope, `${id}Owners`, Stack.of(scope).formatArn({ service: 'sns', resource: 'owners' }));
  const enough = new BranchStep('Enough', { rows, checks: [Check.rows(2)] });
  const looked = new ApprovalStep('Looked', { rows: enough.otherwise, topic });
  looked.mayFail();
  const either = new EitherStep('Either', { rows: [enough.met, looked.approved] });
  const settled = new WaitStep('Settled', { rows: either.output, duration: Duration.minutes(1) });
  settled.retry({ attempts: 4, maxDelay: Duration.minutes(2) });
  return [settled];
}

/** The two shapes that are ready made. */
export function bothShapes(scope: Construct, mail: s3.IBucket, model: Model): void {
  const rows = Table.fromBucket(mail, 'shapes/', { columns: { id: 'bigint', words: 'bigint', spam: 'boolean' } });
  const features = Features.fromSql({ table: 'mail', sql: 'SELECT id, words, spam FROM mail' });
  const shared = { rows, checks: [Check.rows(1)], features };
  new TrainingPipeline(scope, 'Trained', {
    ...shared,
    label: 'spam',
    heldOut: 'id > 1000',
    training: { script: SCRIPT, image: ServingImage.fromDlc('pytorch-training', '2.6.0-cpu-py312'), instanceType: InstanceType.M5_LARGE },
    readiness: Readiness.demand({ atLeast: { roc_auc: 0.9 } }),
  });
  new ScoringPipeline(scope, 'Scored', {
    ...shared,
    keys: ['id'],
    inputs: ['words'],
    model,
    instanceType: InstanceType.M5_LARGE,
    to: Table.fromBucket(mail, 'scored/'),
  }).grantReadResults(new iam.Role(scope, 'ScoreReader', { assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com') }));
}
