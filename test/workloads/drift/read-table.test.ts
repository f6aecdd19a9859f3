import fc from 'fast-check';
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { capturedRows } from '../../../workloads/drift/capture-record';
import { baselineTable, profileTable } from '../../../workloads/drift/profile-table';
import { readTable, tableFiles } from '../../../workloads/drift/read-table';
import type { BrokenRecord } from '../../../workloads/drift/read-options';
import { seeded } from '../../../runtime/random';
import { SteppingClock } from '../../../runtime/clock';
import { CaptureWriter } from '../../../runtime/platform/capture-writer';

let folder: string;
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'slipway tables '))));
afterEach(() => rmSync(folder, { recursive: true }));

type Row = Record<string, unknown>;

async function rowsOf(
  path: string,
  inputs: readonly string[] = [],
  outputs: readonly string[] = [],
): Promise<{ rows: Row[]; broken: BrokenRecord[] }> {
  const rows: Row[] = [];
  const broken: BrokenRecord[] = [];
  for await (const { rows: count, columns } of readTable(path, { inputs, outputs, onBroken: (record) => broken.push(record) })) {
    for (let row = 0; row < count; row += 1) {
      rows.push(
        Object.fromEntries(
          [...columns].flatMap(([name, cells]): [string, unknown][] => (cells[row] === undefined ? [] : [[name, cells[row]]])),
        ),
      );
    }
  }
  return { rows, broken };
}

function written(name: string, text: string): string {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
}

test('CSV with a header, quotes, line breaks in cells, a byte order mark and Windows line ends', async () => {
  const path = written('a.csv', '\ufeffx,name\r\n1,"Smith, ""J."""\r\n\r\n2,"two\nlines"\r\n3,plain');
  expect(await rowsOf(path)).toEqual({
    rows: [
      { x: '1', name: 'Smith, "J."' },
      { x: '2', name: 'two\nlines' },
      { x: '3', name: 'plain' },
    ],
    broken: [],
  });
});

/** As RFC 4180 has it, section 2, rules 5 to 7. */
function csvCell(text: string): string {
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

test('whatever is written as CSV is read back', async () => {
  const cells = fc.array(fc.tuple(fc.string(), fc.string({ unit: 'binary' })), { minLength: 1, maxLength: 30 });
  await fc.assert(
    fc.asyncProperty(cells, async (list) => {
      // A lone carriage return at the end of a plain cell is part of a line end to some writers; quoted ones are kept.
      const clean = list.map(([a, b]) => [a.replaceAll('\r', ' '), b.replaceAll('\r', ' ')] as const);
      const path = written('all.csv', `left,right\n${clean.map(([a, b]) => `${csvCell(`<${a}>`)},${csvCell(`<${b}>`)}\n`).join('')}`);
      const { rows, broken } = await rowsOf(path);
      expect(broken).toEqual([]);
      expect(rows).toEqual(clean.map(([left, right]) => ({ left: `<${left}>`, right: `<${right}>` })));
    }),
    { numRuns: 50 },
  );
}, 30_000);

test('broken rows of CSV are named by file and line, and the rest is read', async () => {
  const path = written('b.csv', 'x,y\n1,2\n3\n4,5" wide\n6,"seven"x\n8,9\n10,11,12\n13,"never closed\n14,15\n');
  const { rows, broken } = await rowsOf(path);
  expect(rows.map(({ x }) => x)).toEqual(['1', '8', '14']);
  expect(broken.map(({ file, line }) => [file, line])).toEqual([3, 4, 5, 7, 8].map((line) => [path, line]));
  expect(broken[0]?.reason).toBe('the row has 1 cells, the first one 2; give as many');
});

test('CSV without a header takes the names of the plan, or those that Model Monitor gives', async () => {
  const path = written('c.csv', '1,2.5\n3,nan\n');
  expect((await rowsOf(path, ['age', 'height'])).rows[0]).toEqual({ age: '1', height: '2.5' });
  expect((await rowsOf(path)).rows[1]).toEqual({ _c0: '3', _c1: 'nan' });
});

test('a first line of texts that names no known column is a row: no value becomes the name of a column', async () => {
  const path = written('texts.csv', 'Ada,1\nBert,2\n');
  const inputs = ['name', 'age'];
  expect((await rowsOf(path, inputs)).rows).toEqual([
    { name: 'Ada', age: '1' },
    { name: 'Bert', age: '2' },
  ]);
  const headed = written('headed.csv', 'age,surname\n1,Ada\n');
  expect((await rowsOf(headed, inputs)).rows).toEqual([{ age: '1', surname: 'Ada' }]);
});

test('CSV without a header is not guessed at where it has another number of columns than the model', async () => {
  const { rows, broken } = await rowsOf(written('wide.csv', '0,1,2.5\n1,3,4\n'), ['age', 'height']);
  expect(rows).toEqual([]);
  expect(broken.map(({ reason }) => reason)).toEqual(
    Array(2).fill('a row has 3 values without names, the model takes 2; send as many, or name them'),
  );
});

test('JSON Lines of records and of lists; broken lines are named and never quoted', async () => {
  const path = written('d.jsonl', '{"x":1,"c":"a"}\n[2,"b"]\nnull\n{"x":"secret\n\n{"x":3,"new":true}\n[4]\n{"x":4,"c":"cut o');
  const { rows, broken } = await rowsOf(path, ['x', 'c']);
  expect(rows).toEqual([
    { x: 1, c: 'a' },
    { x: 2, c: 'b' },
    { x: 3, new: true },
  ]);
  expect(broken).toEqual([
    { file: path, line: 3, reason: 'it is neither a record nor a list of values' },
    { file: path, line: 4, reason: 'it is no JSON' },
    { file: path, line: 7, reason: 'a row has 1 values without names, the model takes 2; send as many, or name them' },
    { file: path, line: 8, reason: 'it is cut off; read the file again when it is whole' },
  ]);
});

test.each([
  ['CSV', { data: '1,a\n2,b\n', encoding: 'CSV' }],
  ['CSV with a header in another order', { data: 'c,x\na,1\nb,2\n', encoding: 'CSV' }],
  ['rows of JSON', { data: '[[1,"a"],[2,"b"]]', encoding: 'JSON' }],
  ['records of JSON', { data: '[{"x":1,"c":"a"},{"c":"b","x":2}]', encoding: 'JSON' }],
  ['instances', { data: '{"instances":[[1,"a"],{"x":2,"c":"b"}]}', encoding: 'JSON' }],
  ['instances as SageMaker JSON Lines has them', { data: '{"features":[1,"a"]}\n{"features":[2,"b"]}\n', encoding: 'JSON' }],
  ['columns and data', { data: '{"columns":["c","x"],"data":[["a",1],["b",2]]}', encoding: 'JSON' }],
  ['JSON Lines', { data: '{"x":1,"c":"a"}\n{"x":2,"c":"b"}\n', encoding: 'JSON' }],
  [
    'BASE64 of JSON',
    { data: Buffer.from('[[1,"a"],[2,"b"]]').toString('base64'), encoding: 'BASE64', observedContentType: 'application/json' },
  ],
  [
    'BASE64 of CSV',
    { data: Buffer.from('1,a\n2,b').toString('base64'), encoding: 'BASE64', observedContentType: 'text/csv; charset=utf-8' },
  ],
  ['BASE64 of nobody knows what', { data: Buffer.from('1,a\n2,b').toString('base64'), encoding: 'BASE64', observedContentType: null }],
])('a captured request of %s gives its rows, with the answers beside them', (_what, endpointInput) => {
  const endpointOutput = { data: '{"predictions":[{"label":1,"p":[0.25,0.75]},{"label":0,"p":[0.5,0.5]}]}', encoding: 'JSON' };
  const captured = capturedRows({ captureData: { endpointInput, endpointOutput } }, ['x', 'c'], ['label', 'p.no', 'p.yes']);
  expect(captured.ok && captured.rows.map((row) => ({ ...row, x: Number(row['x']) }))).toEqual([
    { x: 1, c: 'a', label: 1, 'p.no': 0.25, 'p.yes': 0.75 },
    { x: 2, c: 'b', label: 0, 'p.no': 0.5, 'p.yes': 0.5 },
  ]);
});

test.each([
  [{}, 'it has no captureData'],
  [{ captureData: {} }, 'it has neither rows nor answers'],
  [
    { captureData: { endpointInput: { data: '1,2', encoding: 'CSV' } } },
    'of its endpointInput a row has 2 values without names, the model takes 1; send as many, or name them',
  ],
  [{ captureData: { endpointInput: { encoding: 'CSV' } } }, 'its endpointInput has no data'],
  [{ captureData: { endpointInput: { data: '{"x":', encoding: 'JSON' } } }, 'its endpointInput is neither CSV nor JSON'],
])('the record %j cannot be read, and why is said', (record, reason) => {
  expect(capturedRows(record, ['x'], [])).toEqual({ ok: false, reason });
});

test('requests without answers and answers without requests are read; answers that match no row are left away', () => {
  const input = { data: '1\n2', encoding: 'CSV' };
  const output = { data: '0.5\n', encoding: 'CSV' };
  const rows = (captureData: unknown): unknown => capturedRows({ captureData }, ['x'], ['p']);
  expect(rows({ endpointInput: input })).toEqual({ ok: true, rows: [{ x: '1' }, { x: '2' }] });
  expect(rows({ endpointOutput: output })).toEqual({ ok: true, rows: [{ p: '0.5' }] });
  expect(rows({ endpointInput: input, endpointOutput: output })).toEqual({ ok: true, rows: [{ x: '1' }, { x: '2' }] });
});

test('a captured value may have a name that every object has', () => {
  const side = { data: '{"__proto__": 1, "constructor": [2, 3]}', encoding: 'JSON' };
  const read = capturedRows({ captureData: { endpointInput: side } }, [], []);
  expect(read.ok ? read.rows.map((row) => Object.entries(row)) : read).toEqual([
    [
      ['__proto__', 1],
      ['constructor.0', 2],
      ['constructor.1', 3],
    ],
  ]);
});

test('where nobody named anything, an answer does not stand in the place of what was asked', () => {
  const captureData = { endpointInput: { data: '1,2', encoding: 'CSV' }, endpointOutput: { data: '0.5', encoding: 'CSV' } };
  expect(capturedRows({ captureData }, [], [])).toEqual({ ok: true, rows: [{ _c0: '1', _c1: '2', answer_c0: '0.5' }] });
  expect(capturedRows({ captureData }, [], ['p', 'q'])).toMatchObject({ rows: [{ answer_c0: '0.5' }] });
});

test('a folder of captured hours, as our own platform writes it, is read hour by hour', async () => {
  const clock = new SteppingClock(Date.UTC(2026, 0, 31, 22, 59, 0));
  const plan = { sampling: 100, input: true, output: true, csvContentTypes: ['text/csv'], jsonContentTypes: [] };
  const writer = new CaptureWriter(plan as never, join(folder, 'spam', 'AllTraffic'), clock, seeded(1), (cause) => {
    throw cause as Error;
  });
  for (let call = 0; call < 50; call += 1) {
    const body = Buffer.from(`${call},${call * 2}\n`);
    writer.capture({
      request: { body, contentType: 'text/csv' },
      answer: { body: Buffer.from(`{"p":${call}}`), contentType: 'application/json' },
    });
    clock.advance(300_000);
  }
  await writer.flush();
  const { rows, broken } = await rowsOf(folder, ['x', 'y'], ['p']);
  expect(broken).toEqual([]);
  expect(rows).toEqual(Array.from({ length: 50 }, (_, call) => ({ x: String(call), y: String(call * 2), p: call })));
  expect(tableFiles(folder).length).toBeGreaterThan(3);
});

// Written by pyarrow 21: by files/make.py.
const PARQUET = join(__dirname, 'files');

test.each(['snappy', 'gzip', 'none'])('Parquet with %s compression is read, row group by row group', async (compression) => {
  const { rows, broken } = await rowsOf(join(PARQUET, `${compression}.parquet`));
  expect(broken).toEqual([]);
  expect(rows).toHaveLength(1000);
  expect(rows[0]).toEqual({ x: 0, n: 0n, c: 'c0', f: true, t: new Date('2001-01-01T00:00:00Z') });
  expect(rows[7]).toMatchObject({ x: 3.5, n: 7n, c: 'c0' });
  expect(rows[13]).not.toHaveProperty('x.value');
  expect(rows.filter(({ x }) => x === null || x === undefined)).toHaveLength(Math.ceil(1000 / 13) - 1);
});

test('a file that is no Parquet is one broken record', async () => {
  const path = written('e.parquet', 'no parquet');
  const { rows, broken } = await rowsOf(path);
  expect(rows).toEqual([]);
  expect(broken).toMatchObject([{ file: path, reason: expect.stringMatching(/^it cannot be read as Parquet: /) as string }]);
});

test('the same rows as CSV, JSON Lines and Parquet have the same profile', async () => {
  const table = await rowsOf(join(PARQUET, 'snappy.parquet'));
  const plain = table.rows.map(({ x, n, c, f }) => ({ x: x ?? null, n: Number(n), c, f }));
  const csv = written('t.csv', `x,n,c,f\n${plain.map(({ x, n, c, f }) => [x, n, c, f].join(',')).join('\n')}\n`);
  const jsonl = written('t.jsonl', plain.map((row) => JSON.stringify(row)).join('\n'));
  const { profile } = await baselineTable(csv, {});
  expect(profile.rows).toBe(1000);
  const others = await Promise.all([jsonl, join(PARQUET, 'gzip.parquet')].map((path) => profileTable(path, profile, 'compact')));
  for (const other of others) expect(other.profile).toEqual(profile);
});

test.each([
  ['nowhere', "there is no '"],
  ['notes.txt', 'is of no kind that is read; give a file that ends in .csv, .jsonl, .ndjson, .parquet'],
  ['empty', 'holds no file that ends in .csv'],
])('%s: what is accepted is said', (name, message) => {
  mkdirSync(join(folder, 'empty'));
  writeFileSync(join(folder, 'notes.txt'), '');
  expect(() => tableFiles(join(folder, name))).toThrow(message);
});

test.each([
  ['x,y\n', {}, "' has no row that can be read; give the rows that the model was trained on"],
  ['{"x":1', {}, 'rows.csv:1: '],
  ['x,y\n1,2\n', { predictions: ['p'], labels: ['y'] }, "' has no column 'p'; it has x, y"],
])('no baseline comes of %j', async (text, options, message) => {
  await expect(baselineTable(written('rows.csv', text), options)).rejects.toThrow(message);
});

const JUDGES = process.env['SLIPWAY_JUDGES'];
const CAPTURE = JUDGES === undefined ? '' : join(JUDGES, 'model-monitor', 'capture');
(existsSync(CAPTURE) ? test : test.skip)('records that SageMaker captured are read (SLIPWAY_JUDGES)', async () => {
  copyFileSync(join(CAPTURE, 'capture.jsonl'), join(folder, 'csv.jsonl'));
  const csv = await rowsOf(join(folder, 'csv.jsonl'), ['a', 'b', 'c', 'd', 'e', 'f', 'g'], ['p']);
  expect(csv.broken).toEqual([]);
  expect(csv.rows).toHaveLength(44);
  expect(csv.rows[0]).toEqual({ a: '9', b: '45', c: '45', d: '42', e: '7', f: '5', g: '0', p: '0.302709460258' });
  const json = await rowsOf(join(CAPTURE, 'captured-data.jsonl'), ['x'], ['p']);
  expect(json).toEqual({
    broken: [],
    rows: [...Array(2)].flatMap(() => [
      { x: 1, p: 3.5 },
      { x: 2, p: 4 },
      { x: 5, p: 5.5 },
    ]),
  });
});
