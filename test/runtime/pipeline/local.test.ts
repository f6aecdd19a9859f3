import { App, Stack, Stage } from 'aws-cdk-lib';
import * as s3 from 'aws-cdk-lib/aws-s3';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { InputFacts, PipelineRecord } from '../../../core/pipeline/index';
import { Check, DataCheck, DataPipeline, SqlStep, Table } from '../../../constructs/index';
import { SimulatedClock } from '../../../runtime/pipeline/clock';
import { readPipelines } from '../../../runtime/pipeline/local/read-pipelines';
import { runPipeline, type PipelineRun, type RunOptions } from '../../../runtime/pipeline/local/run-pipeline';
import { SqlEngine, runSql } from '../../../runtime/pipeline/sql/index';
import { seeded } from '../../../runtime/random';

const START = Date.parse('2026-03-01T04:00:00Z');
const MAIL = [
  { id: 1, sent: '2026-03-01 03:00:00', words: 10, sender: 'a' },
  { id: 2, sent: '2026-03-01 03:10:00', words: 250, sender: 'b' },
  { id: 3, sent: '2026-02-28 23:10:00', words: 40, sender: 'a' },
];

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'slipway pipeline '));
  mkdirSync(join(folder, 'mail'));
  writeFileSync(join(folder, 'mail', 'day.jsonl'), MAIL.map((row) => JSON.stringify(row)).join('\n'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** Checks of the raw rows, two steps side by side, and one that takes both. */
function synthesized(
  checks: readonly Check[],
  options: { readonly local?: string; readonly short?: string } = { local: 'mail/*.jsonl' },
): string {
  const app = new App({ outdir: join(folder, 'cdk.out') });
  const stack = new Stack(new Stage(app, 'prod'), 'Mail', { env: { account: '111111111111', region: 'eu-central-1' } });
  const rows = Table.fromBucket(new s3.Bucket(stack, 'Data'), 'mail/', {
    columns: { id: 'bigint', sent: 'timestamp(3)', words: 'bigint', sender: 'varchar' },
    ...(options.local === undefined ? {} : { local: options.local }),
  });
  const raw = new DataCheck('Raw', { rows, checks: [...checks] });
  const short = new SqlStep('Short', {
    inputs: { mail: raw.passed },
    sql: options.short ?? 'SELECT id, sender FROM mail WHERE words < 100',
  });
  const senders = new SqlStep('Senders', {
    inputs: { mail: raw.passed },
    sql: 'SELECT sender, count(*) AS n, sum(words) AS words FROM mail GROUP BY sender',
  });
  const features = new SqlStep('Features', {
    inputs: { s: short.output, p: senders.output },
    sql: 'SELECT s.id, p.n, p.words / p.n AS mean FROM s JOIN p ON s.sender = p.sender',
  });
  new DataPipeline(stack, 'Features', { steps: [features] });
  return app.synth().directory;
}

async function run(directory: string, options: Partial<RunOptions> = {}): Promise<PipelineRun> {
  const [plan] = readPipelines(join(directory, 'assembly-prod'));
  if (plan === undefined) throw new Error('no pipeline was found');
  return runPipeline(plan, {
    name: '2026-03-01',
    output: join(folder, 'runs'),
    directory: folder,
    data: {},
    clock: new SimulatedClock(START),
    random: seeded(1),
    ...options,
  });
}

test('what was synthesized runs: every step leaves its rows, and the last thing is a record', async () => {
  const told: string[] = [];
  const result = await run(
    synthesized([Check.rows(3), Check.complete('sender'), Check.range('words', { min: 0, max: 1000 }), Check.unique('id')]),
    {
      step: (name, what) => told.push(`${name} ${what}`),
    },
  );
  expect(result).toMatchObject({
    pipeline: 'prod/Mail/Features',
    status: 'succeeded',
    metrics: [{ name: 'InputAge' }],
    steps: [
      { name: 'Raw', kind: 'check', status: 'done' },
      { name: 'Short', status: 'done', rows: 2 },
      { name: 'Senders', status: 'done', rows: 2 },
      { name: 'Features', status: 'done', rows: 2 },
    ],
  });
  expect(told.filter((text) => text.startsWith('Raw'))).toEqual(['Raw begins', 'Raw ends']);
  const engine = await SqlEngine.open();
  const rows = await runSql(engine, { text: 'SELECT * FROM features ORDER BY id' }, { features: { files: result.steps[3]?.files ?? [] } });
  engine.close();
  // Sender a has 50 words in two mails.
  expect(rows.rows).toEqual([
    [1, 2, 25],
    [3, 2, 25],
  ]);
  expect(JSON.parse(readFileSync(join(result.folder, 'record.json'), 'utf8'))).toMatchObject({
    version: 1,
    pipeline: 'prod-Mail-Features',
    run: '2026-03-01',
    time: '2026-03-01T04:00:00.000Z',
    status: 'succeeded',
    inputs: {
      mail: {
        uri: expect.stringMatching(/^s3:\/\/.*\/mail\/$/),
        objects: 1,
        bytes: statSync(join(folder, 'mail', 'day.jsonl')).size,
        digest: expect.stringMatching(/^[0-9a-f]{64}$/),
      },
    },
    steps: {
      Raw: { kind: 'check', checks: 4, failed: 0, scannedBytes: statSync(join(folder, 'mail', 'day.jsonl')).size },
      Short: { kind: 'sql', query: expect.stringMatching(/^query-/), rows: 2, seconds: 0, startedAt: '2026-03-01T04:00:00.000Z' },
      Senders: { rows: 2 },
      Features: { rows: 2 },
    },
  });
});

test('the digest of what was read is the same for the same files and another for others, over several pages of a listing', async () => {
  const directory = synthesized([Check.rows(1)]);
  for (let at = 0; at < 450; at += 1)
    writeFileSync(join(folder, 'mail', `more-${at}.jsonl`), `${JSON.stringify({ ...MAIL[0], id: at })}\n`);
  const inputs = async (name: string): Promise<InputFacts | undefined> => {
    const { folder: kept } = await run(directory, { name });
    return (JSON.parse(readFileSync(join(kept, 'record.json'), 'utf8')) as PipelineRecord).inputs?.['mail'];
  };
  const first = await inputs('one');
  expect(first?.objects).toBe(451);
  expect(await inputs('two')).toEqual(first);
  writeFileSync(join(folder, 'mail', 'more-449.jsonl'), `${JSON.stringify({ ...MAIL[0], id: 448 })}\n`);
  const changed = await inputs('three');
  expect([changed?.bytes, changed?.digest === first?.digest]).toEqual([first?.bytes, false]);
});

test('a run that fails leaves how it ended, and one that goes on takes that away', async () => {
  const failing = await run(synthesized([Check.rows(5)]));
  expect(JSON.parse(readFileSync(join(failing.folder, 'failed.json'), 'utf8'))).toMatchObject({
    pipeline: 'prod-Mail-Features',
    run: '2026-03-01',
    status: 'failed',
    error: 'DataCheckFailed',
    cause: 'at least 5 rows: 3',
  });
  rmSync(join(folder, 'cdk.out'), { recursive: true });
  const mended = await run(synthesized([Check.rows(3)]));
  expect([existsSync(join(mended.folder, 'record.json')), existsSync(join(mended.folder, 'failed.json'))]).toEqual([true, false]);
});

test('checks that are not met end the run, all at once, with what was found, and are published', async () => {
  const result = await run(
    synthesized([
      Check.rows(5),
      Check.range('words', { max: 100 }),
      Check.oneOf('sender', ['a', 'b']),
      Check.unique('sender'),
      Check.complete('id'),
    ]),
  );
  expect(result).toMatchObject({
    status: 'failed',
    error: 'DataCheckFailed',
    cause: 'at least 5 rows: 3; words to 100: 1 rows of 3 are otherwise; no two rows with the same sender: 1 rows more than keys',
    metrics: [{ name: 'InputAge' }, { name: 'DataChecksFailed', value: 3 }],
    steps: [{ name: 'Raw', status: 'failed' }, { status: 'not begun' }, { status: 'not begun' }, { status: 'not begun' }],
  });
});

test('freshness is by the time of the run', async () => {
  const { Duration } = await import('aws-cdk-lib');
  const directory = synthesized([Check.fresh('sent', Duration.hours(1))]);
  expect((await run(directory)).status).toBe('succeeded');
  const late = await run(directory, { name: 'late', time: '2026-03-01T04:10:01Z' });
  expect(late.cause).toBe('sent no older than 3600 s at the time of the run: newest 2026-03-01 03:10:00.000');
});

test('no rows and NULL everywhere are answers, and no crash', async () => {
  writeFileSync(join(folder, 'mail', 'day.jsonl'), `${JSON.stringify({ id: null, sent: null, words: null, sender: null })}\n`);
  const result = await run(synthesized([Check.rows(1), Check.range('words', { min: 1 }), Check.complete('id', 0.5), Check.unique('id')]));
  expect(result.cause).toBe('id present in 50 % of the rows: 1 rows of 1 are otherwise');
});

test('a query that fails on the rows fails its step, after the retries, with the name that Athena gives it', async () => {
  const result = await run(
    synthesized([Check.rows(1)], { local: 'mail/*.jsonl', short: 'SELECT id, sender, 1 / (id - id) AS x FROM mail' }),
  );
  expect(result).toMatchObject({ status: 'failed', cause: expect.stringContaining('fails with DIVISION_BY_ZERO, in Athena too') });
  expect(result.steps.find(({ name }) => name === 'Features')).toEqual({
    name: 'Features',
    kind: 'sql',
    status: 'not begun',
    after: ['Short', 'Senders'],
    reads: [],
  });
});

test('files for tables are said when it runs, and all that is missing is said at once', async () => {
  const directory = synthesized([Check.rows(1)], {});
  await expect(run(directory, { data: { males: ['x.jsonl'] } })).rejects.toThrow(
    "prod/Mail/Features reads no table 'males'; it reads mail\nno files stand for the table 'mail'; give --data mail=FILES",
  );
  expect((await run(directory, { data: { mail: ['mail/day.jsonl'] } })).status).toBe('succeeded');
});

test('two runs of one name are one too many', async () => {
  const directory = synthesized([Check.rows(1)]);
  await run(directory);
  await expect(run(directory)).rejects.toMatchObject({ code: 'run-exists' });
});

test('the same run twice leaves the same rows', async () => {
  const directory = synthesized([Check.rows(1)]);
  const [first, second] = [await run(directory, { name: 'one' }), await run(directory, { name: 'two' })];
  expect(second.steps.map(({ name, rows, status }) => [name, rows, status])).toEqual(
    first.steps.map(({ name, rows, status }) => [name, rows, status]),
  );
});

test.each(['Raw', 'Short', 'Senders', 'Features'])(
  'a run that is stopped after step %s goes on there, with the same rows',
  async (last) => {
    const directory = synthesized([Check.rows(1)]);
    const whole = await run(directory, { name: 'whole' });
    const stop = new AbortController();
    const stopped = await run(directory, {
      name: 'half',
      signal: stop.signal,
      step: (name, what) => name === last && what === 'ends' && stop.abort(),
    });
    expect(stopped.status).toBe('interrupted');
    const resumed = await run(directory, { name: 'half' });
    expect(resumed.steps.map(({ name, rows, status }) => [name, rows, status])).toEqual(
      whole.steps.map(({ name, rows, status }) => [name, rows, status]),
    );
    const kept = resumed.steps.filter((step) => step.kept === true).map(({ name }) => name);
    expect(kept).toEqual(
      expect.arrayContaining(last === 'Raw' ? [] : last === 'Senders' || last === 'Short' ? [last] : ['Short', 'Senders', 'Features']),
    );
  },
);

test('a step whose statement has changed since is computed again', async () => {
  const failing = synthesized([Check.rows(1)], { local: 'mail/*.jsonl', short: 'SELECT id, sender, 1 / (id - id) AS x FROM mail' });
  expect((await run(failing)).status).toBe('failed');
  rmSync(join(folder, 'cdk.out'), { recursive: true });
  const mended = await run(synthesized([Check.rows(1)]));
  expect(mended.status).toBe('succeeded');
  expect(mended.steps.map(({ name, kept }) => [name, kept ?? false])).toEqual([
    ['Raw', false],
    ['Short', false],
    ['Senders', expect.any(Boolean)],
    ['Features', false],
  ]);
});

test('what follows from a step that was made anew is made anew, though its own statement is the same', async () => {
  const stop = new AbortController();
  const halt = (name: string, what: string): false | void => name === 'Features' && what === 'ends' && stop.abort();
  await run(synthesized([Check.rows(1)]), { signal: stop.signal, step: halt });
  rmSync(join(folder, 'cdk.out'), { recursive: true });
  const mended = await run(synthesized([Check.rows(1)], { local: 'mail/*.jsonl', short: 'SELECT id, sender FROM mail WHERE words < 20' }));
  expect(mended.steps.map(({ name, rows, kept }) => [name, rows, kept ?? false])).toEqual([
    ['Raw', undefined, false],
    ['Short', 1, false],
    ['Senders', 2, true],
    ['Features', 1, false],
  ]);
});

test('a file that cannot be read, and a folder that cannot be written, are said before anything runs', async () => {
  const directory = synthesized([Check.rows(1)]);
  writeFileSync(join(folder, 'empty.parquet'), '');
  await expect(run(directory, { data: { mail: ['empty.parquet'] } })).rejects.toMatchObject({
    code: 'table-missing',
    message: expect.stringContaining("the table 'mail' cannot be read"),
  });
  writeFileSync(join(folder, 'taken'), 'a file where a folder should be');
  await expect(run(directory, { output: join(folder, 'taken') })).rejects.toMatchObject({
    code: 'run-folder',
    message: expect.stringContaining('give a folder that can be written with --out'),
  });
});
