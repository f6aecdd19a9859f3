import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { sqlTables } from '../../scripts/sql-table';
import { SqlEngine } from '../../runtime/pipeline/sql/index';
import { RECORDED, outcomeOf } from '../runtime/pipeline/sql/recorded';

const PAGE = readFileSync(join(__dirname, '..', '..', 'docs', 'sql.md'), 'utf8');

test('the tables of the page are those that the translator goes by', () => {
  expect(PAGE.endsWith(sqlTables())).toBe(true);
});

test('the page says how many statements of a real Trino are answered alike', async () => {
  const engine = await SqlEngine.open();
  const outcomes = await RECORDED.reduce(
    async (before, recorded) => [...(await before), await outcomeOf(engine, recorded)],
    Promise.resolve<unknown[]>([]),
  );
  engine.close();
  const [same, refused] = ['same', 'refused'].map((outcome) => outcomes.filter((one) => one === outcome).length);
  expect(PAGE.replaceAll('\n', ' ')).toContain(
    `${RECORDED.length} statements, of which ${same} are answered as Trino answered them, its errors included, ${refused} are refused, none`,
  );
});
