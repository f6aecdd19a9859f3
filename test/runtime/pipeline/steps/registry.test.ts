import type { Stack } from 'aws-cdk-lib';
import * as ecr from 'aws-cdk-lib/aws-ecr';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  EvaluationStep,
  InstanceType,
  ModelApproval,
  ModelGate,
  ModelPackageGroup,
  Readiness,
  RegisterStep,
  ServingImage,
  SqlStep,
  Table,
  TableFormat,
  ToBeat,
  TrainingStep,
  type EvaluationStepProps,
} from '../../../../constructs/index';
import * as s3 from 'aws-cdk-lib/aws-s3';
import { Workshop, mailsIn } from './run-here';

const MODEL = join(__dirname, '..', '..', '..', '..', 'examples', 'flight-delays', 'model');
/** "Trains" the model of the example. */
const SCRIPT = `
import { cpSync, rmSync } from 'node:fs';
cpSync(${JSON.stringify(MODEL)}, process.env.SM_MODEL_DIR, { recursive: true });
rmSync(process.env.SM_MODEL_DIR + '/card.json');
`;
const LABELLED = { hour: 'bigint', distance: 'bigint', origin: 'varchar', destination: 'varchar', late: 'bigint' };

let shop: Workshop;
beforeEach(() => {
  shop = new Workshop();
  shop.rows('mail/one.jsonl', [{ id: 1, words: 10 }]);
  // Of flights at two in the morning the model says that they are late, of those at six that they are not; so do the rows, four times of five.
  const rows = Array.from({ length: 400 }, (_, row) => {
    const night = row % 2 === 0;
    const usual = row % 10 !== 0 && row % 10 !== 1;
    return { hour: night ? 2 : 6, distance: 400 + row, origin: 'ORD', destination: 'ATL', late: Number(night === usual) };
  });
  shop.rows('labelled/rows.jsonl', rows);
  shop.file('src/train.mjs', SCRIPT);
});
afterEach(() => shop.close());

interface Options {
  readonly atLeast?: { readonly [metric: string]: number };
  readonly evaluation?: Partial<EvaluationStepProps>;
  readonly current?: boolean;
}

function registered(stack: Stack, { atLeast = { roc_auc: 0.7 }, evaluation = {}, current = true }: Options = {}): RegisterStep {
  const group = new ModelPackageGroup(stack, 'Delays');
  const training = new TrainingStep('Training', {
    script: join(shop.folder, 'src', 'train.mjs'),
    image: ServingImage.fromEcr(ecr.Repository.fromRepositoryName(stack, 'Node', 'node'), '24'),
    instanceType: InstanceType.M5_LARGE,
    channels: { training: mailsIn(stack) },
    localCommand: [process.execPath, 'train.mjs'],
  });
  const rows = Table.fromBucket(s3.Bucket.fromBucketName(stack, 'Labels', 'labels'), 'labels/', {
    columns: LABELLED,
    local: 'labelled/*.jsonl',
  });
  const { evaluation: found } = new EvaluationStep('Evaluation', {
    model: training.model,
    rows,
    label: 'late',
    unseen: true,
    ...(current ? { current: group } : {}),
    ...evaluation,
  });
  const gate = new ModelGate('Good enough', { model: training.model, evaluation: found, readiness: Readiness.demand({ atLeast }) });
  return new RegisterStep('Register', { model: gate.passed, group, approval: ModelApproval.APPROVED });
}

test('a model that is good enough becomes a version with its card, and the next one has to beat it', async () => {
  const directory = shop.synthesize((stack) => [registered(stack)]);
  const result = await shop.run(directory);
  expect(result.cause).toBeUndefined();
  expect(result.steps).toMatchObject([
    { name: 'Training', status: 'done' },
    { name: 'Evaluation', kind: 'evaluation', status: 'done' },
    { name: 'Good enough', kind: 'gate', status: 'done' },
    { name: 'Register', kind: 'registration', status: 'done' },
  ]);
  const version = JSON.parse(readFileSync(join(shop.folder, 'registry', 'versions', 'Mail-Delays', '1.json'), 'utf8')) as {
    request: { ModelCard: { ModelCardContent: string }; InferenceSpecification: { Containers: { ModelDataUrl: string }[] } };
  };
  const card = JSON.parse(version.request.ModelCard.ModelCardContent) as {
    evaluation_details: { name: string; metadata: { rows: string } }[];
  };
  expect(card.evaluation_details.map(({ name, metadata }) => [name, metadata.rows])).toEqual([['held-out', '400']]);
  expect(version.request.InferenceSpecification.Containers[0]?.ModelDataUrl).toMatch(
    /^s3:\/\/[^/]+\/mail_daily\/registry\/register\/first\/model\.tar\.gz$/,
  );
  expect(existsSync(join(shop.folder, 'registry', 'mail_daily', 'register', 'first', 'model', 'model.onnx'))).toBe(true);
  // The same model once more beats the most frequent class, and not itself.
  const second = await shop.run(directory, { name: 'second' });
  expect(second).toMatchObject({
    status: 'failed',
    error: 'ModelNotReady',
    steps: [{}, { status: 'done' }, { status: 'failed' }, { status: 'not begun' }],
  });
  const beside = JSON.parse(readFileSync(join(second.folder, 'evaluation', '0', 'card.json'), 'utf8')) as typeof card;
  expect(beside.evaluation_details.map(({ name, metadata }) => [name, metadata.rows])).toEqual([
    ['held-out', '400'],
    ['beside-current', '400'],
  ]);
  expect(second.cause).toMatch(/^roc_auc is at least [\d.]+ \(lower end of the interval\), no better than current model with [\d.]+/);
});

test('a model below the bar ends the run, with all that is missing', async () => {
  const result = await shop.run(
    shop.synthesize((stack) => [
      registered(stack, { atLeast: { roc_auc: 0.99, accuracy: 0.98 }, evaluation: { unseen: false }, current: false }),
    ]),
  );
  expect(result).toMatchObject({ status: 'failed', error: 'ModelNotReady' });
  expect(result.cause).toContain('card.json has no evaluation on unseen rows');
  const unseen = await shop.run(
    shop.synthesize((stack) => [registered(stack, { atLeast: { roc_auc: 0.99, accuracy: 0.98 }, current: false })]),
    { name: 'unseen' },
  );
  expect(unseen.cause?.split('\n')).toEqual([
    expect.stringMatching(/^roc_auc is at least 0\.\d+ .* and 0\.99 is demanded/),
    expect.stringMatching(/^accuracy is at least 0\.\d+ .* and 0\.98 is demanded/),
  ]);
});

test('probabilities have to beat the shares of the classes, where that is what counts', async () => {
  const result = await shop.run(
    shop.synthesize((stack) => [registered(stack, { evaluation: { toBeat: ToBeat.SHARES }, atLeast: { roc_auc: 0.99 }, current: false })]),
  );
  const card = JSON.parse(readFileSync(join(result.folder, 'evaluation', '0', 'card.json'), 'utf8')) as {
    evaluation_details: { metadata: { baseline: string } }[];
  };
  // Two classes of 200 rows each: the logarithm of one half.
  expect(card.evaluation_details[0]?.metadata.baseline).toBe('shares of the classes, neg_log_loss -0.693147');
  expect(result.cause?.split('\n')).toEqual([expect.stringContaining('0.99 is demanded')]);
});

test('the same labelled rows give the same card, to the byte, as JSON Lines, Parquet, and CSV without a header', async () => {
  const lines = readFileSync(join(shop.folder, 'labelled', 'rows.jsonl'), 'utf8')
    .trim()
    .split('\n');
  shop.file('csv/rows.csv', lines.map((line) => `${Object.values(JSON.parse(line) as object).join(',')}\n`).join(''));
  const labels = (stack: Stack, format: TableFormat, local: string): Table =>
    Table.fromBucket(s3.Bucket.fromBucketName(stack, `Of${format}`, format), 'rows/', { columns: LABELLED, format, local });
  const rowsAs: [string, (stack: Stack) => Table][] = [
    ['lines', (stack) => labels(stack, TableFormat.JSON_LINES, 'labelled/*.jsonl')],
    [
      'parquet',
      (stack) =>
        new SqlStep('Labelled', {
          inputs: { rows: labels(stack, TableFormat.JSON_LINES, 'labelled/*.jsonl') },
          sql: 'SELECT hour, distance, origin, destination, late FROM rows ORDER BY distance',
        }).output,
    ],
    ['csv', (stack) => labels(stack, TableFormat.CSV, 'csv/*.csv')],
  ];
  const cards: string[] = [];
  for (const [name, rows] of rowsAs) {
    const directory = shop.synthesize((stack) => [registered(stack, { evaluation: { rows: rows(stack) }, current: false })]);
    const result = await shop.run(directory, { name });
    expect([name, result.cause]).toEqual([name, undefined]);
    cards.push(readFileSync(join(result.folder, 'evaluation', '0', 'card.json'), 'utf8'));
  }
  expect(cards[0]).toContain('"rows": "400"');
  expect(cards[1]).toBe(cards[0]);
  expect(cards[2]).toBe(cards[0]);
});

test('a model that does not load ends the evaluation, and it is said why', async () => {
  shop.file(
    'src/train.mjs',
    `${SCRIPT}\nimport { writeFileSync } from 'node:fs';\nwriteFileSync(process.env.SM_MODEL_DIR + '/model.onnx', 'no model');`,
  );
  const result = await shop.run(shop.synthesize((stack) => [registered(stack, { current: false })]));
  expect(result).toMatchObject({ status: 'failed', steps: [{}, { name: 'Evaluation', status: 'failed' }, {}, {}] });
  expect(result.cause).toContain('the model does not load: this is no ONNX model');
});

test('rows without the label fail the evaluation, and it is said which there are', async () => {
  const result = await shop.run(shop.synthesize((stack) => [registered(stack, { evaluation: { label: 'delayed' }, current: false })]));
  expect(result).toMatchObject({ status: 'failed', steps: [{}, { name: 'Evaluation', status: 'failed' }, {}, {}] });
  expect(result.cause).toContain("has no column 'delayed'; its columns are hour, distance, origin, destination, late");
});

test.each<[string, (stack: Stack) => unknown, string]>([
  [
    'a gate that demands nothing',
    (stack) => gateOf(stack, Readiness.notDemanded('a toy')),
    "gate 'Gate' demands nothing; give Readiness.demand, or leave the gate out",
  ],
  [
    'a gate that demands an approval',
    (stack) => gateOf(stack, Readiness.demand({ atLeast: {}, approved: true })),
    "gate 'Gate' demands an approval, which nobody can have given",
  ],
])('%s is refused when it is written', (_, make, message) => {
  expect(() =>
    shop.synthesize((stack) => {
      make(stack);
      return [];
    }),
  ).toThrow(message);
});

function gateOf(stack: Stack, readiness: Readiness): ModelGate {
  const { model } = new TrainingStep('Training', {
    script: join(shop.folder, 'src', 'train.mjs'),
    image: ServingImage.fromEcr(ecr.Repository.fromRepositoryName(stack, 'Node', 'node'), '24'),
    instanceType: InstanceType.M5_LARGE,
    channels: { training: mailsIn(stack) },
  });
  const { evaluation } = new EvaluationStep('Evaluation', { model, rows: mailsIn(stack, {}, 'Rows'), label: 'late' });
  return new ModelGate('Gate', { model, evaluation, readiness });
}
