import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { reasonInCells } from '../../../../core/batch/marker';
import { csvRows } from '../../../../core/codec/csv-rows';
import type { Container } from '../../../../runtime/platform/container';
import { startOwnServer } from '../../../../runtime/platform/own-server';
import { readTransformRequest, transformEnvironment } from '../../../../runtime/platform/transform/request';
import { runTransformJob, type TransformResult } from '../../../../runtime/platform/transform/run-transform';
import { Buckets, request } from './jobs';

const EXAMPLE = join(__dirname, '..', '..', '..', '..', 'examples', 'spam-filter');
const read = (name: string): string[] =>
  readFileSync(join(EXAMPLE, 'data', name), 'utf8')
    .trim()
    .split('\n')
    .slice(1);
/** Features of mail, and what scikit-learn says of it. */
const MAIL = read('heldout.csv').map((line) => line.split(',').slice(0, -1).join(','));
const EXPECTED = read('expected.csv').map((line) => line.split(',').map(Number));

let buckets: Buckets;
const containers: Container[] = [];
beforeEach(() => {
  buckets = new Buckets();
});
afterEach(async () => {
  buckets.remove();
  for (const container of containers.splice(0)) await container.close();
});

/** A job with an id in front of each row, joined to what the model says. */
async function run(environment: Readonly<Record<string, string>>): Promise<TransformResult> {
  const job = readTransformRequest(
    request({
      DataProcessing: { InputFilter: '$[1:]', JoinSource: 'Input', OutputFilter: '$[0,-1]' },
      MaxPayloadInMB: 1,
      MaxConcurrentTransforms: 2,
    }),
  );
  const { signal } = new AbortController();
  const container = await startOwnServer({
    name: 'primary',
    modelFolder: join(EXAMPLE, 'model'),
    environment: transformEnvironment(job, environment),
    signal,
  });
  containers.push(container);
  return runTransformJob(job, { container, store: buckets.store, signal });
}

function rowsOf(key: string): string[][] {
  const rows = csvRows(buckets.text(key));
  return rows.ok ? rows.rows : [];
}

test('mail that scikit-learn has judged is judged the same, joined to its id', async () => {
  buckets.put('data/in/mail.csv', MAIL.map((line, id) => `${id},${line}\n`).join(''));
  expect(await run({})).toMatchObject({
    status: 'Completed',
    objects: [{ records: MAIL.length }],
    settings: { maxConcurrentTransforms: 2, maxPayloadInMB: 1 },
  });
  const rows = rowsOf('data/out/mail.csv.out');
  expect(rows.map(([id]) => Number(id))).toEqual(MAIL.map((_, id) => id));
  for (const [id, [, spam]] of rows.entries()) expect(Math.abs(Number(spam) - (EXPECTED[id]?.[2] ?? NaN))).toBeLessThan(1e-6);
});

test('one bad record fails its object and is named by file and line; marked, it is one line among the others', async () => {
  const lines = MAIL.slice(0, 20).map((line, id) => `${id},${id === 12 ? line.replace(/^[^,]+/, 'many') : line}\n`);
  buckets.put('data/in/mail.csv', lines.join(''));
  buckets.put('data/in/more.csv', lines.slice(0, 3).join(''));
  const refused = await run({});
  expect(refused).toMatchObject({
    status: 'Failed',
    objects: [{ problem: { line: 13, status: 400 } }, { outputUri: 's3://data/out/more.csv.out' }],
  });
  expect(refused.objects[0]?.problem?.message).toBe(
    's3://data/in/mail.csv:13: status 400: column \'make\': "many" was given; give a number',
  );
  expect(await buckets.keys('data/out')).toEqual(['data/out/more.csv.out']);
  const marked = await run({ SLIPWAY_ON_BAD_RECORD: 'mark' });
  expect(marked.status).toBe('Completed');
  const rows = rowsOf('data/out/mail.csv.out');
  expect(rows.map(([id]) => Number(id))).toEqual(lines.map((_, id) => id));
  expect(rows.map(reasonInCells)).toEqual(
    lines.map((_, id) => (id === 12 ? 'column \'make\': "many" was given; give a number' : undefined)),
  );
});
