import { DuckDBInstance } from '@duckdb/node-api';
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as zlib from 'node:zlib';
import { asNumbers, expectedLines, fixture, linesOf, rejections, score, workFolder } from './tables';

const folder = workFolder();

/** DuckDB's own reader and writer judge ours. */
async function duckdb(sql: string): Promise<Record<string, unknown>[]> {
  const instance = await DuckDBInstance.create(':memory:');
  const connection = await instance.connect();
  const reader = await connection.runAndReadAll(sql);
  const rows = reader.getRowObjectsJson();
  connection.closeSync();
  instance.closeSync();
  return rows;
}

const ROW =
  'i AS id, i / 7.0 AS x0, (i % 10)::INTEGER AS x1, CASE WHEN i % 3 = 0 THEN NULL ELSE i::FLOAT END AS x2, 1::BIGINT AS x3, 0.5 AS x4';

test.each(['snappy', 'gzip', 'uncompressed'])(
  'rows of Parquet with %s are scored as those of CSV are, over several groups of rows',
  async (compression) => {
    const [parquet, csv] = [join(folder, `${compression}.parquet`), join(folder, `${compression}.csv`)];
    const select = `SELECT ${ROW}, 'näme ' || i AS title FROM range(10000) t(i)`;
    await duckdb(`COPY (${select}) TO '${parquet}' (FORMAT parquet, COMPRESSION ${compression}, ROW_GROUP_SIZE 2048)`);
    await duckdb(`COPY (${select}) TO '${csv}' (FORMAT csv, HEADER)`);
    const outputs = [join(folder, 'of parquet.csv'), join(folder, 'of csv.csv')];
    await score({ input: parquet, output: outputs[0] ?? '', keep: ['title', 'id'], partRows: 700 });
    await score({ input: csv, output: outputs[1] ?? '', keep: ['title', 'id'] });
    expect(linesOf(outputs[0] ?? '')).toEqual(linesOf(outputs[1] ?? ''));
  },
);

test('what is written as Parquet has the types of the schema and the rows in their order', async () => {
  const [input, output] = [join(folder, 'in.csv'), join(folder, 'out.parquet')];
  writeFileSync(input, 'name,x0,x1,x2,x3,x4\n"a ""b"", ü",1,2,3,4,5\n,1,1,1,1,1\n');
  await score({ input, output, keep: ['name', 'x0'] });
  const expected = (
    await expectedLines([
      { text: '', values: [1, 2, 3, 4, 5] },
      { text: '', values: [1, 1, 1, 1, 1] },
    ])
  ).map(Number);
  expect(await duckdb(`SELECT * FROM '${output}'`)).toEqual([
    { name: 'a "b", ü', x0: 1, prediction: expected[0] },
    { name: '', x0: 1, prediction: expected[1] },
  ]);
  expect((await duckdb(`DESCRIBE SELECT * FROM '${output}'`)).map((column) => column['column_type'])).toEqual([
    'VARCHAR',
    'DOUBLE',
    'DOUBLE',
  ]);
});

test('several values a row are a list in Parquet and in JSON, and a column each in CSV', async () => {
  const input = join(folder, 'five.csv');
  writeFileSync(input, '1,2,3,4,5\n');
  const model = fixture('onnx-forest-text.onnx');
  const [parquet, csv, jsonl] = ['p.parquet', 'p.csv', 'p.jsonl'].map((name) => join(folder, name)) as [string, string, string];
  for (const output of [parquet, csv, jsonl]) await score({ model, input, output });
  const [record = {}] = linesOf(jsonl).map((line) => JSON.parse(line) as Record<string, unknown>);
  expect(await duckdb(`SELECT * FROM '${parquet}'`)).toEqual([record]);
  const [header, row = ''] = linesOf(csv);
  expect(header).toBe('output_label,output_probability_high,output_probability_low,output_probability_middle');
  const [label, ...probabilities] = row.split(',');
  expect({ output_label: label, output_probability: probabilities.map(Number) }).toEqual(record);
});

test('a value that is none of a feature is rejected with its row, and a file that is no Parquet is refused by name', async () => {
  const [input, output] = [join(folder, 'bad.parquet'), join(folder, 'bad.csv')];
  await duckdb(`COPY (SELECT 'text' AS x0, 1 AS x1, 1 AS x2, 1 AS x3, 1 AS x4) TO '${input}' (FORMAT parquet)`);
  expect(await score({ input, output })).toMatchObject({ rows: 0, rejected: 1 });
  expect(rejections(output)).toEqual([{ file: input, line: 1, reason: 'column \'x0\': "text" was given; give a number' }]);
  writeFileSync(input, 'PAR1 nonsense that is long enough PAR1');
  await expect(score({ input, output })).rejects.toThrow(/it cannot be read as Parquet: .*bad\.parquet/);
});

test('what is packed by zstd is read where node can, else refused with what to do', async () => {
  const [input, output] = [join(folder, 'zstd.parquet'), join(folder, 'zstd.csv')];
  await duckdb(`COPY (SELECT 1 AS x0, 2 AS x1, 3 AS x2, 4 AS x3, 5 AS x4) TO '${input}' (FORMAT parquet, COMPRESSION zstd)`);
  if ('zstdDecompressSync' in zlib) expect(await score({ input, output })).toMatchObject({ rows: 1 });
  else
    await expect(score({ input, output })).rejects.toThrow(
      /it is packed by ZSTD, which is not read here; write it with Snappy, which is read everywhere, or use Node 22\.15 or later/,
    );
});

test('a group of rows is read page by page, from any row of it on, with missing values in their rows', async () => {
  const [parquet, csv] = [join(folder, 'pages.parquet'), join(folder, 'pages.csv')];
  const select =
    'SELECT i AS id, CASE WHEN i % 5 = 0 THEN NULL ELSE (i * 37 % 1009) / 8 END AS x0, i % 3 AS x1, CASE WHEN i < 300 THEN NULL ELSE i END AS x2, random() AS x3, i::BIGINT * 1000000007 AS x4';
  await duckdb(
    `CREATE TABLE t AS ${select} FROM range(5000) t(i); COPY t TO '${parquet}' (FORMAT parquet); COPY t TO '${csv}' (FORMAT csv, HEADER)`,
  );
  const [wanted, given] = [join(folder, 'wanted.csv'), join(folder, 'given.csv')];
  await score({ input: csv, output: wanted, keep: ['id'] });
  for (const partRows of [1, 7, 4096]) {
    if (partRows > 1) await score({ input: parquet, output: given, keep: ['id'], partRows });
    else {
      // Interrupted in the midst of the group, and gone on with.
      const stop = new AbortController();
      const onProgress = ({ rows }: { rows: number }): void => {
        if (rows >= 333) stop.abort();
      };
      await expect(
        score({ input: parquet, output: given, keep: ['id'], partRows: 37, signal: stop.signal, onProgress }),
      ).rejects.toMatchObject({ name: 'AbortError' });
      expect((await score({ input: parquet, output: given, keep: ['id'], partRows: 64 })).resumedRows).toBe(333);
    }
    expect(linesOf(given)).toEqual(linesOf(wanted));
  }
});

test('optional features that a file does not have are missing in every row, and that is said', async () => {
  const [input, output] = [join(folder, 'two.parquet'), join(folder, 'two.csv')];
  await duckdb(`COPY (SELECT 1.5 AS x0, 2 AS x3) TO '${input}' (FORMAT parquet)`);
  const said: string[] = [];
  await score({ input, output, host: { say: ({ text }) => said.push(text) } });
  expect(said).toEqual([`${input} has no column x1, x2, x4: missing in every row`]);
  expect(asNumbers(linesOf(output).slice(1))).toEqual(asNumbers(await expectedLines([{ text: '', values: [1.5, null, null, 2, null] }])));
  rmSync(output);
});
