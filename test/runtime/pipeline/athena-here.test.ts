import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SimulatedClock } from '../../../runtime/pipeline/clock';
import { AthenaHere } from '../../../runtime/pipeline/local/athena-here';
import { Lineage } from '../../../runtime/pipeline/local/lineage';
import { RunPlaces } from '../../../runtime/pipeline/local/run-places';
import { SqlEngine } from '../../../runtime/pipeline/sql/index';
import type { TaskCall } from '../../../runtime/pipeline/tasks';

let folder: string;
let engine: SqlEngine;
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'slipway athena '));
  engine = await SqlEngine.open();
});
afterEach(() => {
  engine.close();
  rmSync(folder, { recursive: true, force: true });
});

const STATEMENTS: { readonly [table: string]: string } = {
  one: 'SELECT 1 AS n',
  two: 'SELECT 2 AS n',
  both: 'SELECT a.n FROM "db"."one" a, "db"."two" b',
};

async function ask(tables: readonly string[]): Promise<{ readonly [table: string]: boolean }> {
  const athena = new AthenaHere({
    engine,
    tables: {},
    places: new RunPlaces({ engine, output: folder, tables: [] }),
    lineage: new Lineage(),
  });
  const start = athena.tasks()['athena:startQueryExecution'];
  for (const table of tables) {
    const QueryString = `CREATE TABLE "db"."${table}" WITH (format = 'PARQUET', external_location = 's3://bucket/runs/${table}/') AS ${STATEMENTS[table]}`;
    await start?.({
      arguments: { QueryString },
      context: {},
      clock: new SimulatedClock(0),
      submitted: () => undefined,
    } as unknown as TaskCall);
  }
  return Object.fromEntries(athena.runs.map(({ table = '', kept }) => [table, kept]));
}

test('rows are kept, whichever of two steps that run at once is the first to end', async () => {
  expect(await ask(['one', 'two', 'both'])).toEqual({ 'db.one': false, 'db.two': false, 'db.both': false });
  expect(await ask(['two', 'one', 'both'])).toEqual({ 'db.one': true, 'db.two': true, 'db.both': true });
});
