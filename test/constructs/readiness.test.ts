import { Duration } from 'aws-cdk-lib';
import { cpSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import * as s3 from 'aws-cdk-lib/aws-s3';
import { Model, ModelDeployment, Readiness, StandIn } from '../../constructs/index';
import { MODEL_FOLDER, realtime, scratch, spamModel, stackOf } from './apps';

const DEMANDED = Readiness.demand({ atLeast: { roc_auc: 0.97 } });

function deploy(model: Model, readiness: Readiness): ModelDeployment {
  return new ModelDeployment(stackOf(), 'Filter', { model, hosting: realtime(), readiness });
}

test('a model that is good enough goes out', () => {
  expect(() => deploy(spamModel(), DEMANDED)).not.toThrow();
});

test('a model that is not is refused with everything that is missing, and the path of the deployment', () => {
  const folder = join(scratch(), 'model');
  cpSync(MODEL_FOLDER, folder, { recursive: true });
  rmSync(join(folder, 'samples', 'known-faults.jsonl'));
  const demanded = Readiness.demand({ atLeast: { roc_auc: 0.99, f1: 0.9 }, approved: true });
  expect(() => deploy(Model.fromDirectory(folder), demanded)).toThrow(
    /4 problems:[\s\S]*roc_auc is at least 0\.979908[\s\S]*has no f1[\s\S]*known faults are not written down[\s\S]*nobody has approved[\s\S]*\(Spam\/Filter\)/,
  );
});

test('fails when a model lies in S3, since its card is not on this machine', () => {
  const stack = stackOf();
  const bucket = s3.Bucket.fromBucketName(stack, 'Models', 'models');
  const model = Model.fromBucket(bucket, 'v3/model.tar.gz', { standIn: StandIn.stub({ answer: '1', latency: Duration.millis(5) }) });
  expect(() => new ModelDeployment(stack, 'Filter', { model, hosting: realtime(), readiness: DEMANDED })).toThrow(
    /v3\/model\.tar\.gz: readiness is demanded, and its card is not on this machine/,
  );
});

test('every model of a series has to be ready', () => {
  const bare = Model.fromDirectory(join(MODEL_FOLDER, 'model.onnx'));
  expect(() => deploy(Model.inSeries(spamModel(), bare), DEMANDED)).toThrow(/model\.onnx: card\.json is missing/);
});

test('what is not demanded takes a reason, which stands in the assembly', () => {
  const deployment = deploy(Model.fromDirectory(join(MODEL_FOLDER, 'model.onnx')), Readiness.notDemanded('a demonstration'));
  expect(deployment.node.metadata).toEqual(
    expect.arrayContaining([expect.objectContaining({ type: 'slipway:readiness-not-demanded', data: 'a demonstration' })]),
  );
  expect(() => Readiness.notDemanded(' ')).toThrow('no demand on readiness without a reason');
});

test('fails when a demand can never be met', () => {
  expect(() => Readiness.demand({ atLeast: { roc_auc: Number.NaN } })).toThrow('roc_auc at least NaN can never be met');
});
