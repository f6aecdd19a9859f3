import { copyFileSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { asNumbers, expectedLines, inParts, linesOf, MODEL, rejections, score, workFolder, writeCases, type Case } from './tables';

const folder = workFolder();

/** Each line with what becomes of it; `kept` is the value of `id` as it stands in CSV. */
const CASES: readonly Case[] = [
  { text: '{"x0":1,"x1":0.5,"x2":-1.25,"x3":3e2,"x4":7,"id":"Ünïcödé 🎬"}\n', values: [1, 0.5, -1.25, 300, 7], kept: 'Ünïcödé 🎬' },
  { text: '{"id":2,"x4":5,"x3":4,"x2":3,"x1":2,"x0":1}\r\n', values: [1, 2, 3, 4, 5], kept: '2' },
  { text: '\n' },
  { text: '   \n' },
  {
    text: '{"x0":null,"x1":1,"x2":1,"x3":1,"other":{"x4":9,"list":[1,"}",{}]},"id":"a, b"}\n',
    values: [null, 1, 1, 1, null],
    kept: '"a, b"',
  },
  { text: '[1,2,3,4,5]\n', values: [1, 2, 3, 4, 5], kept: '' },
  { text: ' { "x0" : 3 , "x1":1,"x2":1,"x3":1,"x4":1, "id" : null } \n', values: [3, 1, 1, 1, 1], kept: '' },
  {
    text: '{"x\\u0030":6,"x1":1,"x2":1,"x3":1,"x4":1,"id":"an \\"escaped\\" name"}\n',
    values: [6, 1, 1, 1, 1],
    kept: '"an ""escaped"" name"',
  },
  { text: '{"x0":1,"x1":1,"x2":1,"x3":1,"x4":1,"id":[1,2]}\n', values: [1, 1, 1, 1, 1], kept: '"[1,2]"' },
  { text: '{"x0":"1","x1":1,"x2":1,"x3":1,"x4":1}\n', rejected: 'column \'x0\': "1" was given; give a number' },
  { text: '{"x0":1,"x1":1\n', rejected: 'this is no JSON' },
  { text: '{"x0":1,"x1":1,"x2":1,"x3":1,"x4":1,"other":tru}\n', rejected: 'this is no JSON' },
  { text: '{"x0":1,"x1":1,"x2":1,"x3":1,"x4":1,"other":{"a":[1,]}}\n', rejected: 'this is no JSON' },
  { text: '{"x0":1,"x1":1,"x2":1,"x3":1,"x4":1} trailing\n', rejected: 'this is no JSON' },
  { text: '[1,2,3]\n', rejected: 'the row has 3 values; give 5' },
  { text: '17\n', rejected: 'the row is 17; give a list of 5 values or an object' },
  { text: Buffer.concat([Buffer.from('{"x0":1,"other":"'), Buffer.from([0xff]), Buffer.from('"\n')]), rejected: 'not UTF-8' },
  { text: '{"x0":7,"x1":1,"x2":1,"x3":1,"x4":1,"id":"no line end"}', values: [7, 1, 1, 1, 1], kept: 'no line end' },
];
const input = join(folder, 'every kind of line.jsonl');
beforeAll(() => writeCases(input, '\ufeff', CASES));

test('every kind of line is scored, skipped or rejected with its line and reason', async () => {
  const output = join(folder, 'out.csv');
  await score({ input, output, keep: ['id'] });
  expect(asNumbers(linesOf(output).slice(1))).toEqual(asNumbers(await expectedLines(CASES)));
  const wanted = CASES.flatMap(({ rejected }, index) =>
    rejected === undefined ? [] : [{ file: input, line: index + 1, reason: expect.stringContaining(rejected) as string }],
  );
  expect(rejections(output)).toEqual(wanted);
});

test('the same bytes come out whatever the size of parts, from one byte on', async () => {
  const wanted = await inParts(input, { keep: ['id'] });
  for (let partBytes = 1; partBytes <= 900; partBytes += 1) {
    expect({ partBytes, ...(await inParts(input, { keep: ['id'], partBytes })) }).toEqual({ partBytes, ...wanted });
  }
});

test('records of JSON carry values through as they stand, and cells of CSV as texts', async () => {
  const lines = join(folder, 'kept.jsonl');
  writeFileSync(lines, '{"x0":1,"x1":1,"x2":1,"x3":1,"x4":1,"id":{"a":[1.50,"é"]}}\n{"x0":1,"x1":1,"x2":1,"x3":1,"x4":1}\n');
  const table = join(folder, 'kept.csv');
  writeFileSync(table, 'id,x0,x1,x2,x3,x4\n007,1,1,1,1,1\n"a ""b"", c",1,1,1,1,1\n');
  const output = join(folder, 'kept out.jsonl');
  await score({ input: lines, output, keep: ['id'], prefix: 'p_' });
  expect(linesOf(output)).toEqual([
    expect.stringMatching(/^\{"id":\{"a":\[1\.50,"é"\]\},"p_prediction":0\.\d+\}$/),
    expect.stringMatching(/^\{"id":null,"p_prediction":0\.\d+\}$/),
  ]);
  await score({ input: table, output, keep: ['id', 'x0'] });
  expect(linesOf(output).map((line) => JSON.parse(line) as unknown)).toEqual([
    { id: '007', x0: '1', prediction: expect.any(Number) as number },
    { id: 'a "b", c', x0: '1', prediction: expect.any(Number) as number },
  ]);
});

test('features that are no numbers are read by their types, and a sensitive value is in no reason', async () => {
  const model = join(folder, 'model');
  mkdirSync(model);
  copyFileSync(MODEL, join(model, 'model.ubj'));
  const [x0, x1, ...others] = ['x0', 'x1', 'x2', 'x3', 'x4'].map((name) => ({ name, type: 'number', optional: true }));
  const features = [{ ...x0, type: 'boolean' }, { ...x1, type: 'integer', sensitive: true }, ...others];
  writeFileSync(join(model, 'schema.json'), JSON.stringify({ version: 1, features, outputs: [{ name: 'prediction', type: 'number' }] }));
  const [lines, table] = [join(folder, 'typed.jsonl'), join(folder, 'typed.csv')];
  writeFileSync(lines, '{"x0":true,"x1":2,"x2":1,"x3":1,"x4":1}\n{"x0":true,"x1":4711.5,"x2":1,"x3":1,"x4":1}\n');
  writeFileSync(table, 'x0,x1,x2,x3,x4\ntrue,2,1,1,1\nyes,4711.5,1,1,1\n');
  const output = join(folder, 'typed out.csv');
  const wanted = asNumbers(await expectedLines([{ text: '', values: [1, 2, 1, 1, 1] }]));
  for (const [path, reason] of [
    [lines, "column 'x1': a value that is not shown was given; give a whole number"],
    [table, "column 'x0': \"yes\" was given; give true or false; column 'x1': a value that is not shown was given; give a whole number"],
  ] as const) {
    await score({ model, input: path, output });
    expect(asNumbers(linesOf(output).slice(1))).toEqual(wanted);
    expect(rejections(output).map((each) => each.reason)).toEqual([reason]);
  }
});
