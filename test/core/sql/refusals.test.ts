import fc from 'fast-check';
import { compileQuery, parseTypeText, placed, type SqlTable } from '../../../core/sql/index';

const FLIGHTS = new Map<string, SqlTable>([
  [
    'flights',
    {
      columns: ['delay bigint', 'distance bigint', 'origin varchar', 'speed double', 'day date', 'price decimal(10,2)'].map((text) => {
        const [name = '', type = ''] = text.split(' ');
        return { name, type: parseTypeText(type) };
      }),
    },
  ],
]);

const problemOf = (sql: string, tables = FLIGHTS): string => {
  const compiled = compileQuery(sql, tables);
  return compiled.ok ? 'runs' : compiled.problems.map((problem) => placed(problem, sql, 'features.sql')).join('\n');
};

test.each([
  [
    'an unknown column',
    'select\n  dely from flights',
    "features.sql:2:3: there is no column 'dely'; there are delay, distance, origin, speed, day, price",
  ],
  ['an unknown table', 'select 1 from flight', "features.sql:1:15: there is no table 'flight'; there are flights"],
  [
    'an estimate',
    'select approx_distinct(origin) from flights',
    "features.sql:1:8: the function 'approx_distinct' is not reproduced here: every engine estimates in its own way: use count(distinct x)",
  ],
  [
    'the clock',
    'select current_date',
    "features.sql:1:8: the function 'current_date' is not reproduced here: a run must give the same rows twice: pass the day in as a parameter",
  ],
  ['a name that Trino has not', 'select entropy(delay) from flights', "features.sql:1:8: Trino has no function 'entropy'"],
  ['another dialect', 'select delay::int from flights', "features.sql:1:13: ':' after the end of the query"],
  ['a backtick', 'select `delay` from flights', 'features.sql:1:8: a name in backticks is of another dialect: write "name"'],
  [
    'a reserved word',
    'select 1 as order',
    `features.sql:1:13: 'order' where the name of a column belongs: 'order' is a reserved word, write "order"`,
  ],
  [
    'types that do not go together',
    "select day < '2001-01-01' from flights",
    'features.sql:1:12: < does not take date and varchar(10) together: cast one to the type of the other',
  ],
  ['no condition', 'select 1 from flights where delay', 'features.sql:1:29: WHERE takes a condition, and this is a bigint'],
  [
    'a zone',
    "select day at time zone 'UTC' from flights",
    'features.sql:1:12: AT TIME ZONE is not reproduced here: keep times in UTC, or shift them by an interval',
  ],
  [
    'a sample',
    'select 1 from flights tablesample bernoulli (10)',
    'features.sql:1:23: TABLESAMPLE draws other rows at every run: filter by a hash or by random rows kept beforehand',
  ],
  [
    'a look-ahead',
    "select regexp_like(origin, 'a(?=b)') from flights",
    "features.sql:1:28: the pattern 'a(?=b)' has a look-around or a named group, which is not reproduced here",
  ],
  [
    'a format letter',
    "select date_format(day, '%X') from flights",
    "features.sql:1:25: %X of the format '%X' is not reproduced here: use %Y",
  ],
  ['a text that never ends', "select 'a from flights", "features.sql:1:8: the text that begins with ' never ends"],
  ['a window without OVER', 'select rank() from flights', 'features.sql:1:8: rank is a window function: write OVER (…) after it'],
  ['too many digits', 'select price * price * price * price from flights', 'needs more than 38 digits'],
])('%s is refused with its place and what to write', (_, sql, message) => {
  expect(problemOf(sql)).toContain(message);
});

test('without columns of tables names and types are not looked at, and what is not reproduced still is', () => {
  const tables = new Map<string, SqlTable>([['flights', {}]]);
  expect(problemOf('select anything, count(*) from flights where day < other group by 1', tables)).toBe('runs');
  expect(problemOf('select histogram(x) from flights', tables)).toContain("the function 'histogram' is not reproduced here");
});

test('any text is compiled or refused with a place inside it', () => {
  const words = fc.constantFrom(
    'select',
    'from',
    'flights',
    'delay',
    '(',
    ')',
    ',',
    '*',
    'where',
    'group',
    'by',
    '1',
    "'a'",
    '=',
    'and',
    'case',
    'when',
    'then',
    'end',
    'over',
    'cast',
    'as',
    'integer',
    '->',
    '[',
    ']',
    'count',
    'sum',
    '1.5',
    '1e0',
    '.',
    'null',
    'in',
    'not',
    'values',
    'join',
    'on',
    'union',
    'interval',
    'day',
    '"',
    ';',
    '-',
    '||',
  );
  fc.assert(
    fc.property(fc.array(words, { maxLength: 25 }), (parts) => {
      const sql = parts.join(' ');
      const compiled = compileQuery(sql, FLIGHTS);
      if (compiled.ok) return;
      for (const { at, message } of compiled.problems) {
        expect(at).toBeGreaterThanOrEqual(0);
        expect(at).toBeLessThanOrEqual(sql.length);
        expect(message).not.toBe('');
      }
    }),
    { numRuns: 3000 },
  );
});
