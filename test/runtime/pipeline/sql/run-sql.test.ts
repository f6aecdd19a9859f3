import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SqlEngine, checkSql, runSql, runSqlToFile } from '../../../../runtime/pipeline/sql/index';

const FLIGHTS = join(__dirname, '..', '..', '..', '..', 'node_modules', 'vega-datasets', 'data', 'flights-3m.parquet');
let engine: SqlEngine;
let folder: string;

beforeAll(async () => {
  engine = await SqlEngine.open();
  folder = mkdtempSync(join(tmpdir(), 'slipway-sql-'));
});
afterAll(() => {
  engine.close();
  rmSync(folder, { recursive: true, force: true });
});

test('rows of Parquet files come with the types that Athena gives them', async () => {
  const result = await runSql(engine, { text: 'SELECT * FROM flights ORDER BY delay LIMIT 1' }, { flights: { files: [FLIGHTS] } });
  expect(result.columns).toEqual([
    { name: 'date', type: 'timestamp(3)' },
    { name: 'delay', type: 'bigint' },
    { name: 'distance', type: 'bigint' },
    { name: 'origin', type: 'varchar' },
    { name: 'destination', type: 'varchar' },
  ]);
  // The worst cell of the data: a delay of minus eighteen hours.
  expect(result.rows[0]?.[1]).toBe(-1116);
});

test('declared columns of CSV files are read as they are declared, and the others are not there', async () => {
  const path = join(folder, 'mail.csv');
  writeFileSync(path, 'id,score,junk\n1,0.5,a\n2,,b\n');
  const mail = {
    files: [path],
    columns: [
      { name: 'ID', type: 'bigint' },
      { name: 'score', type: 'double' },
    ],
  };
  const result = await runSql(engine, { text: 'SELECT id, score + 1 AS more FROM mail ORDER BY id' }, { mail });
  expect(result).toEqual({
    columns: [
      { name: 'id', type: 'bigint' },
      { name: 'more', type: 'double' },
    ],
    rows: [
      [1, 1.5],
      [2, null],
    ],
  });
  await expect(runSql(engine, { text: 'SELECT junk FROM mail', name: 'm.sql' }, { mail })).rejects.toThrow(
    "m.sql:1:8: there is no column 'junk'; there are id, score",
  );
});

test('CSV of a table of the catalogue is read by place, as Hive reads it: no header, no quotes, NULL for what is no number', async () => {
  const path = join(folder, 'hive.csv');
  writeFileSync(path, '1,"a"\nx,b\n\\N,c\n');
  const mail = {
    files: [path],
    columns: [
      { name: 'id', type: 'bigint' },
      { name: 'sender', type: 'varchar' },
    ],
    asHive: true,
  };
  const result = await runSql(engine, { text: 'SELECT id, sender FROM mail ORDER BY sender' }, { mail });
  expect(result.rows).toEqual([
    [1, '"a"'],
    [null, 'b'],
    [null, 'c'],
  ]);
});

test('a failure that Athena would have too says so, by its name', async () => {
  await expect(
    runSql(engine, { text: 'SELECT 1 / (distance - distance) FROM flights', name: 'f.sql' }, { flights: { files: [FLIGHTS] } }),
  ).rejects.toMatchObject({
    code: 'sql-failed',
    message: expect.stringContaining('f.sql fails with DIVISION_BY_ZERO, in Athena too'),
  });
});

test('what only the rows show to be different is refused when it is met', async () => {
  const path = join(folder, 'events.jsonl');
  writeFileSync(path, `${JSON.stringify({ body: '{"x": 1.50}' })}\n`);
  const events = { files: [path] };
  await expect(runSql(engine, { text: "SELECT json_extract_scalar(body, '$.x') FROM events" }, { events })).rejects.toMatchObject({
    code: 'sql-refused',
    message: expect.stringContaining('not reproduced here: the text of the number 1.5'),
  });
  const asNumber = await runSql(engine, { text: "SELECT CAST(json_extract_scalar(body, '$.x') AS double) FROM events" }, { events });
  expect(asNumber.rows).toEqual([[1.5]]);
});

test('the rows of a statement become one Parquet file that the next statement reads', async () => {
  const output = join(folder, "day's features.parquet");
  const written = await runSqlToFile(
    engine,
    { text: "SELECT origin, date_trunc('day', date) AS day, count(*) AS flights, avg(delay) AS mean FROM flights GROUP BY 1, 2" },
    { flights: { files: [FLIGHTS] } },
    output,
  );
  const back = await runSql(engine, { text: 'SELECT count(*), sum(flights) FROM daily' }, { daily: { files: [output] } });
  // 3,000,000 rows of the file, each in one group.
  expect(back.rows).toEqual([[written, 3_000_000]]);
});

test('a missing file and a column of a kind that the catalogue lacks are named', async () => {
  await expect(runSql(engine, { text: 'SELECT 1 FROM t' }, { t: { files: [join(folder, 'none.parquet')] } })).rejects.toThrow(
    "the table 't' cannot be read",
  );
  await expect(runSql(engine, { text: 'SELECT 1 FROM t' }, { t: { files: ['t.xlsx'] } })).rejects.toThrow('give .csv, .jsonl or .parquet');
});

test('a table that a statement does not name is not looked at, and a message knows it all the same', async () => {
  const rows = join(folder, 'few.jsonl');
  writeFileSync(rows, '{"n": 1}\n{"n": 2}\n');
  const tables = { 'lake.few': { files: [rows] }, 'lake.notes': { files: ['notes.txt'] }, 'a"b': { files: [rows] } };
  const asked = async (text: string): Promise<unknown> => (await runSql(engine, { text }, tables)).rows;
  expect(await asked('SELECT sum(n) FROM Lake.FEW')).toEqual([[3]]);
  expect(await asked('SELECT sum(n) FROM "a""b"')).toEqual([[3]]);
  await expect(asked('SELECT 1 FROM lake.notes')).rejects.toThrow('give .csv, .jsonl or .parquet');
  await expect(asked('SELECT 1 FROM lake.fex')).rejects.toThrow("there is no table 'lake.fex'; there are lake.few, lake.notes");
});

test('a statement is checked without an engine and without the columns of its tables', () => {
  expect(checkSql({ text: 'SELECT a FROM t', name: 'a.sql' }, ['t'])).toEqual([]);
  expect(checkSql({ text: 'SELECT try(f(a)) FROM t', name: 'a.sql' }, ['t'])).toEqual([
    expect.stringContaining('a.sql:1:8: TRY is reproduced here of'),
  ]);
});
