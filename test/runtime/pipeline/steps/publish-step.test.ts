import type { Stack } from 'aws-cdk-lib';
import * as s3 from 'aws-cdk-lib/aws-s3';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { PublishStep, SqlStep, Table } from '../../../../constructs/index';
import { Workshop, mailsIn } from './run-here';

let shop: Workshop;
beforeEach(() => {
  shop = new Workshop();
  shop.rows('mail/one.jsonl', [
    { id: 1, words: 10 },
    { id: 2, words: 250 },
  ]);
});
afterEach(() => shop.close());

const readers = (stack: Stack): Table => Table.fromBucket(s3.Bucket.fromBucketName(stack, 'Readers', 'readers'), 'scores/');

function published(stack: Stack, sql = 'SELECT id FROM mail'): PublishStep {
  const { output } = new SqlStep('Ids', { inputs: { mail: mailsIn(stack) }, sql });
  return new PublishStep('Publish', { rows: output, to: readers(stack) });
}

const pointer = (): unknown => JSON.parse(readFileSync(join(shop.folder, 's3', 'readers', 'scores', 'current.json'), 'utf8'));

test('readers find the rows of the newest time, and a run that is made up for takes nothing back', async () => {
  const directory = shop.synthesize((stack) => [published(stack)]);
  const first = await shop.run(directory, { time: '2026-03-01T04:00:00.000Z' });
  expect(first.cause).toBeUndefined();
  expect(first.steps[1]).toMatchObject({ name: 'Publish', kind: 'publication', status: 'done' });
  expect(pointer()).toEqual({
    runId: '20260301T040000Z',
    dataTime: '2026-03-01T04:00:00.000Z',
    publishedAt: expect.any(String),
    output: expect.stringMatching(/\/mail_daily\/runs\/first\/ids\/0\/$/),
    rows: 2,
  });
  const older = await shop.run(directory, { name: 'older', time: '2026-02-28T04:00:00.000Z' });
  expect(older.status).toBe('succeeded');
  expect(JSON.parse(readFileSync(join(older.folder, 'record.json'), 'utf8'))).toMatchObject({
    steps: { Publish: { rows: 2, published: false } },
  });
  expect(pointer()).toMatchObject({ runId: '20260301T040000Z' });
  await shop.run(directory, { name: 'newer', time: '2026-03-02T04:00:00.000Z' });
  expect(pointer()).toMatchObject({ runId: '20260302T040000Z', output: expect.stringContaining('/newer/ids/0/') });
});

test('nothing is published of a run that fails before', async () => {
  const result = await shop.run(shop.synthesize((stack) => [published(stack, 'SELECT 1 / (id - id) AS x FROM mail')]));
  expect(result).toMatchObject({ status: 'failed', steps: [{ status: 'failed' }, { status: 'not begun' }] });
  expect(pointer).toThrow('ENOENT');
});

test.each<[string, (stack: Stack) => unknown, string]>([
  [
    'a place that no reader can know',
    (stack) => {
      const { output } = new SqlStep('Ids', { inputs: { mail: mailsIn(stack) }, sql: 'SELECT id FROM mail' });
      return new PublishStep('Publish', { rows: output, to: output });
    },
    "step 'Publish' publishes to what no reader can know",
  ],
  [
    'a table that no step has written',
    (stack) => new PublishStep('Publish', { rows: mailsIn(stack), to: readers(stack) }),
    "step 'Publish' publishes a table that no step has written",
  ],
])('%s is refused when it is written', (_, make, message) => {
  expect(() =>
    shop.synthesize((stack) => {
      make(stack);
      return [];
    }),
  ).toThrow(message);
});
