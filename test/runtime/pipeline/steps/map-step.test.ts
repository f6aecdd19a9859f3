import type { Stack } from 'aws-cdk-lib';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as s3 from 'aws-cdk-lib/aws-s3';
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { Check, DataCheck, LambdaStep, MapStep, SqlStep, Table, type MapStepProps } from '../../../../constructs/index';
import { filesBelow } from '../../../../runtime/pipeline/local/run-places';
import { ROOT } from '../../../bin/run';
import { Workshop, mailsIn } from './run-here';

/** Reads its objects over S3, notes that it was called, and writes their mails, each with the name of its object. A mail without words is an error. */
const PARSE = `
const { appendFileSync, existsSync, readFileSync } = require('node:fs');
const s3 = process.env.AWS_ENDPOINT_URL_S3;
exports.handler = async ({ objects, output, parameters }) => {
  const { CALLS, KILL_AT } = process.env;
  if (existsSync(KILL_AT) && objects[0].endsWith(readFileSync(KILL_AT, 'utf8'))) process.exit(process.kill(process.ppid, 'SIGKILL') ? 1 : 0);
  appendFileSync(CALLS, objects.map((object) => object.split('/').pop()).join('+') + '\\n');
  const rows = [];
  for (const object of objects) {
    const text = await (await fetch(s3 + '/' + object.slice(5))).text();
    for (const line of text.trim().split('\\n')) rows.push({ ...JSON.parse(line), part: object.split('/').pop() });
  }
  console.log('looked at ' + rows.length + ' row' + (rows.length === 1 ? '' : 's'));
  if (rows.some(({ words }) => words === undefined)) throw new Error('a mail has no words in ' + objects.join(', '));
  await fetch(s3 + '/' + output.slice(5) + 'rows.jsonl', { method: 'PUT', body: rows.map((row) => JSON.stringify(row) + '\\n').join('') });
  return { rows: rows.length };
};`;

let shop: Workshop;
beforeEach(() => {
  shop = new Workshop();
  for (const part of ['a', 'b', 'c', 'd', 'e']) shop.rows(`mail/${part}.jsonl`, [{ id: part.charCodeAt(0), words: 10 }, { id: 1, words: 5 }]); // prettier-ignore
  shop.file('code/index.js', PARSE);
});
afterEach(() => shop.close());

const calls = (): string[] =>
  existsSync(join(shop.folder, 'calls')) ? readFileSync(join(shop.folder, 'calls'), 'utf8').trim().split('\n').toSorted() : [];

function parsing(stack: Stack, options: Partial<MapStepProps> = {}): MapStep {
  return new MapStep('Parse', {
    over: mailsIn(stack),
    handler: new lambda.Function(stack, 'Function', {
      runtime: lambda.Runtime.NODEJS_22_X,
      handler: 'index.handler',
      code: lambda.Code.fromAsset(join(shop.folder, 'code')),
      environment: { CALLS: join(shop.folder, 'calls'), KILL_AT: join(shop.folder, 'kill at') },
    }),
    output: { columns: { id: 'bigint', words: 'bigint', part: 'varchar' } },
    ...options,
  });
}

const summed = (stack: Stack, options: Partial<MapStepProps> = {}): SqlStep[] => [
  new SqlStep('Sum', {
    inputs: { mails: parsing(stack, options).output },
    sql: 'SELECT part, sum(words) AS words, count(*) AS n FROM mails GROUP BY part',
  }),
];

test('a function is called for every object of a table, and what all calls wrote is one table', async () => {
  const result = await shop.run(shop.synthesize((stack) => summed(stack)));
  expect(result.cause).toBeUndefined();
  expect(result).toMatchObject({
    status: 'succeeded',
    steps: [
      { name: 'Parse', kind: 'map', status: 'done', rows: 10 },
      { name: 'Sum', status: 'done', rows: 5 },
    ],
  });
  expect(calls()).toEqual(['a.jsonl', 'b.jsonl', 'c.jsonl', 'd.jsonl', 'e.jsonl']);
  expect(result.steps[0]?.files?.map((file) => file.slice(-'parse/0/0/rows.jsonl'.length))).toEqual(
    [0, 1, 2, 3, 4].map((call) => `parse/0/${call}/rows.jsonl`),
  );
  const { steps } = JSON.parse(readFileSync(join(result.folder, 'record.json'), 'utf8')) as { steps: Record<string, unknown> };
  expect(steps['Parse']).toMatchObject({ kind: 'map', objects: 5, calls: 5 });
});

test('several objects go to one call where that is asked for', async () => {
  const result = await shop.run(shop.synthesize((stack) => summed(stack, { objectsPerCall: 2 })));
  expect(result).toMatchObject({ status: 'succeeded', steps: [{ status: 'done', rows: 10 }, { rows: 5 }] });
  expect(calls()).toEqual(['a.jsonl+b.jsonl', 'c.jsonl+d.jsonl', 'e.jsonl']);
});

/** Writes one object for each mail that is long enough. */
const SPLIT = `
const s3 = process.env.AWS_ENDPOINT_URL_S3;
exports.handler = async ({ output, parameters }) => {
  for (const id of parameters.ids.split(' '))
    await fetch(s3 + '/' + output.slice(5) + id + '.jsonl', { method: 'PUT', body: JSON.stringify({ id: Number(id), words: Number(id) * 10 }) + '\\n' });
};`;

test('what an earlier step has written is handed out too, and what follows is made anew where that is', async () => {
  shop.file('split/index.js', SPLIT);
  const split = (stack: Stack, ids: string): SqlStep[] => {
    const objects = new LambdaStep('Split', {
      handler: new lambda.Function(stack, 'Split', {
        runtime: lambda.Runtime.NODEJS_22_X,
        handler: 'index.handler',
        code: lambda.Code.fromAsset(join(shop.folder, 'split')),
      }),
      parameters: { ids },
    });
    const good = new DataCheck('Enough', { rows: parsing(stack, { over: objects.output }).output, checks: [Check.rows(3)] });
    return [new SqlStep('Sum', { inputs: { mails: good.passed }, sql: 'SELECT sum(words) AS words FROM mails' })];
  };
  const few = await shop.run(shop.synthesize((stack) => split(stack, '1 2')));
  expect(few.cause).toContain('at least 3');
  expect(few).toMatchObject({
    status: 'failed',
    steps: [{ status: 'done' }, { name: 'Parse', status: 'done', rows: 2 }, { status: 'failed' }, {}],
  });
  const more = await shop.run(shop.synthesize((stack) => split(stack, '1 2 3')));
  expect(more.cause).toBeUndefined();
  expect(more).toMatchObject({
    status: 'succeeded',
    steps: [{ name: 'Split' }, { name: 'Parse', rows: 3 }, { status: 'done' }, { rows: 1 }],
  });
  expect(more.steps[1]?.kept).toBeUndefined();
});

test('a call that fails with every try ends the run with its own words, and mends without the others being made again', async () => {
  shop.rows('mail/c.jsonl', [{ id: 3 }]);
  const directory = shop.synthesize((stack) => summed(stack));
  const failed = await shop.run(directory);
  expect(failed).toMatchObject({ status: 'failed', steps: [{ name: 'Parse', status: 'failed' }, { status: 'not begun' }] });
  expect(failed.error).toBe('States.ExceedToleratedFailureThreshold');
  const [, said, log = ''] =
    /^The specified tolerated failure threshold was exceeded\nthe call for s3:\/\/\S+\/mail\/c\.jsonl failed with Error: (.*) \(what it printed: (.*)\)$/.exec(
      failed.cause ?? '',
    ) ?? [];
  expect(said).toMatch(/^a mail has no words in s3:.*c\.jsonl$/);
  expect(readFileSync(log, 'utf8')).toMatch(/^looked at 1 row\n(.*\n)*.*a mail has no words(.*\n)*.*index\.js:\d+/);
  expect(failed.steps[0]?.files ?? []).not.toContain(log);
  const [manifest = ''] = filesBelow(join(failed.folder, 'parse.calls')).map(({ path }) => path).filter((path) => path.endsWith('FAILED_0.json')); // prettier-ignore
  expect(readFileSync(manifest, 'utf8')).toContain('a mail has no words');
  const before = calls();
  expect(before.filter((call) => call === 'c.jsonl')).toHaveLength(3);
  shop.rows('mail/c.jsonl', [{ id: 3, words: 30 }]);
  const mended = await shop.run(directory);
  expect(calls()).toEqual([...before, 'c.jsonl'].toSorted());
  expect(mended).toMatchObject({ status: 'succeeded', steps: [{ name: 'Parse', status: 'done', rows: 9 }, { rows: 5 }] });
});

test.each(['a.jsonl', 'c.jsonl', 'e.jsonl'])(
  'a run that is killed in the call for %s goes on under its name with the calls that were not done, and ends with the same rows',
  async (object) => {
    const directory = shop.synthesize((stack) => summed(stack));
    const script = join(ROOT, 'test', 'runtime', 'pipeline', 'kill-at.ts');
    const runs = join(shop.folder, 'runs');
    shop.file('kill at', object);
    const killed = spawnSync(process.execPath, ['--import', 'tsx', script, directory, runs, shop.folder, 'first', '', ''], { cwd: ROOT });
    expect([killed.signal, killed.stderr.toString()]).toEqual(['SIGKILL', '']);
    rmSync(join(shop.folder, 'kill at'));
    const resumed = await shop.run(directory);
    expect(resumed).toMatchObject({
      status: 'succeeded',
      steps: [
        { status: 'done', rows: 10 },
        { status: 'done', rows: 5 },
      ],
    });
    const files = resumed.steps[0]?.files ?? [];
    expect(files.map((file) => readFileSync(file, 'utf8').split('"')[7])).toEqual(['a.jsonl', 'b.jsonl', 'c.jsonl', 'd.jsonl', 'e.jsonl']);
    expect(calls().filter((call) => call === object)).toHaveLength(1);
  },
  60_000,
);

test('a step over objects that may fail leaves the run to what stands in for it', async () => {
  shop.rows('mail/c.jsonl', [{ id: 3 }]);
  const result = await shop.run(
    shop.synthesize((stack) => {
      const parse = parsing(stack);
      parse.mayFail();
      const good = new DataCheck('Good', { rows: parse.output, checks: [Check.rows(1)] });
      return [new SqlStep('Sum', { inputs: { mails: good.passed }, sql: 'SELECT count(*) AS n FROM mails' })];
    }),
  );
  expect(result).toMatchObject({
    status: 'succeeded',
    steps: [{ name: 'Parse', status: 'failed' }, { name: 'Good', status: 'skipped' }, { status: 'skipped' }],
  });
});

test('a table without objects is no rows and no call', async () => {
  rmSync(join(shop.folder, 'mail'), { recursive: true });
  const directory = shop.synthesize((stack) => [parsing(stack, { output: {} })]);
  const result = await shop.run(directory, { anyFiles: true });
  expect(result).toMatchObject({ status: 'succeeded', steps: [{ name: 'Parse', status: 'done' }] });
  expect(calls()).toEqual([]);
});

test('objects that are no rows to SQL are handed out, and are no concern of the statements beside', async () => {
  for (const name of ['a', 'b']) shop.file(`notes/${name}.txt`, `{"id": ${name.charCodeAt(0)}, "words": 7}`);
  const result = await shop.run(
    shop.synthesize((stack) => {
      const notes = Table.fromBucket(s3.Bucket.fromBucketName(stack, 'Notes', 'notes'), 'notes/', { local: 'notes/*.txt' });
      const mails = new DataCheck('Good', { rows: mailsIn(stack, {}, 'Mails'), checks: [Check.rows(1)] });
      return [
        new SqlStep('Both', {
          inputs: { notes: parsing(stack, { over: notes }).output, mails: mails.passed },
          sql: 'SELECT n.id, count(*) AS mails FROM notes n JOIN mails m ON m.words < n.words GROUP BY n.id',
        }),
      ];
    }),
  );
  expect(result.cause).toBeUndefined();
  expect(result).toMatchObject({ status: 'succeeded', steps: [{ name: 'Parse', rows: 2 }, { name: 'Good' }, { name: 'Both', rows: 2 }] });
});

test('numbers of calls and objects that Step Functions does not take are refused, both at once', () => {
  expect(() => shop.synthesize((stack) => summed(stack, { objectsPerCall: 0, maxConcurrency: 20_000 }))).toThrow(
    /objectsPerCall of step 'Parse' is 0; give a whole number from 1 to 1000[\s\S]*maxConcurrency of step 'Parse' is 20000; give a whole number from 1 to 10000/,
  );
});
