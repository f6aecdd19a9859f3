import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { asNumbers, expectedLines, inParts, linesOf, rejections, score, workFolder, writeCases, type Case } from './tables';

const folder = workFolder();

/** By RFC 4180, and as files come: each record with what becomes of it. */
const CASES: readonly Case[] = [
  { text: '1,0.5,-1.25,3e2,7,Ünïcödé 🎬\n', values: [1, 0.5, -1.25, 300, 7], kept: 'Ünïcödé 🎬' },
  { text: '2,0.25,2.5,.5,+3,"a, b"\r\n', values: [2, 0.25, 2.5, 0.5, 3], kept: '"a, b"' },
  { text: '\n' },
  { text: '3,1,1,1,1,"two\nlines, and ""quotes"""\n', values: [3, 1, 1, 1, 1], kept: '"two\nlines, and ""quotes"""' },
  { text: '\r\n' },
  { text: '"4","0.75",1,2,3,quoted numbers\n', values: [4, 0.75, 1, 2, 3], kept: 'quoted numbers' },
  { text: '5,,1,2,,missing\n', values: [5, null, 1, 2, null], kept: 'missing' },
  { text: 'six,1,1,1,1,text\n', rejected: 'column \'x0\': "six" was given; give a number' },
  { text: '7,1,1,1,narrow\n', rejected: 'the record has 5 cells, the table 6' },
  { text: '8,1,1,1,1,a"b\n', rejected: 'a quotation mark stands inside a cell' },
  { text: '9,1,1,1,1,"a"b\n', rejected: 'text follows a closing quotation mark' },
  { text: '10,1,1,1,1,\n', values: [10, 1, 1, 1, 1], kept: '' },
  { text: Buffer.from('NaN,1,1,1,1,caf\n'), rejected: '"NaN" was given' },
  { text: '1e999,1,1,1,1,large\n', rejected: 'a finite number' },
  {
    text: '0.1,16777217,123456789012345678901234567890,1e-320,-0,digits\n',
    values: [0.1, 16777217, 123456789012345680000000000000, 1e-320, -0],
    kept: 'digits',
  },
  { text: Buffer.concat([Buffer.from('bad,1,1,1,1,'), Buffer.from([0xff, 0xfe]), Buffer.from('\n')]), rejected: 'not UTF-8' },
  { text: ' 11 , 1,1,1,1, spaces \n', values: [11, 1, 1, 1, 1], kept: ' spaces ' },
  { text: '12,1,1,1,1,no line end', values: [12, 1, 1, 1, 1], kept: 'no line end' },
];
const HEAD = '\ufeffx0,x1,x2,x3,x4,title\n';

/** Lines at which cases begin, counted from 1, after a header of one. */
function linesOfCases(): number[] {
  let line = 2;
  return CASES.map(({ text }) => {
    const at = line;
    line += Buffer.from(text as string).reduce((sum, byte) => sum + (byte === 0x0a ? 1 : 0), 0);
    return at;
  });
}

const input = join(folder, 'every kind of record.csv');
const output = join(folder, 'out.csv');
beforeAll(() => writeCases(input, HEAD, CASES));

test('every kind of record of CSV is scored, skipped or rejected with its line and reason', async () => {
  const result = await score({ input, output, keep: ['title'] });
  const scored = CASES.filter(({ values }) => values !== undefined);
  const rejected = CASES.flatMap((each, index) => (each.rejected === undefined ? [] : [{ ...each, line: linesOfCases()[index] }]));
  expect(result).toMatchObject({ rows: scored.length, rejected: rejected.length, rejectedFile: `${output}.rejected.jsonl` });
  const [header, ...lines] = linesOf(output);
  expect(header).toBe('title,prediction');
  expect(asNumbers(lines.join('\n').split(/(?<=,\d\.\d+(?:e-\d+)?)\n/))).toEqual(asNumbers(await expectedLines(CASES)));
  expect(rejections(output)).toEqual(
    rejected.map(({ line, rejected: reason = '' }) => ({ file: input, line, reason: expect.stringContaining(reason) as string })),
  );
});

test('the output and the rejected records are the same bytes whatever the size of parts, from one byte on', async () => {
  const wanted = await inParts(input, { keep: ['title'] });
  expect(wanted.rows).toBe(CASES.filter(({ values }) => values !== undefined).length);
  for (let partBytes = 1; partBytes <= 700; partBytes += 1) {
    expect({ partBytes, ...(await inParts(input, { keep: ['title'], partBytes })) }).toEqual({ partBytes, ...wanted });
  }
});

test('a quoted cell that is never closed costs its line, and not those after it', async () => {
  const open = join(folder, 'open.csv');
  writeFileSync(open, 'x0,x1,x2,x3,x4,title\n1,1,1,1,1,"never closed\n2,1,1,1,1,fine\n3,1,1,1,1,also fine\n');
  for (const partBytes of [1, 30, 1 << 20]) {
    const out = join(folder, 'open out.csv');
    expect(await score({ input: open, output: out, keep: ['title'], partBytes, longestRecord: 200 })).toMatchObject({
      rows: 2,
      rejected: 1,
    });
    expect(
      linesOf(out)
        .slice(1)
        .map((line) => line.split(',')[0]),
    ).toEqual(['fine', 'also fine']);
    expect(rejections(out)).toEqual([{ file: open, line: 2, reason: 'a quoted cell is not closed; end it with a quotation mark' }]);
  }
});

test('a record that is longer than anything that is read is rejected, and those after it are scored', async () => {
  const long = join(folder, 'long.csv');
  writeFileSync(long, `x0,x1,x2,x3,x4,title\n1,1,1,1,1,a\n2,1,1,1,1,${'x'.repeat(1000)}\n3,1,1,1,1,c\n`);
  for (const partBytes of [1, 64, 1 << 20]) {
    const out = join(folder, 'long out.csv');
    expect(await score({ input: long, output: out, keep: ['title'], partBytes, longestRecord: 256 })).toMatchObject({
      rows: 2,
      rejected: 1,
    });
    expect(
      linesOf(out)
        .slice(1)
        .map((line) => line.split(',')[0]),
    ).toEqual(['a', 'c']);
    expect(rejections(out)[0]).toMatchObject({ line: 3, reason: expect.stringContaining('longer than anything that is read') as string });
  }
});

test('packed by gzip the same comes out, whatever the size of parts', async () => {
  const packed = `${input}.gz`;
  writeCases(input, HEAD, CASES);
  writeFileSync(packed, gzipSync(Buffer.concat([Buffer.from(HEAD), ...CASES.map(({ text }) => Buffer.from(text as string))])));
  await score({ input, output, keep: ['title'] });
  for (const partBytes of [1, 17, 1 << 20]) {
    const other = join(folder, 'unpacked.csv');
    await score({ input: packed, output: other, keep: ['title'], partBytes });
    expect(linesOf(other)).toEqual(linesOf(output));
  }
});

test('a packed file that is cut off is an error that names it', async () => {
  const packed = join(folder, 'cut off.csv.gz');
  const whole = gzipSync(Buffer.concat([Buffer.from(HEAD), ...CASES.map(({ text }) => Buffer.from(text as string))]));
  writeFileSync(packed, whole.subarray(0, whole.length - 12));
  await expect(score({ input: packed, output: join(folder, 'never.csv') })).rejects.toThrow(
    /it cannot be unpacked: .*is the file whole\? \(.*cut off\.csv\.gz\)/,
  );
  expect(existsSync(join(folder, 'never.csv'))).toBe(false);
});

test('columns are found by name in any order, beside others; without a header they are in the order of the schema', async () => {
  const [named, bare] = [join(folder, 'named.csv'), join(folder, 'bare.csv')];
  writeFileSync(named, 'id,x4,x2,note,x0,x1,x3\n7,5,3,"a,b",1,2,4\n');
  writeFileSync(bare, '1,2,3,4,5\n');
  await score({ input: named, output: join(folder, 'a.csv') });
  await score({ input: bare, output: join(folder, 'b.csv') });
  const wanted = asNumbers(await expectedLines([{ text: '', values: [1, 2, 3, 4, 5] }]));
  expect(asNumbers(linesOf(join(folder, 'a.csv')).slice(1))).toEqual(wanted);
  expect(asNumbers(linesOf(join(folder, 'b.csv')).slice(1))).toEqual(wanted);
});

test.each([
  [
    'a header that names none of the features',
    'a,b,c\n1,2,3\n',
    {},
    /the first line has 3 cells and the model takes 5: x0, x1, x2, x3, x4; .*where the first line is a header/,
  ],
  [
    'a kept column that is not there',
    'x0,x1,x2,x3,x4\n1,2,3,4,5\n',
    { keep: ['id'] },
    /there is no column 'id'; there is x0, x1, x2, x3, x4/,
  ],
  [
    'semicolons between cells',
    'x0;x1;x2;x3;x4\n1;2;3;4;5\n',
    {},
    /the first line has one cell and .*this line has semicolons: save it with commas/,
  ],
  ['tabs between cells', '1\t2\t3\n', {}, /the first line has one cell and .*this line has tabs: save it with commas/],
  ['a kept column without a header', '1,2,3,4,5\n', { keep: ['id'] }, /columns are kept by their names, and the file has no header/],
  ['a feature that is there twice', 'x0,x0,x1,x2,x3,x4,id\n', { keep: ['x0'] }, /column x0 is there twice/],
  ['a name that is kept and predicted', 'x0,prediction\n', { keep: ['prediction'] }, /two columns 'prediction'; .*--prefix predicted_/],
])('%s is refused before anything is scored', async (what, text, options, message) => {
  const path = join(folder, `${what}.csv`);
  writeFileSync(path, text);
  await expect(score({ input: path, output: join(folder, 'refused.csv'), ...options })).rejects.toThrow(message);
  // Neither of the output nor of what is kept beside it until it is whole.
  expect(readdirSync(folder).filter((name) => name.startsWith('refused'))).toEqual([]);
});

test('a folder is no output, and is told so before anything is read', async () => {
  const taken = join(folder, 'taken.csv');
  mkdirSync(taken);
  await expect(score({ input, output: taken })).rejects.toThrow(`'${taken}' is a folder; give the name of a file in it`);
});

test('UTF-16 is refused by name', async () => {
  const path = join(folder, 'utf16.csv');
  writeFileSync(path, Buffer.from('\ufeffx0,x1,x2,x3,x4\n', 'utf16le'));
  await expect(score({ input: path, output: join(folder, 'refused.csv') })).rejects.toThrow('the file is UTF-16; save it as UTF-8');
});

test('a header of --header is one even where it looks like a row, and one of --no-header is a row even where it looks like names', async () => {
  const path = join(folder, 'header.csv');
  writeFileSync(path, 'x0,x1,x2,x3,x4\n1,2,3,4,5\n');
  expect(await score({ input: path, output: join(folder, 'no.csv'), header: 'no' })).toMatchObject({ rows: 1, rejected: 1 });
  await expect(score({ input: input, output: join(folder, 'yes.csv'), header: 'yes', keep: ['nothing'] })).rejects.toThrow(
    "there is no column 'nothing'",
  );
});

test('several files of a folder are scored in the order of their names, each with its own columns; the output is no input', async () => {
  const many = join(folder, 'many');
  mkdirSync(join(many, 'below'), { recursive: true });
  writeFileSync(join(many, '2.csv'), 'x1,x0,x2,x3,x4\n2,1,3,4,5\n');
  writeFileSync(join(many, '1.csv'), 'x0,x1,x2,x3,x4\n9,2,3,4,5\n');
  writeFileSync(join(many, 'below', '3.jsonl'), '{"x0":3,"x1":1,"x2":1,"x3":1,"x4":1}\n');
  writeFileSync(join(many, '.hidden.csv'), 'nonsense\n');
  const out = join(many, 'scored.csv');
  for (let round = 0; round < 2; round += 1) {
    expect(await score({ input: many, output: out })).toMatchObject({ files: 3, rows: 3, rejected: 0 });
    const wanted = await expectedLines(
      [
        [9, 2, 3, 4, 5],
        [1, 2, 3, 4, 5],
        [3, 1, 1, 1, 1],
      ].map((values) => ({ text: '', values })),
    );
    expect(asNumbers(linesOf(out).slice(1))).toEqual(asNumbers(wanted));
  }
  expect(readdirSync(many).toSorted()).toEqual(['.hidden.csv', '1.csv', '2.csv', 'below', 'scored.csv']);
});

test.each<[string, string, string | Uint8Array, string]>([
  ['lacks a column', '9.csv', 'x0,x1,x2,x3,y\nnonsense\n', "there is no column 'kept'"],
  ['has no header', '9.csv', '1,2,3,4,5\n', 'columns are kept by their names, and the file has no header'],
  ['is UTF-16', '9.jsonl', Buffer.from('\ufeff{}', 'utf16le'), 'the file is UTF-16'],
  ['is no Parquet', '9.parquet', 'x0', 'it cannot be read as Parquet'],
])('the last file of a folder that %s is refused before anything is scored, and nothing is left', async (title, name, bytes, refusal) => {
  const many = join(folder, `last ${title}`);
  mkdirSync(many);
  writeFileSync(join(many, '1.csv'), 'kept,x0,x1,x2,x3,x4\n9,2,3,4,5,6\n');
  writeFileSync(join(many, name), bytes);
  const onProgress = jest.fn();
  const run = score({ input: many, output: join(many, 'out.csv'), keep: ['kept'], onProgress });
  await expect(run).rejects.toMatchObject({ code: 'batch-input', message: expect.stringMatching(`${refusal}.*${name}`) });
  expect(onProgress).not.toHaveBeenCalled();
  expect(readdirSync(many).toSorted()).toEqual(['1.csv', name]);
});

test('an empty file and one of a header alone give an output without rows', async () => {
  for (const [name, text] of [
    ['empty.csv', ''],
    ['header alone.csv', 'x0,x1,x2,x3,x4\n'],
  ] as const) {
    writeFileSync(join(folder, name), text);
    expect(await score({ input: join(folder, name), output: join(folder, 'none.csv') })).toMatchObject({ rows: 0, rejected: 0 });
    expect(linesOf(join(folder, 'none.csv'))).toEqual(['prediction']);
  }
});
