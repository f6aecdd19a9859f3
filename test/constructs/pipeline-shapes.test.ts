import { Template } from 'aws-cdk-lib/assertions';
import type { Stack } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as s3 from 'aws-cdk-lib/aws-s3';
import { join } from 'node:path';
import {
  Check,
  Features,
  InstanceType,
  Model,
  Readiness,
  ScoringPipeline,
  ServingImage,
  Table,
  TrainingPipeline,
  type TrainingPipelineProps,
} from '../../constructs/index';
import { stackOf } from './apps';

const EXAMPLE = join(__dirname, '..', '..', 'examples', 'flight-delays');
const COLUMNS = { date: 'timestamp(3)', delay: 'bigint', distance: 'bigint', origin: 'varchar', destination: 'varchar' };
const FEATURES = Features.fromSql({
  table: 'flights',
  sql: 'SELECT date, hour(date) AS hour, distance, origin, destination, delay > 15 AS late FROM flights',
});

const flightsIn = (stack: Stack): Table =>
  Table.fromBucket(s3.Bucket.fromBucketName(stack, 'Lake', 'lake'), 'flights/', { columns: COLUMNS });

function trainingIn(stack: Stack, options: Partial<TrainingPipelineProps> = {}): TrainingPipeline {
  return new TrainingPipeline(stack, 'Training', {
    rows: flightsIn(stack),
    checks: [Check.rows(1)],
    features: FEATURES,
    featureChecks: [Check.range('hour', { min: 0, max: 23 })],
    label: 'late',
    heldOut: "date >= TIMESTAMP '2001-03-01 00:00:00'",
    training: {
      script: join(EXAMPLE, 'training', 'train.py'),
      image: ServingImage.fromDlc('pytorch-training', '2.6.0-cpu-py312'),
      instanceType: InstanceType.M5_XLARGE,
    },
    readiness: Readiness.demand({ atLeast: { roc_auc: 0.6 } }),
    ...options,
  });
}

function stepsOf(stack: Stack, id: string): string[] {
  const entry = stack.node.findChild(id).node.metadata.find(({ type }) => type === 'slipway:pipeline');
  return ((entry?.data ?? { steps: [] }) as { steps: { name: string }[] }).steps.map(({ name }) => name);
}

test('training goes from rows over features and a bar to a version in a group of its own', () => {
  const stack = stackOf('Flights');
  const pipeline = trainingIn(stack);
  expect(stepsOf(stack, 'Training')).toEqual([
    'Raw',
    'Features',
    'Fit',
    'Training rows',
    'Training',
    'Held out',
    'Evaluation',
    'Gate',
    'Register',
  ]);
  expect(pipeline.group.modelPackageGroupName).toBeDefined();
  Template.fromStack(stack).resourceCountIs('AWS::SageMaker::ModelPackageGroup', 1);
});

test('a condition that is none is refused when it is written', () => {
  expect(() => trainingIn(stackOf('Flights'), { heldOut: 'dte > 1' })).toThrow("there is no column 'dte'");
});

test('scoring runs the same features, and publishes scores that readers are let read', () => {
  const stack = stackOf('Flights');
  const results = s3.Bucket.fromBucketName(stack, 'Results', 'results');
  const pipeline = new ScoringPipeline(stack, 'Scoring', {
    rows: flightsIn(stack),
    checks: [Check.rows(1)],
    features: FEATURES,
    keys: ['date'],
    inputs: ['hour', 'distance', 'origin', 'destination'],
    model: Model.fromDirectory(join(EXAMPLE, 'model')),
    instanceType: InstanceType.M5_LARGE,
    to: Table.fromBucket(results, 'delays/'),
  });
  expect(stepsOf(stack, 'Scoring')).toEqual(['Raw', 'Features', 'Asked', 'Scores', 'Scored', 'Publish']);
  const reader = new iam.Role(stack, 'Reader', { assumedBy: new iam.AccountRootPrincipal() });
  pipeline.grantReadResults(reader);
  const policies = Object.values(
    Template.fromStack(stack).findResources('AWS::IAM::Policy', {
      Properties: { Roles: [{ Ref: stack.getLogicalId(reader.node.defaultChild as iam.CfnRole) }] },
    }),
  );
  expect(JSON.stringify(policies)).toContain('results/delays/current.json');
  expect(JSON.stringify(policies)).toContain('flights_scoring/runs/*/scores/*');
  expect(JSON.stringify(policies)).not.toContain('PutObject');
});
