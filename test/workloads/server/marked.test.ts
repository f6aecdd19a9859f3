import { join } from 'node:path';
import { reasonInCells, reasonInValue } from '../../../core/batch/marker';
import { csvRows } from '../../../core/codec/csv-rows';
import { openModel, type LoadedModel } from '../../../workloads/scoring/open-model';
import { Invocations } from '../../../workloads/server/invocations';
import { ServerMetrics } from '../../../workloads/server/metrics';
import { settingsFrom } from '../../../workloads/server/settings';

let model: LoadedModel;
let marking: Invocations;
let refusing: Invocations;
beforeAll(async () => {
  // Features f0 to f4, none of them optional; a label and the probabilities of three classes.
  model = await openModel(join(__dirname, '..', 'scoring', 'fixtures', 'onnx-boosting-many.onnx'));
  const metrics = new ServerMetrics(() => performance.now());
  marking = new Invocations(model, metrics, 'mark');
  refusing = new Invocations(model, metrics);
});
afterAll(() => model.close());

async function ask(
  server: Invocations,
  body: string | Buffer,
  contentType: string,
  accept = contentType,
): Promise<{ status: number; body: string }> {
  const reply = await server.answer({ contentType, accept }, Buffer.from(body as string), () => true);
  return { status: reply.status, body: reply.body.toString('utf8') };
}

const CSV = 'text/csv';
const LINES = 'application/jsonlines';
const JSON_BODY = 'application/json';
/** Lines as batch transform sends them: each is a record, the header and the empty one too. */
const CSV_LINES = ['f0,f1,f2,f3,f4', '1,2,3,4,5', 'one,2,3,4,5', '', '1,2,3', '"a,b', '5,4,3,2,1'];
const JSON_LINES = [
  '{"f0":1,"f1":2,"f2":3,"f3":4,"f4":5}',
  '{"f0":1}',
  'nonsense',
  '[5,4,3,2,1]',
  '',
  '{"f0":null,"f1":2,"f2":3,"f3":4,"f4":5}',
];

test('what is not told to mark refuses the whole body, as ever', async () => {
  expect((await ask(refusing, CSV_LINES.join('\n'), CSV)).status).toBe(400);
});

test('CSV: each line has one in its place, the broken ones a marker in every cell', async () => {
  const given = await ask(marking, `${CSV_LINES.join('\n')}\n`, CSV);
  expect(given.status).toBe(200);
  const rows = csvRows(given.body);
  if (!rows.ok) throw new TypeError(rows.message);
  expect(rows.rows.map((cells) => cells.length)).toEqual(CSV_LINES.map(() => 4));
  expect(rows.rows.map(reasonInCells)).toEqual([
    'the line has names of columns and no row; write such files without a header',
    undefined,
    'column \'f0\': "one" was given; give a number',
    'the line is empty',
    expect.stringContaining('the row has 3 values; give 5'),
    expect.stringContaining('a quoted cell is not closed'),
    undefined,
  ]);
  // Those that are sound have what they have alone.
  const alone = await ask(refusing, '1,2,3,4,5\n5,4,3,2,1\n', CSV);
  expect([1, 6].map((line) => given.body.split('\n')[line])).toEqual(alone.body.trim().split('\n'));
});

test('JSON Lines: a broken record has its names, nulls, and why; asked for CSV it has cells', async () => {
  const given = await ask(marking, JSON_LINES.join('\n'), LINES);
  const records = given.body
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Record<string, unknown>);
  expect(records.map(reasonInValue)).toEqual([
    undefined,
    expect.stringContaining("column 'f1': the value is missing"),
    expect.stringContaining('this is no JSON'),
    undefined,
    expect.any(String),
    expect.stringContaining("column 'f0': the value is missing"),
  ]);
  expect(records[1]).toMatchObject({ label: null, probabilities: null });
  expect((await ask(marking, JSON_LINES.join('\n'), LINES, CSV)).body.trim().split('\n')).toHaveLength(JSON_LINES.length);
});

test('JSON: predictions with markers among them; what is no JSON at all is refused', async () => {
  const given = await ask(
    marking,
    JSON.stringify({
      instances: [
        [1, 2, 3, 4, 5],
        ['x', 2, 3, 4, 5],
      ],
    }),
    JSON_BODY,
  );
  const { predictions } = JSON.parse(given.body) as { predictions: unknown[] };
  expect(predictions.map(reasonInValue)).toEqual([undefined, expect.stringContaining('"x" was given; give a number')]);
  expect((await ask(marking, '{', JSON_BODY)).status).toBe(400);
});

test('a body without a broken record is answered byte for byte as without marking', async () => {
  for (const [body, type] of [
    ['1,2,3,4,5\n5,4,3,2,1', CSV],
    ['[1,2,3,4,5]\n[5,4,3,2,1]\n', LINES],
    ['[[1,2,3,4,5]]', JSON_BODY],
  ] as const)
    expect(await ask(marking, body, type)).toEqual(await ask(refusing, body, type));
});

test('a marker is found wherever a join and a filter put it', () => {
  expect(reasonInCells(['id', '7', '!rejected: why'])).toBe('why');
  expect(reasonInCells(['id', '7', '0.5'])).toBeUndefined();
  expect(reasonInValue({ id: 7, SageMakerOutput: { label: null, slipwayRejected: 'why' } })).toBe('why');
  expect(reasonInValue({ id: 7, SageMakerOutput: { label: 1 } })).toBeUndefined();
});

test('what is asked of broken records comes from the environment, and anything else is refused', () => {
  expect(
    [undefined, '', 'refuse', 'mark'].map((text) => settingsFrom(text === undefined ? {} : { SLIPWAY_ON_BAD_RECORD: text }).onBadRecord),
  ).toEqual(['refuse', 'refuse', 'refuse', 'mark']);
  expect(() => settingsFrom({ SLIPWAY_ON_BAD_RECORD: 'skip' })).toThrow("SLIPWAY_ON_BAD_RECORD is 'skip'; give refuse, or mark");
});
