import type { Stack } from 'aws-cdk-lib';
import * as ecr from 'aws-cdk-lib/aws-ecr';
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { InstanceType, ProcessingStep, ServingImage, SqlStep, type ProcessingStepProps } from '../../../../constructs/index';
import { Workshop, mailsIn } from './run-here';

/** Keeps the long mails, in whatever place it is told to look. */
const SCRIPT = `
import { mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { least } from './least.mjs';
const root = process.env.SLIPWAY_ROOT ?? '';
const [input] = process.argv.slice(2);
const rows = readdirSync(input).flatMap((name) => readFileSync(input + '/' + name, 'utf8').trim().split('\\n').map((line) => JSON.parse(line)));
const long = rows.filter(({ words }) => words >= least);
writeFileSync(root + '/opt/ml/processing/output/rows/part.jsonl', long.map(({ id }) => JSON.stringify({ id, run: process.env.SLIPWAY_RUN }) + '\\n').join(''));
writeFileSync(input + '/one.jsonl', 'spoilt');
mkdirSync(root + '/opt/ml/output', { recursive: true });
writeFileSync(root + '/opt/ml/output/message', long.length === 0 ? 'no mail is long' : long.length + ' of ' + rows.length);
console.log('read ' + rows.length);
process.exitCode = long.length === 0 ? 3 : 0;
`;

let shop: Workshop;
beforeEach(() => {
  shop = new Workshop();
  shop.rows('mail/one.jsonl', [
    { id: 1, words: 10 },
    { id: 2, words: 250 },
  ]);
  shop.file('src/prepare.mjs', SCRIPT);
  shop.file('src/least.mjs', 'export const least = 100;\n');
  shop.file('src/.env', 'SECRET=1\n');
});
afterEach(() => shop.close());

function long(stack: Stack, options: Partial<ProcessingStepProps> = {}): ProcessingStep {
  return new ProcessingStep('Long mails', {
    script: join(shop.folder, 'src', 'prepare.mjs'),
    image: ServingImage.fromEcr(ecr.Repository.fromRepositoryName(stack, 'Node', 'node'), '24'),
    instanceType: InstanceType.M5_LARGE,
    inputs: { mail: mailsIn(stack) },
    arguments: ['/opt/ml/processing/input/mail'],
    interpreter: ['node'],
    localCommand: [process.execPath, 'prepare.mjs'],
    output: { columns: { id: 'bigint', run: 'varchar' } },
    ...options,
  });
}

/** A log for each time that the script ran. */
const logsIn = (folder: string): string[] => readdirSync(join(folder, 'long_mails')).filter((name) => name.endsWith('.log'));

const counted = (stack: Stack, options: Partial<ProcessingStepProps> = {}): SqlStep[] => [
  new SqlStep('Count', { inputs: { long: long(stack, options).output }, sql: 'SELECT count(*) AS n, max(run) AS run FROM long' }),
];

test('a script runs over the folders that SageMaker would mount, and its rows are a table', async () => {
  const directory = shop.synthesize(counted);
  const result = await shop.run(directory);
  expect(result.cause).toBeUndefined();
  expect(result.steps).toMatchObject([
    { name: 'Long mails', kind: 'processing', status: 'done', rows: 1, files: [expect.stringMatching(/long_mails\/0\/part\.jsonl$/)] },
    { name: 'Count', status: 'done', rows: 1 },
  ]);
  expect(JSON.parse(readFileSync(join(result.folder, 'record.json'), 'utf8'))).toMatchObject({
    steps: {
      'Long mails': {
        job: expect.stringMatching(/^Mail-Daily-Long-mails-[0-9a-f-]{36}$/),
        message: '1 of 2',
        instanceType: 'ml.m5.large',
        instances: 1,
        times: { ProcessingStartTime: '2026-03-01T04:00:00.000Z', ProcessingEndTime: expect.stringMatching(/^2026-03-01T04:/) },
        retries: 0,
      },
    },
  });
  // What a script does to its inputs it does to copies.
  expect(readFileSync(join(shop.folder, 'mail', 'one.jsonl'), 'utf8')).toContain('250');
  expect(readFileSync(join(result.folder, 'long_mails', '0.ml.log'), 'utf8')).toBe('read 2\n');
});

test('a script that fails ends the run at once with what it said, and a run that goes on tries it again', async () => {
  shop.rows('mail/one.jsonl', [{ id: 1, words: 10 }]);
  const directory = shop.synthesize(counted);
  const failed = await shop.run(directory);
  expect(failed).toMatchObject({ status: 'failed', error: 'States.TaskFailed', steps: [{ status: 'failed' }, { status: 'not begun' }] });
  expect(JSON.parse(failed.cause ?? '')).toMatchObject({
    ProcessingJobStatus: 'Failed',
    FailureReason: expect.stringMatching(
      /^AlgorithmError: no mail is long, exit code: 3 \(all that it printed: .*long_mails\/0\.ml\.log\)$/,
    ),
  });
  expect(logsIn(failed.folder)).toEqual(['0.ml.log']);
  shop.rows('mail/one.jsonl', [{ id: 1, words: 1000 }]);
  expect((await shop.run(directory)).status).toBe('succeeded');
});

test('a script is tried again as often as its step says', async () => {
  shop.rows('mail/one.jsonl', [{ id: 1, words: 10 }]);
  const failed = await shop.run(
    shop.synthesize((stack) => {
      const step = long(stack);
      step.retry({ attempts: 1 });
      return [step];
    }),
  );
  expect(failed).toMatchObject({ status: 'failed', error: 'States.TaskFailed' });
  expect(logsIn(failed.folder)).toEqual(['0.ml.log', '1.ml.log']);
});

test('a program that is not there is said at once, with what to give', async () => {
  const directory = shop.synthesize((stack) => counted(stack, { localCommand: ['.venv/bin/python', 'prepare.py'] }));
  await expect(shop.run(directory)).rejects.toMatchObject({
    code: 'local-command',
    message: expect.stringContaining("step 'Long mails' runs '.venv/bin/python prepare.py "),
  });
});

test('the code travels without what is hidden', () => {
  const directory = shop.synthesize(counted);
  const [plan] = shop.plans(directory);
  const folder = join(directory, plan?.entry.steps[0]?.local?.folder ?? '');
  expect(existsSync(join(folder, 'prepare.mjs'))).toBe(true);
  expect(existsSync(join(folder, '.env'))).toBe(false);
});

test.each<[string, Partial<ProcessingStepProps>, string]>([
  ['a script that is not there', { script: 'src/nowhere.py' }, "step 'Long mails' runs 'src/nowhere.py', which is not there"],
  ['half an instance', { instanceCount: 0.5 }, 'has 0.5 instances'],
  ['an empty command', { localCommand: [] }, "the local command of step 'Long mails' is empty"],
  ['a type that is none', { output: { columns: { id: 'string' } } }, "writes a column 'id' of type 'string', which Athena does not have"],
])('%s is refused when it is written', (_, options, message) => {
  expect(() => shop.synthesize((stack) => [long(stack, options)])).toThrow(message);
});

test('an input is not called as the code is', () => {
  expect(() => shop.synthesize((stack) => [long(stack, { inputs: { code: mailsIn(stack, {}, 'Other') } })])).toThrow(
    "calls an input 'code'",
  );
});

test('files that Athena takes for no rows, as Spark leaves them beside its own, are none here either', async () => {
  shop.file(
    'src/prepare.mjs',
    `${SCRIPT}\nconst folder = root + '/opt/ml/processing/output/rows/';\nwriteFileSync(folder + '_SUCCESS', '');\nwriteFileSync(folder + '.part.jsonl.crc', 'no row');`,
  );
  const result = await shop.run(shop.synthesize(counted));
  expect(result.cause).toBeUndefined();
  expect(result).toMatchObject({ status: 'succeeded', steps: [{ name: 'Long mails', rows: 1 }, { rows: 1 }] });
});
