import { Duration } from 'aws-cdk-lib';
import type * as sns from 'aws-cdk-lib/aws-sns';
import {
  ApprovalStep,
  BranchStep,
  Check,
  DataCheck,
  EitherStep,
  ModelApprovalStep,
  SqlStep,
  TrainingStep,
  WaitStep,
  type Table,
  type TrainedModel,
} from '../../constructs/index';

/** Never called: what is wrong here is found by the compiler, and a line that it accepts fails the type check. */
export function wrong(rows: Table, model: TrainedModel, topic: sns.ITopic, training: ConstructorParameters<typeof TrainingStep>[1]): void {
  const check = new DataCheck('Check', { rows, checks: [Check.rows(1)] });
  // @ts-expect-error a model is no rows
  new SqlStep('A', { inputs: { rows: model }, sql: 'SELECT 1 AS n FROM rows' });
  // @ts-expect-error a step is no rows: what it gives is
  new SqlStep('B', { inputs: { rows: check }, sql: 'SELECT 1 AS n FROM rows' });
  // @ts-expect-error rows are no model
  new ModelApprovalStep('C', { model: rows, topic });
  // @ts-expect-error a model is no rows
  new ApprovalStep('D', { rows: model, topic });
  // @ts-expect-error a model is no rows
  new WaitStep('E', { rows: model, duration: Duration.minutes(1) });
  // @ts-expect-error a model is no rows
  new EitherStep('F', { rows: [rows, model] });
  // @ts-expect-error a model is no rows
  new BranchStep('G', { rows: model, checks: [Check.rows(1)] });
  // @ts-expect-error a model is no rows
  new TrainingStep('H', { ...training, channels: { training: model } });
  // @ts-expect-error what a step has trained is no step
  new ModelApprovalStep('I', { model: new TrainingStep('Training', training), topic });
  // @ts-expect-error nobody makes a table but a bucket, the catalogue or a step
  new SqlStep('J', { inputs: { rows: { bucket: undefined } }, sql: 'SELECT 1 AS n FROM rows' });
}
