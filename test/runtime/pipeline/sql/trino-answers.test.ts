import { CASTS, FUNCTIONS, OPERATOR_PROOFS } from '../../../../core/sql/index';
import { SqlEngine } from '../../../../runtime/pipeline/sql/duckdb';
import { RECORDED, outcomeOf, type Outcome } from './recorded';

let engine: SqlEngine;
const outcomes = new Map<string, Outcome>();

beforeAll(async () => {
  engine = await SqlEngine.open();
  for (const recorded of RECORDED) outcomes.set(recorded.sql, await outcomeOf(engine, recorded));
});
afterAll(() => engine.close());

test('no statement is answered otherwise than Trino answered it', () => {
  const different = [...outcomes]
    .filter(([, outcome]) => typeof outcome === 'object')
    .map(([sql, outcome]) => `${sql}: ${JSON.stringify(outcome)}`);
  expect(different).toEqual([]);
});

test('of the 362 statements that were there before the translator at least 280 are answered as Trino did, and the others are refused', () => {
  const first = RECORDED.slice(0, 362).map(({ sql }) => outcomes.get(sql));
  expect(first.filter((outcome) => outcome === 'same').length).toBeGreaterThanOrEqual(280);
  expect(first.filter((outcome) => outcome === 'same' || outcome === 'refused')).toHaveLength(362);
});

test.each([
  ['function', FUNCTIONS.map(({ name, proof }) => [name, proof] as const)],
  ['cast', CASTS.map(({ from, to, proof }) => [`${from} to ${to}`, proof] as const)],
  ['operator', Object.entries(OPERATOR_PROOFS)],
])('every %s that runs here names a statement that Trino answered, and answers it alike', (_, proofs) => {
  const unproven = proofs
    .filter(([, proof]) => outcomes.get(proof) !== 'same')
    .map(([name, proof]) => `${name}: ${proof} is ${JSON.stringify(outcomes.get(proof))}`);
  expect(unproven).toEqual([]);
});

test('clauses that Trino answered run here: grouping sets, joins, windows, set operations, UNNEST', () => {
  const shown = [
    'GROUPING SETS',
    'ROLLUP',
    'CUBE',
    'LEFT JOIN',
    'FULL JOIN',
    'USING',
    'EXISTS',
    'INTERSECT',
    'EXCEPT',
    'WITH ORDINALITY',
    'ROWS BETWEEN',
    'IGNORE NULLS',
    'HAVING',
    'OFFSET',
  ];
  for (const clause of shown) {
    const same = RECORDED.filter(({ sql, error }) => sql.includes(clause) && error === undefined && outcomes.get(sql) === 'same');
    expect([clause, same.length > 0]).toEqual([clause, true]);
  }
});
