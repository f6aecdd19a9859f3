import type { Stack } from 'aws-cdk-lib';
import * as ecr from 'aws-cdk-lib/aws-ecr';
import { readFileSync, readdirSync } from 'node:fs';
import { join, relative } from 'node:path';
import { Check, DataCheck, InstanceType, ServingImage, TrainingStep, type TrainingStepProps } from '../../../../constructs/index';
import type { PipelineRun } from '../../../../runtime/pipeline/local/run-pipeline';
import { Workshop, mailsIn } from './run-here';

/** "Trains" the mean number of words. */
const SCRIPT = `
import { readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
const { SM_CHANNEL_TRAINING: training, SM_MODEL_DIR: model, SM_OUTPUT_DATA_DIR: output, SLIPWAY_ROOT: root = '' } = process.env;
const rows = readdirSync(training).flatMap((name) => readFileSync(join(training, name), 'utf8').trim().split('\\n').map((line) => JSON.parse(line)));
const told = JSON.parse(readFileSync(root + '/opt/ml/input/config/hyperparameters.json', 'utf8'));
if (rows.length < 2) {
  writeFileSync(root + '/opt/ml/output/failure', 'one row is no training set');
  process.exit(1);
}
const mean = rows.reduce((sum, { words }) => sum + words, 0) / rows.length;
writeFileSync(join(model, 'model.json'), JSON.stringify({ mean, told, arguments: process.argv.slice(2) }));
writeFileSync(join(output, 'curve.csv'), '1,2');
`;

let shop: Workshop;
beforeEach(() => {
  shop = new Workshop();
  shop.rows('mail/one.jsonl', [
    { id: 1, words: 10 },
    { id: 2, words: 250 },
  ]);
  shop.file('src/train.mjs', SCRIPT);
});
afterEach(() => shop.close());

function training(stack: Stack, options: Partial<TrainingStepProps> = {}): TrainingStep {
  const enough = new DataCheck('Enough', { rows: mailsIn(stack), checks: [Check.rows(1)] });
  return new TrainingStep('Training', {
    script: join(shop.folder, 'src', 'train.mjs'),
    image: ServingImage.fromEcr(ecr.Repository.fromRepositoryName(stack, 'Node', 'node'), '24'),
    instanceType: InstanceType.M5_LARGE,
    channels: { training: enough.passed },
    hyperparameters: { rounds: '7' },
    localCommand: [process.execPath, 'train.mjs'],
    ...options,
  });
}

test('a script trains on its channels, and what it leaves is a model folder', async () => {
  const result = await shop.run(shop.synthesize((stack) => [training(stack)]));
  expect(result.cause).toBeUndefined();
  expect(result.steps[1]).toMatchObject({ name: 'Training', kind: 'training', status: 'done' });
  expect(JSON.parse(readFileSync(join(result.folder, 'training', '0', 'model', 'model.json'), 'utf8'))).toEqual({
    mean: 130,
    told: { rounds: '7' },
    arguments: ['--rounds', '7'],
  });
  expect(readFileSync(join(result.folder, 'training', '0', 'output', 'curve.csv'), 'utf8')).toBe('1,2');
  expect(JSON.parse(readFileSync(join(result.folder, 'record.json'), 'utf8'))).toMatchObject({
    steps: {
      Training: {
        job: expect.stringMatching(/^Mail-Daily-Training-/),
        model: expect.stringMatching(/\/training\/0\/model\.tar\.gz$/),
        instanceType: 'ml.m5.large',
        instances: 1,
        times: { TrainingStartTime: expect.any(String), TrainingEndTime: expect.any(String) },
        retries: 0,
      },
    },
  });
});

test('a job finds its folders where the run has a relative path, though its code runs elsewhere', async () => {
  const directory = shop.synthesize((stack) => [training(stack)]);
  const result = await shop.run(directory, { output: relative(process.cwd(), join(shop.folder, 'runs')) });
  expect([result.status, result.cause]).toEqual(['succeeded', undefined]);
});

test('a training that fails ends the run at once with what it left to say', async () => {
  shop.rows('mail/one.jsonl', [{ id: 1, words: 10 }]);
  const result = await shop.run(shop.synthesize((stack) => [training(stack)]));
  expect(result).toMatchObject({ status: 'failed', steps: [{ status: 'done' }, { status: 'failed' }] });
  expect(JSON.parse(result.cause ?? '')).toMatchObject({
    TrainingJobStatus: 'Failed',
    FailureReason: expect.stringContaining('AlgorithmError: one row is no training set, exit code: 1'),
  });
  expect(readdirSync(join(result.folder, 'training')).filter((name) => name.endsWith('.log'))).toEqual(['0.ml.log']);
});

/** A run that is stopped once its model is trained. */
async function stopped(directory: string): Promise<PipelineRun> {
  const stop = new AbortController();
  const step = (name: string, what: string): void => void (name === 'Training' && what === 'ends' && stop.abort());
  return shop.run(directory, { signal: stop.signal, step });
}

test('a run that goes on does not train again, unless the script has changed', async () => {
  const directory = shop.synthesize((stack) => [training(stack)]);
  expect((await stopped(directory)).status).toBe('interrupted');
  const again = await stopped(directory);
  expect(again.steps[1]).toMatchObject({ name: 'Training', status: 'done', kept: true });
  shop.file('src/train.mjs', `${SCRIPT}\nconsole.log('changed');`);
  const changed = await shop.run(shop.synthesize((stack) => [training(stack)]));
  expect(changed.status).toBe('succeeded');
  expect(changed.steps[1]?.kept).toBeUndefined();
});
