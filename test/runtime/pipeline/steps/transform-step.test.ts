import type { Stack } from 'aws-cdk-lib';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  Check,
  DataCheck,
  InstanceType,
  Model,
  SqlStep,
  TableFormat,
  TransformStep,
  type TransformStepProps,
} from '../../../../constructs/index';
import { SqlEngine, runSql } from '../../../../runtime/pipeline/sql/index';
import { Workshop, mailsIn } from './run-here';

const MODEL = join(__dirname, '..', '..', '..', '..', 'examples', 'flight-delays', 'model');
const FLIGHT = { hour: 18, distance: 500, origin: 'ORD', destination: 'ATL' };
const COLUMNS = { id: 'bigint', hour: 'bigint', distance: 'bigint', origin: 'varchar', destination: 'varchar' };
/** As far as SQL is asked for it: other members of the answer are left alone. */
const SCORED = { id: 'bigint', sagemakeroutput: 'varchar' };

let shop: Workshop;
beforeEach(() => {
  shop = new Workshop();
  shop.rows('mail/one.jsonl', [
    { id: 1, ...FLIGHT },
    { id: 2, ...FLIGHT, hour: 6 },
    { id: 3, ...FLIGHT, hour: 7 },
  ]);
});
afterEach(() => shop.close());

const modelOf = (): Model => Model.fromDirectory(MODEL);

function scored(stack: Stack, options: Partial<TransformStepProps> = {}): TransformStep {
  const features = new SqlStep('Features', {
    inputs: { flights: mailsIn(stack, { columns: COLUMNS }) },
    sql: 'SELECT id, hour, distance, origin, destination FROM flights WHERE id < 3',
    format: TableFormat.JSON_LINES,
  });
  return new TransformStep('Scores', {
    rows: features.output,
    model: modelOf(),
    instanceType: InstanceType.M5_LARGE,
    joinInput: true,
    inputFilter: "$['hour','distance','origin','destination']",
    columns: SCORED,
    ...options,
  });
}

test('a model scores what a query gives, and its answers are rows', async () => {
  const directory = shop.synthesize((stack) => {
    const good = new DataCheck('Good', { rows: scored(stack).output, checks: [Check.rows(2), Check.unique('id')] });
    return [new SqlStep('Kept', { inputs: { scores: good.passed }, sql: 'SELECT id, sagemakeroutput FROM scores' })];
  });
  const result = await shop.run(directory);
  expect(result.cause).toBeUndefined();
  expect(result.steps).toMatchObject([
    { name: 'Features', rows: 2, files: [expect.stringMatching(/features\/0\/part-0\.jsonl\.gz$/)] },
    { name: 'Scores', kind: 'transform', status: 'done', rows: 2, files: [expect.stringMatching(/scores\/0\/part-0\.jsonl\.gz\.out$/)] },
    { name: 'Good', status: 'done' },
    { name: 'Kept', rows: 2 },
  ]);
  const lines = readFileSync(result.steps[1]?.files?.[0] ?? '', 'utf8')
    .trim()
    .split('\n');
  const [first, second] = lines.map((line) => JSON.parse(line) as { id: number; SageMakerOutput: { probabilities: number[] } });
  expect([first?.id, second?.id]).toEqual([1, 2]);
  // Of evening flights more are late than of those in the morning.
  expect(first?.SageMakerOutput.probabilities[1]).toBeGreaterThan(second?.SageMakerOutput.probabilities[1] ?? 1);
  const engine = await SqlEngine.open();
  const kept = await runSql(engine, { text: 'SELECT id FROM kept ORDER BY id' }, { kept: { files: result.steps[3]?.files ?? [] } });
  engine.close();
  expect(kept.rows).toEqual([[1], [2]]);
});

test('a record that cannot be scored fails the step, and it is said which', async () => {
  shop.rows('mail/one.jsonl', [{ id: 1, ...FLIGHT, hour: null }]);
  const result = await shop.run(shop.synthesize((stack) => [scored(stack)]));
  expect(result).toMatchObject({ status: 'failed', error: 'States.TaskFailed', steps: [{ status: 'done' }, { status: 'failed' }] });
  expect(result.cause).toContain('hour');
});

test('rows of a table are scored where they lie', async () => {
  shop.rows('mail/one.jsonl', [FLIGHT]);
  const directory = shop.synthesize((stack) => [
    new TransformStep('Scores', { rows: mailsIn(stack, { columns: undefined }), model: modelOf(), instanceType: InstanceType.M5_LARGE }),
  ]);
  const result = await shop.run(directory);
  expect(result.steps[0]).toMatchObject({ status: 'done', files: [expect.stringMatching(/scores\/0\/one\.jsonl\.out$/)] });
});

test.each<[string, (stack: Stack) => unknown, string]>([
  [
    'rows in Parquet',
    (stack) => {
      const features = new SqlStep('Features', {
        inputs: { flights: mailsIn(stack, { columns: COLUMNS }) },
        sql: 'SELECT id FROM flights',
      });
      return new TransformStep('Scores', { rows: features.output, model: modelOf(), instanceType: InstanceType.M5_LARGE });
    },
    "step 'Scores' scores rows in Parquet, which a batch transform does not split; give a SqlStep that makes them the format TableFormat.JSON_LINES",
  ],
  [
    'a filter that is too long',
    (stack) => scored(stack, { inputFilter: `$['${'a'.repeat(63)}']` }),
    "of step 'Scores' inputFilter is '$['aaa",
  ],
  [
    'a query that writes CSV',
    (stack) => new SqlStep('Csv', { inputs: { flights: mailsIn(stack) }, sql: 'SELECT id FROM flights', format: TableFormat.CSV }),
    "step 'Csv' writes CSV, which loses types and quotes; give TableFormat.JSON_LINES",
  ],
])('%s is refused when it is written', (_, make, message) => {
  expect(() =>
    shop.synthesize((stack) => {
      make(stack);
      return [];
    }),
  ).toThrow(message);
});
