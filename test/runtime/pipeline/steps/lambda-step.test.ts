import type { Stack } from 'aws-cdk-lib';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Check, DataCheck, LambdaStep, SqlStep, type LambdaStepProps } from '../../../../constructs/index';
import { Workshop, mailsIn } from './run-here';

/** Reads what lies below its input over S3, and writes the long mails below its output. */
const LONG = `
const s3 = process.env.AWS_ENDPOINT_URL_S3;
exports.handler = async ({ inputs, output, parameters, ...rest }) => {
  const [, bucket, prefix] = /^s3:\\/\\/([^/]+)\\/(.*)$/.exec(inputs.mail);
  const listing = await (await fetch(s3 + '/' + bucket + '?list-type=2&prefix=' + prefix)).text();
  const keys = [...listing.matchAll(/<Key>([^<]*)<\\/Key>/g)].map(([, key]) => key);
  const texts = await Promise.all(keys.map(async (key) => (await fetch(s3 + '/' + bucket + '/' + key)).text()));
  const rows = texts.join('').trim().split('\\n').map((line) => JSON.parse(line)).filter(({ words }) => words >= Number(parameters.atLeast));
  await fetch(s3 + '/' + output.slice(5) + 'long.jsonl', { method: 'PUT', body: rows.map((row) => JSON.stringify({ ...row, size: 'long' }) + '\\n').join('') });
  if (rows.length === 0) throw new Error('no mail is long');
  return { rows: rows.length, ...rest };
};`;

let shop: Workshop;
beforeEach(() => {
  shop = new Workshop();
  shop.rows('mail/one.jsonl', [
    { id: 1, words: 10 },
    { id: 2, words: 250 },
  ]);
  shop.rows('mail/two.jsonl', [{ id: 3, words: 400 }]);
  shop.file('code/index.js', LONG);
});
afterEach(() => shop.close());

function longMails(stack: Stack, options: Partial<LambdaStepProps> = {}): LambdaStep {
  return new LambdaStep('Long', {
    handler: new lambda.Function(stack, 'Long', {
      runtime: lambda.Runtime.NODEJS_22_X,
      handler: 'index.handler',
      code: lambda.Code.fromAsset(join(shop.folder, 'code')),
    }),
    inputs: { mail: mailsIn(stack) },
    output: { columns: { id: 'bigint', words: 'bigint', size: 'varchar' } },
    parameters: { atLeast: '100' },
    ...options,
  });
}

const checked = (stack: Stack, options: Partial<LambdaStepProps> = {}): SqlStep[] => {
  const long = longMails(stack, options);
  const good = new DataCheck('Good', { rows: long.output, checks: [Check.rows(2), Check.oneOf('size', ['long'])] });
  return [new SqlStep('Sum', { inputs: { long: good.passed }, sql: 'SELECT size, sum(words) AS words FROM long GROUP BY size' })];
};

test('a function reads its tables and writes rows that checks and queries take', async () => {
  const result = await shop.run(shop.synthesize(checked), { name: 'March 1st' });
  expect(result.cause).toBeUndefined();
  expect(result).toMatchObject({
    status: 'succeeded',
    steps: [
      { name: 'Long', kind: 'lambda', status: 'done', rows: 2, files: [expect.stringMatching(/long\/0\/long\.jsonl$/)] },
      { name: 'Good', status: 'done' },
      { name: 'Sum', status: 'done', rows: 1 },
    ],
  });
  const { steps } = JSON.parse(readFileSync(join(result.folder, 'record.json'), 'utf8')) as { steps: Record<string, unknown> };
  expect(steps['Long']).toMatchObject({
    answer: { rows: 2, pipeline: 'Mail-Daily', step: 'Long', run: 'March 1st', time: '2026-03-01T04:00:00.000Z' },
  });
});

test('a function that fails ends the run with its own error, after the retries', async () => {
  const result = await shop.run(shop.synthesize((stack) => checked(stack, { parameters: { atLeast: '1000' } })));
  expect(result).toMatchObject({
    status: 'failed',
    error: 'Error',
    cause: expect.stringContaining('no mail is long'),
    steps: [{ name: 'Long', status: 'failed' }, { status: 'not begun' }, { status: 'not begun' }],
  });
});

test('a run that goes on keeps what its function has done, unless it would be asked otherwise', async () => {
  const failing = (stack: Stack, atLeast: string): SqlStep[] => {
    const { output } = longMails(stack, { parameters: { atLeast } });
    const enough = new DataCheck('Enough', { rows: output, checks: [Check.rows(3)] });
    return [new SqlStep('Sum', { inputs: { long: enough.passed }, sql: 'SELECT count(*) AS n FROM long' })];
  };
  const strict = shop.synthesize((stack) => failing(stack, '100'));
  expect((await shop.run(strict)).error).toBe('DataCheckFailed');
  const again = await shop.run(strict);
  expect(again.steps[0]).toMatchObject({ name: 'Long', kept: true, rows: 2 });
  const mended = await shop.run(shop.synthesize((stack) => failing(stack, '5')));
  expect(mended.status).toBe('succeeded');
  expect(mended.steps[0]).toMatchObject({ name: 'Long', rows: 3 });
  expect(mended.steps[0]?.kept).toBeUndefined();
});

test('rows that nobody described are no table of a query', () => {
  expect(() =>
    shop.synthesize((stack) => [
      new SqlStep('Sum', { inputs: { long: longMails(stack, { output: {} }).output }, sql: 'SELECT count(*) AS n FROM long' }),
    ]),
  ).toThrow("step 'Sum' reads 'long', whose columns are not described; give the output of step 'Long' its columns");
});

test('a function that writes nothing where rows are promised is told of', async () => {
  shop.file('code/index.js', 'exports.handler = async () => ({});');
  const result = await shop.run(shop.synthesize(checked));
  expect(result).toMatchObject({ status: 'failed', cause: expect.stringContaining('the step has written no rows to') });
});
