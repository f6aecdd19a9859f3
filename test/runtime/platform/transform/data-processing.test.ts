import fc from 'fast-check';
import { query } from 'jsonpath-rfc9535';
import { AssumptionLog, TRANSFORM_ASSUMPTIONS, type TransformAssumptions } from '../../../../runtime/platform/transform/assumptions';
import { parseJsonPath, select } from '../../../../runtime/platform/transform/json-path';
import { Buckets, perLine, run, ScriptedContainer } from './jobs';

/** Developer Guide, batch-transform-data-processing, unless another source is named. */
let buckets: Buckets;
beforeEach(() => {
  buckets = new Buckets();
});
afterEach(() => buckets.remove());

async function processed(
  format: string,
  text: string,
  model: (line: string) => string,
  DataProcessing: object,
  assumptions: Partial<TransformAssumptions> = {},
): Promise<{ out: string | undefined; saw: readonly string[]; problem: unknown }> {
  buckets.put('data/in/a', text);
  const container = new ScriptedContainer(perLine(model));
  const split = format === 'application/json' ? 'None' : 'Line';
  const { objects } = await run(
    buckets,
    container,
    { DataProcessing, input: { ContentType: format, SplitType: split }, output: { Accept: format, AssembleWith: split } },
    assumptions,
  );
  const [{ outputUri, problem }] = objects as [(typeof objects)[number]];
  return { out: outputUri === undefined ? undefined : buckets.text('data/out/a.out'), saw: container.bodies, problem };
}

const CSV = 'text/csv';
const LINES = 'application/jsonlines';
const one = (): string => '1';

test.each([
  ['the row and then the prediction', '1,2,3\n', { JoinSource: 'Input' }, '1,2,3\n', '1,2,3,1\n'],
  ['the original row, though the model saw a part of it', 'id,a,b\n', { JoinSource: 'Input', InputFilter: '$[1:]' }, 'a,b\n', 'id,a,b,1\n'],
  [
    'first and last column of the joined row',
    'id,a,b\n',
    { JoinSource: 'Input', InputFilter: '$[1:]', OutputFilter: '$[0,-1]' },
    'a,b\n',
    'id,1\n',
  ],
  ['a filter of the input alone', 'id,a,b\n', { InputFilter: '$[1,2]' }, 'a,b\n', '1\n'],
  ['a filter of the output alone', 'id,a,b\n', { OutputFilter: '$[0]' }, 'id,a,b\n', '1\n'],
  ['cells that need quotation marks', '"x, y",2\n', { JoinSource: 'Input', OutputFilter: '$[0,-1]' }, '"x, y",2\n', '"x, y",1\n'],
])('CSV: %s', async (_, text, processing, saw, out) => {
  expect(await processed(CSV, text, one, processing)).toMatchObject({ saw: [saw], out });
});

test.each([
  ['an object gets SageMakerOutput', '{"key":1}\n', { JoinSource: 'Input' }, '{"key":1,"SageMakerOutput":{"label":1}}\n'],
  [
    'an id of 64 bits keeps its digits',
    '{"key":9007199254740993}\n',
    { JoinSource: 'Input' },
    '{"key":9007199254740993,"SageMakerOutput":{"label":1}}\n',
  ],
  ['SageMakerOutput of the input is overwritten', '{"SageMakerOutput":0}\n', { JoinSource: 'Input' }, '{"SageMakerOutput":{"label":1}}\n'],
  [
    'what is no object gets a new one (API: JoinSource)',
    '[1,2]\n',
    { JoinSource: 'Input' },
    '{"SageMakerInput":[1,2],"SageMakerOutput":{"label":1}}\n',
  ],
  [
    'a list of names',
    '{"id":7,"x":1}\n',
    { JoinSource: 'Input', OutputFilter: "$['id','SageMakerOutput']" },
    '{"id":7,"SageMakerOutput":{"label":1}}\n',
  ],
  ['one name', '{"id":7,"x":1}\n', { JoinSource: 'Input', OutputFilter: '$.SageMakerOutput.label' }, '1\n'],
])('JSON Lines: %s', async (_, text, processing, out) => {
  expect((await processed(LINES, text, () => '{"label":1}', processing)).out).toBe(out);
});

test('JSON: the object is one record', async () => {
  expect(
    await processed('application/json', '{"id":7,"features":[1,2]}', () => '{"label":1}', {
      JoinSource: 'Input',
      InputFilter: '$.features',
    }),
  ).toMatchObject({
    saw: ['[1,2]'],
    out: '{"id":7,"features":[1,2],"SageMakerOutput":{"label":1}}',
  });
});

test('a model that gives fewer records than it got fails the object: they cannot be joined (aws/sagemaker-tensorflow-serving-container#154)', async () => {
  buckets.put('data/in/a', '1\n2\n');
  const { objects } = await run(buckets, new ScriptedContainer(() => '1'), { DataProcessing: { JoinSource: 'Input' } });
  expect(objects[0]?.problem).toEqual({
    line: 1,
    message: 'the model gave 1 records for 2; each needs one of its own, or they cannot be joined',
  });
});

test('an index outside the joined row is an error with its line (API: OutputFilter)', async () => {
  expect((await processed(CSV, '1,2,3,4\n1,2\n', one, { JoinSource: 'Input', OutputFilter: '$[4]' })).problem).toEqual({
    line: 2,
    message: '$[4]: index 4 is outside the 3 columns',
  });
});

const log = (assumptions: Partial<TransformAssumptions> = {}): AssumptionLog =>
  new AssumptionLog({ ...TRANSFORM_ASSUMPTIONS, ...assumptions });

function selected(path: string, value: unknown, assumptions: Partial<TransformAssumptions> = {}): unknown {
  const parsed = parseJsonPath(path, log(assumptions));
  if (!parsed.ok) return parsed.message;
  const found = select(value, parsed.path, log(assumptions));
  return found.ok ? found.value : found.message;
}

test('UNCONFIRMED: the end of a range is taken too, as the guide says, or it is not, as in the library that it links to', () => {
  const row = [0, 1, 2, 3, 4, 5, 6];
  // The guide: $[1:4] is the second to the fifth column, $[:5] the first to the sixth.
  expect([selected('$[1:4]', row), selected('$[:5]', row), selected('$[2:]', row)]).toEqual([
    [1, 2, 3, 4],
    [0, 1, 2, 3, 4, 5],
    [2, 3, 4, 5, 6],
  ]);
  expect([selected('$[1:4]', row, { sliceEnd: 'exclusive' }), selected('$[2:]', row, { sliceEnd: 'exclusive' })]).toEqual([
    [1, 2, 3],
    [2, 3, 4, 5, 6],
  ]);
});

test.each([
  ['a name with an underscore (aws/aws-sdk#184)', '$.customer_id', 'Unexpected "_" in JsonPath', { underscores: 'accepted' }],
  [
    'places and a range in one bracket (aws/sagemaker-python-sdk#1112)',
    '$[0,2:]',
    'only single range filters of format (eg: [1:5]) are supported',
    { mixedSubscripts: 'accepted' },
  ],
] as const)('UNCONFIRMED: %s is refused unless told otherwise', (_, path, message, accepted) => {
  expect(selected(path, {})).toContain(message);
  expect(parseJsonPath(path, log(accepted)).ok).toBe(true);
});

test.each(['a', '$..a', '$.a[?(@.b)]', "$.f.['a','b.c']", '$[1:2:3]', '$.length()', `$.${'x'.repeat(62)}`, '$[:]', '$[a]', '$.'])(
  '%s is refused',
  (path) => {
    const parsed = parseJsonPath(path, log());
    expect(parsed).toMatchObject({ ok: false, message: expect.stringContaining(`Invalid JsonPath: ${path}: `) as string });
  },
);

/** Values of the shapes that records have. */
const record = fc.dictionary(
  fc.constantFrom('a', 'b', 'c', 'd e'),
  fc.oneof(fc.integer(), fc.array(fc.integer(), { maxLength: 5 }), fc.dictionary(fc.constantFrom('a', 'b'), fc.integer())),
);
const segment = fc.oneof(
  fc.constantFrom('.a', '.b', "['d e']", '.*', '[*]', '[0]', '[-1]', '[1]'),
  fc.tuple(fc.integer({ min: 0, max: 3 }), fc.integer({ min: 0, max: 5 })).map(([from, to]) => `[${from}:${to}]`),
  fc.constantFrom('[1:]', '[:2]', '[0,1]', "['a','b']"),
);

test('what a filter finds is what RFC 9535 finds, as judged by jsonpath-rfc9535, wherever the service does not make an error of it', () => {
  let compared = 0;
  fc.assert(
    fc.property(
      fc.oneof(record, fc.array(fc.oneof(fc.integer(), fc.array(fc.integer(), { maxLength: 4 })), { maxLength: 6 })),
      fc.array(segment, { minLength: 1, maxLength: 3 }),
      (value, segments) => {
        const path = `$${segments.join('')}`;
        const assumptions = { sliceEnd: 'exclusive' } as const;
        const parsed = parseJsonPath(path, log(assumptions));
        if (!parsed.ok) throw new TypeError(parsed.message);
        const found = select(value, parsed.path, log(assumptions));
        // A list of several results is one value here, which RFC 9535's next segment would go into one by one.
        const isList = segments.slice(0, -1).some((text) => /[,:]/.test(text));
        if (!found.ok || isList) return;
        const wanted = query(value, path) as unknown[];
        compared += 1;
        expect(nodes(found.value, segments)).toEqual(wanted);
      },
    ),
    { numRuns: 2000, seed: 9535 },
  );
  expect(compared).toBeGreaterThan(300);
});

/** The list of nodes that RFC 9535 gives for what a filter gives. */
function nodes(value: unknown, segments: readonly string[]): unknown[] {
  const last = segments.at(-1) ?? '';
  const isMany = segments.slice(0, -1).some((text) => text.includes('*'));
  const each = (one: unknown): unknown[] =>
    /['"].*,/.test(last) ? Object.values(one as object) : last.includes('*') || /[,:]/.test(last) ? (one as unknown[]) : [one];
  return isMany ? (value as unknown[]).flatMap(each) : each(value);
}
