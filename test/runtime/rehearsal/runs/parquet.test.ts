import { DuckDBInstance } from '@duckdb/node-api';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { OnEmpty, TableFormat } from '../../../../constructs/index';
import { recordLines } from '../../../../runtime/measuring/records/record-lines';
import { recordsKey } from '../../../../runtime/measuring/records/records-key';
import { parquetOfTexts } from '../../../../runtime/rehearsal/runs/parquet-texts';
import { faultIn } from '../apps';
import { MARKS, nightly, rehearsedRuns } from './apps';

jest.setTimeout(300_000);

const TABLES = { table: TableFormat.PARQUET } as const;
const shortNames = (names: readonly string[]): string[] =>
  names.map((name) => /NightlyAlarms([A-Za-z]+?)(Alarm)?[0-9A-F]{8}$/.exec(name)?.[1] ?? name).toSorted();

test.each([0, 1, 200, 20_000])('a table of %s texts is one that DuckDB reads', async (rows) => {
  const folder = mkdtempSync(join(tmpdir(), 'slipway-parquet-'));
  const texts = Array.from({ length: rows }, (_, index) => (index === 7 ? '' : `é${index}`));
  writeFileSync(join(folder, 'a.parquet'), parquetOfTexts('kind', texts));
  const database = await DuckDBInstance.create(':memory:');
  try {
    const connection = await database.connect();
    const reader = await connection.runAndReadAll(`SELECT kind FROM read_parquet('${join(folder, 'a.parquet')}')`);
    expect(reader.getRows().map(([text]) => text)).toEqual(texts);
    connection.closeSync();
  } finally {
    database.closeSync();
    rmSync(folder, { recursive: true });
  }
});

test('a deployment of tables is rehearsed through the step that makes lines of them: every alarm fires, healthy days are quiet', async () => {
  const report = await rehearsedRuns(nightly(TABLES), { healthyDays: 10 });
  expect(report.deployments[0]).toMatchObject({ served: true, reason: null, healthy: { days: 10, falsePages: 0, falseTickets: 0 } });
  expect(report.alarms.map(({ name, verdict }) => [shortNames([name])[0], verdict])).toEqual(
    ['RunFailed', 'Stale', 'Rejected', 'RowsLost', 'SlowRun', 'InputLate', 'DeadLetters', 'Page', 'Ticket'].map((name) => [name, 'fires']),
  );
  expect(report.blindSpots).toEqual([]);
});

test('a table that is cut off cannot be read, one without rows is an empty input, and both fail the run', async () => {
  const { text, seenBy } = faultIn(await rehearsedRuns(nightly(TABLES), { faults: ['batch-late'] }), 'batch-late');
  expect(text).toContain('results were older than promised');
  // Nothing of a table that is cut is scored, so that nothing of it is rejected either.
  expect(shortNames(seenBy)).toEqual(['InputLate', 'Page', 'RunFailed', 'Stale', 'Ticket']);
});

test('tables without rows refresh nothing where an empty input may succeed', async () => {
  const report = await rehearsedRuns(nightly({ ...TABLES, onEmpty: OnEmpty.SUCCEED }), { faults: ['batch-late'] });
  expect(faultIn(report, 'batch-late').text).toContain('input without a record: 200 of 200 records never came');
});

test('a record of a table goes wrong by what is missing, and is measured by itself', () => {
  const row = { body: Buffer.from('{"a":1,"b":2}'), contentType: 'application/json' };
  const lines = recordLines([row], { format: 'jsonl', table: 'parquet' }, undefined, ['a', 'b']);
  expect(lines).toMatchObject({ usual: ['{"a":1,"b":2}'], broken: '{"a":null,"b":2}' });
  const keys = [nightly(), nightly(TABLES)].flatMap(({ batches }) => batches.map(recordsKey));
  expect(new Set(keys).size).toBe(2);
  expect(MARKS.broken).toBe('set aside');
});
