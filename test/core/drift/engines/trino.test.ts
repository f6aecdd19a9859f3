import fc from 'fast-check';
import { profileFromAnswer, type AnswerRow } from '../../../../core/drift/engines/read-answer';
import type { Profile } from '../../../../core/drift/profile/profile';
import { profileOf } from '../tables';
import { expectSameProfile, type OddRow } from './tables';
import recorded from './trino-answer.json';
import { createTable, TRINO_PLAN, TRINO_ROWS, TRINO_STATEMENT } from './trino';

type Row = OddRow;

function countedHere(rows: readonly Row[]): Profile {
  const names = ['x', 'n', 'secret', 'it\'s "typed"', 'c', 'p', 'who'];
  return profileOf(
    TRINO_PLAN,
    [{ rows: rows.length, columns: new Map(names.map((name) => [name, rows.map((row) => row[name] ?? null)])) }],
    'dense',
  );
}

test('what a real Trino answered to the statement for Athena is the profile that our own code gives', () => {
  // Recorded with the test below; a statement that changed has to be asked again.
  expect(TRINO_STATEMENT.split('\n')).toEqual(recorded.statement);
  expectSameProfile(profileFromAnswer(TRINO_PLAN, recorded.rows, 'dense'), countedHere(TRINO_ROWS));
});

test('as Athena writes it, all cells texts and nothing where a value is missing, it is the same', () => {
  const csv = recorded.rows.map((row) =>
    Object.fromEntries(Object.entries(row).flatMap(([name, cell]) => (cell === null ? [] : [[name, String(cell)]]))),
  );
  expectSameProfile(profileFromAnswer(TRINO_PLAN, csv, 'dense'), countedHere(TRINO_ROWS));
});

const TRINO = process.env['SLIPWAY_TRINO'];
(TRINO === undefined ? test.skip : test)(
  'a Trino that is there (SLIPWAY_TRINO=http://127.0.0.1:8080, with a catalog in memory) counts whatever rows alike',
  async () => {
    const number = fc.oneof(fc.double(), fc.constantFrom(0, -0, 2, 0.1, -1, 3, null), fc.integer({ min: -5, max: 5 }));
    const text = fc.oneof(fc.constantFrom('', 'NA', ' nan', '-inf', 'twelve', null, '1e3', ' 7 ', '𐍈', 'a'), fc.double().map(String));
    const row = fc.record({ x: number, n: number, secret: number, 'it\'s "typed"': text, c: text, p: number, who: text });
    const tables = [TRINO_ROWS, ...fc.sample(fc.array(row, { minLength: 1, maxLength: 30 }), { numRuns: 8, seed: 1 })];
    for (const rows of tables) {
      await ask('DROP TABLE IF EXISTS mails');
      await ask(createTable(rows));
      expectSameProfile(profileFromAnswer(TRINO_PLAN, await ask(TRINO_STATEMENT), 'dense'), countedHere(rows));
    }
  },
  600_000,
);

interface Page {
  readonly columns?: readonly { readonly name: string }[];
  readonly data?: readonly (readonly unknown[])[];
  readonly nextUri?: string;
  readonly error?: { readonly message: string };
}

/** https://trino.io/docs/current/develop/client-protocol.html */
async function ask(statement: string): Promise<AnswerRow[]> {
  const headers = { 'X-Trino-User': 'test', 'X-Trino-Catalog': 'memory', 'X-Trino-Schema': 'default' };
  let page = (await (await fetch(`${TRINO ?? ''}/v1/statement`, { method: 'POST', headers, body: statement })).json()) as Page;
  let columns: Page['columns'];
  const rows: AnswerRow[] = [];
  for (;;) {
    if (page.error !== undefined) throw new Error(page.error.message);
    columns ??= page.columns;
    for (const cells of page.data ?? []) rows.push(Object.fromEntries((columns ?? []).map(({ name }, place) => [name, cells[place]])));
    if (page.nextUri === undefined) return rows;
    page = (await (await fetch(page.nextUri, { headers })).json()) as Page;
  }
}
