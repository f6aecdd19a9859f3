import { DuckDBInstance, type DuckDBConnection } from '@duckdb/node-api';
import fc from 'fast-check';
import { DUCKDB } from '../../../../core/drift/engines/dialect';
import { profileFromAnswer } from '../../../../core/drift/engines/read-answer';
import { profileStatement, type EngineTable } from '../../../../core/drift/engines/statement';
import type { Profile, ProfilePlan } from '../../../../core/drift/profile/profile';
import { judge } from '../../../../core/drift/verdict/judge';
import { seeded } from '../../../../runtime/random';
import { baselineOf, profileOf, tableOf } from '../tables';
import { expectSameProfile, ODD_ROWS, PLAN, TABLE, TYPES, type OddRow } from './tables';

type Row = OddRow;

let instance: DuckDBInstance;
let connection: DuckDBConnection;
beforeAll(async () => {
  instance = await DuckDBInstance.create(':memory:');
  connection = await instance.connect();
});
afterAll(() => {
  connection.closeSync();
  instance.closeSync();
});

/** What DuckDB counts of rows, by our statement. */
async function countedBy(plan: ProfilePlan, rows: readonly Row[], table: EngineTable = TABLE): Promise<Profile> {
  const columns = [...table.columns].map(([name, type]) => ({ name, text: type === 'text' }));
  const quoted = (name: string): string => `"${name.replaceAll('"', '""')}"`;
  await connection.run(
    `CREATE OR REPLACE TABLE mails (${columns.map(({ name, text }) => `${quoted(name)} ${text ? 'VARCHAR' : 'DOUBLE'}`).join(', ')})`,
  );
  const appender = await connection.createAppender('mails');
  for (const row of rows) {
    for (const { name, text } of columns) {
      const cell = row[name] ?? null;
      if (cell === null) appender.appendNull();
      else if (text) appender.appendVarchar(String(cell));
      else appender.appendDouble(Number(cell));
    }
    appender.endRow();
  }
  appender.closeSync();
  const reader = await connection.runAndReadAll(profileStatement(plan, table, DUCKDB));
  return profileFromAnswer(plan, reader.getRowObjects(), 'dense');
}

function countedHere(plan: ProfilePlan, rows: readonly Row[]): Profile {
  const names = [...TYPES.keys()];
  return profileOf(
    plan,
    [{ rows: rows.length, columns: new Map(names.map((name) => [name, rows.map((row) => row[name] ?? null)])) }],
    'dense',
  );
}

test('one statement on DuckDB gives the profile of odd rows that our own code gives', async () => {
  expectSameProfile(await countedBy(PLAN, ODD_ROWS), countedHere(PLAN, ODD_ROWS));
});

test('no rows, and rows of no listed segment', async () => {
  expectSameProfile(await countedBy(PLAN, []), countedHere(PLAN, []));
  const rows = [{ x: 7, c: 'other' }];
  expectSameProfile(await countedBy(PLAN, rows), countedHere(PLAN, rows));
});

const number = fc.oneof(fc.double(), fc.constantFrom(0, -0, 2, 0.1, -1, 3, null), fc.integer({ min: -5, max: 5 }));
const text = fc.oneof(
  fc.constantFrom('', 'NA', ' nan', '-inf', 'twelve', null, '1e3', ' 7 ', '𐍈', 'a'),
  fc.double().map(String),
  fc.string({ maxLength: 3 }),
);
const row = fc.record({ x: number, n: number, secret: number, 'it\'s "typed"': text, c: text, p: number });

test('whatever the rows', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(row, { maxLength: 30 }), async (rows) => {
      // A C string ends at a zero, and a lone half of a pair is no text; JavaScript knows blanks that SQL does not.
      const clean = rows.filter((each) => [each.c, each['it\'s "typed"']].every((cell) => cell === null || /^[ !-~äö𐍈]*$/u.test(cell)));
      expectSameProfile(await countedBy(PLAN, clean), countedHere(PLAN, clean));
    }),
    { numRuns: 40 },
  );
});

test('of 1,500 new names the first 1,000 by code point are told, and the rest counted', async () => {
  const rows = Array.from({ length: 1500 }, (_, index) => ({ c: `${String.fromCodePoint(index % 2 === 0 ? 0x1f600 : 0xe000)}${index}` }));
  expectSameProfile(await countedBy(PLAN, rows), countedHere(PLAN, rows));
});

test('the verdict is the same', async () => {
  const dice = seeded(4);
  const draw = (shift: number): Row[] =>
    Array.from({ length: 3000 }, () => ({ x: dice() + dice() + shift, c: dice() < 0.5 + shift ? 'a' : 'b' }));
  const [then, now] = [draw(0), draw(0.3)];
  const table: EngineTable = {
    name: 'mails',
    columns: new Map([
      ['x', 'number'],
      ['c', 'text'],
    ]),
  };
  const columns = (rows: readonly Row[]): ReturnType<typeof tableOf> => tableOf({ x: rows.map(({ x }) => x), c: rows.map(({ c }) => c) });
  const baseline = baselineOf(columns(then));
  const said = (profile: Profile): unknown =>
    judge(baseline, profile).features.map(({ name, statistic, value, threshold, drifted, reason }) => ({
      name,
      statistic,
      value,
      threshold,
      drifted,
      reason,
    }));
  const plainly = said(profileOf(baseline, [columns(now)], 'dense'));
  expect(said(await countedBy(baseline, now, table))).toEqual(plainly);
  expect(plainly).toMatchObject([{ drifted: true }, { drifted: true }]);
});

test('only the rows that are asked for are counted, in a table of a database', async () => {
  const table: EngineTable = { name: 'memory.main.mails', columns: TYPES, where: `"x" > 1` };
  expect((await countedBy(PLAN, [{ x: 1 }, { x: 2 }, { x: 3 }], table)).rows).toBe(2);
});

test('what cannot be counted alike is refused by name', () => {
  const refusal =
    (plan: ProfilePlan, columns: EngineTable['columns']): (() => string) =>
    () =>
      profileStatement(plan, { name: 't', columns }, DUCKDB);
  expect(refusal(PLAN, new Map([['c', 'number']]))).toThrow("'c' is categorical and the table holds numbers with fractions");
  const secret: ProfilePlan = { ...PLAN, features: [{ name: 'who', kind: 'categorical', known: [], sensitive: true }], segments: [] };
  expect(refusal(secret, new Map([['who', 'text']]))).toThrow("'who' is sensitive, and DuckDB has no CRC-32");
  const names = Array.from({ length: 1000 }, (_, index) => `${'n'.repeat(150)}${index}`);
  const long: ProfilePlan = { ...PLAN, features: [{ name: 'c', kind: 'categorical', known: names }], segments: [] };
  expect(refusal(long, new Map([['c', 'text']]))).toThrow('more than 262144 bytes');
});

test('an answer to something else is refused', () => {
  for (const rows of [[], [{ total: 'many' }], [{ total: 3, slipway_c0_count: 3, slipway_c0_bins: '{' }]])
    expect(() => profileFromAnswer({ ...PLAN, segments: [] }, rows, 'dense')).toThrow('this is no answer to the statement');
});
