import { App, Stack } from 'aws-cdk-lib';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as s3 from 'aws-cdk-lib/aws-s3';
import { join } from 'node:path';
import {
  EvaluationStep,
  InstanceType,
  MapStep,
  ModelGate,
  ModelPackageGroup,
  Readiness,
  RegisterStep,
  ServingImage,
  SqlStep,
  Table,
  TrainingStep,
  TransformStep,
} from '../../constructs/index';

const stack = new Stack(new App(), 'Types');
const rows = Table.fromBucket(new s3.Bucket(stack, 'Data'), 'rows/', { columns: { id: 'bigint' } });
const job = {
  script: join(__dirname, '..', '..', 'examples', 'flight-delays', 'training', 'train.py'),
  image: ServingImage.fromDlc('pytorch-training', '2.6.0-cpu-py312'),
  instanceType: InstanceType.M5_LARGE,
};

/** Lines that must not compile: `npm run typecheck` fails where one of them does. None is ever run. */
export function wrong(): void {
  const sql = new SqlStep('Sql', { inputs: { rows }, sql: 'SELECT id FROM rows' });
  const training = new TrainingStep('Training', { ...job, channels: { training: sql.output } });
  // @ts-expect-error a step is no table: its output is
  new SqlStep('A', { inputs: { rows: sql }, sql: 'SELECT id FROM rows' });
  // @ts-expect-error a model is no table
  new SqlStep('B', { inputs: { rows: training.model }, sql: 'SELECT id FROM rows' });
  // @ts-expect-error a declared model scores: what a run trains is there only while it runs
  new TransformStep('T', { rows, model: training.model, instanceType: InstanceType.M5_LARGE });
  const { evaluation } = new EvaluationStep('E', { model: training.model, rows, label: 'id' });
  const readiness = Readiness.demand({ atLeast: {} });
  // @ts-expect-error rows are not evaluated: a model is
  new EvaluationStep('F', { model: sql.output, rows, label: 'id' });
  // @ts-expect-error a model is no evaluation
  new ModelGate('G', { model: training.model, evaluation: training.model, readiness });
  // @ts-expect-error an evaluation is no model
  new ModelGate('H', { model: evaluation, evaluation, readiness });
  // @ts-expect-error what was found of a model is no model
  new RegisterStep('I', { model: evaluation, group: new ModelPackageGroup(stack, 'Group') });
  // @ts-expect-error rows are not registered
  new RegisterStep('J', { model: sql.output, group: new ModelPackageGroup(stack, 'Other') });
  const handler = lambda.Function.fromFunctionName(stack, 'Parse', 'parse');
  // @ts-expect-error a model has no objects to go over
  new MapStep('K', { over: training.model, handler });
  const parsed = new MapStep('L', { over: rows, handler, output: { columns: { id: 'bigint' } } });
  // @ts-expect-error a step over objects is no table: its output is
  new SqlStep('M', { inputs: { rows: parsed }, sql: 'SELECT id FROM rows' });
  // @ts-expect-error nobody trains on a model
  new TrainingStep('C', { ...job, channels: { training: training.model } });
}
