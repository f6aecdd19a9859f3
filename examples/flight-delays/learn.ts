// Two pipelines over one definition of the features: one trains on two weeks of January and registers what is better for sure, the other scores a day.
//
//     npx slipway run Flights/Training --app "npx tsx learn.ts"             a version in the registry, with its card
//     npx slipway run Flights/Training --app "npx tsx learn.ts" -c bar=0.9  fails: no such model is to be had of these features
//     npx slipway run Flights/Training --app "npx tsx learn.ts" -c later=1  fails: held against the four days that follow, it adds nothing
//     npx slipway run Flights/Scoring --app "npx tsx learn.ts"              scores, and the pointer that readers follow
import { App, Duration, Stack, TimeZone } from 'aws-cdk-lib';
import * as s3 from 'aws-cdk-lib/aws-s3';
import { join } from 'node:path';
import {
  Check,
  InstanceType,
  Model,
  ModelApproval,
  PipelineSchedule,
  Readiness,
  ScoringPipeline,
  ServingImage,
  Table,
  TableFormat,
  ToBeat,
  TrainingPipeline,
} from 'slipway';
import { FlightFeatures, featureChecks, flightChecks, flightsIn } from './features';

const app = new App();
const stack = new Stack(app, 'Flights');
const flights = flightsIn(stack);
const later = app.node.tryGetContext('later') !== undefined;
const bar = Number(app.node.tryGetContext('bar') ?? 0.58);

new TrainingPipeline(stack, 'Training', {
  rows: flights,
  checks: flightChecks(),
  features: new FlightFeatures("date < TIMESTAMP '2001-01-19 00:00:00'"),
  featureChecks: featureChecks(100_000),
  label: 'late',
  heldOut: later ? "date >= TIMESTAMP '2001-01-15 00:00:00'" : 'mod(minute(date), 5) = 3',
  training: {
    script: join(__dirname, 'training', 'train_step.py'),
    image: ServingImage.fromDlc('pytorch-training', '2.6.0-cpu-py312'),
    instanceType: InstanceType.M5_XLARGE,
    maxRuntime: Duration.minutes(30),
    format: TableFormat.JSON_LINES,
    // Made by python.ts; another with the same packages does as well.
    localCommand: [process.env['SLIPWAY_PYTHON'] ?? 'training/.venv/bin/python', 'train_step.py'],
  },
  // Four of five flights are on time: nothing beats always saying so, and what is asked for is how probable it is.
  toBeat: ToBeat.SHARES,
  readiness: Readiness.demand({ atLeast: { roc_auc: bar } }),
  approval: ModelApproval.APPROVED,
});

new ScoringPipeline(stack, 'Scoring', {
  rows: flights,
  checks: flightChecks(),
  features: new FlightFeatures("date >= TIMESTAMP '2001-03-01 00:00:00' AND date < TIMESTAMP '2001-03-02 00:00:00'"),
  featureChecks: featureChecks(10_000),
  keys: ['date'],
  inputs: ['hour', 'distance', 'origin', 'destination'],
  model: Model.fromDirectory(join(__dirname, 'model')),
  instanceType: InstanceType.M5_LARGE,
  scoreChecks: [Check.rows(10_000), Check.complete('sagemakeroutput')],
  to: Table.fromBucket(s3.Bucket.fromBucketName(stack, 'Results', 'flight-delays'), 'scores/'),
  schedule: PipelineSchedule.daily('04:30', TimeZone.AMERICA_NEW_YORK),
});
