import { coerced, type Compiled } from './compiled.js';
import { refuse } from './problem.js';
import { duckType, isFloating, isInteger, sameType, typeName, type SqlType } from './types.js';

/** A cast that runs here as in Athena. */
interface CastRow {
  readonly from: string;
  readonly to: string;
  /** When the value can be cast; absent, always. */
  readonly when?: string;
  /** DuckDB's spelling; `{0}` the value, `{T}` the target, `{n}` its digits or length. Conversion errors of DuckDB's own end a CAST and empty a TRY_CAST. */
  readonly duck: string;
  readonly lenient?: string;
  readonly proof: string;
}

const WHOLE = "regexp_full_match({0}, '[+-]?[0-9]+')";
const DECIMAL_TEXT = "regexp_full_match({0}, '[+-]?([0-9]+\\.?[0-9]*|\\.[0-9]+)')";

/** Every cast with the statement by which a real Trino proved it. `I` is any integer type, `F` real or double. */
export const CASTS: readonly CastRow[] = [
  { from: 'I', to: 'I', duck: 'CAST({0} AS {T})', lenient: 'TRY_CAST({0} AS {T})', proof: 'SELECT CAST(3000000000 AS integer)' },
  { from: 'I', to: 'F', duck: 'CAST({0} AS {T})', proof: 'SELECT 7e0 / 2' },
  { from: 'I', to: 'decimal', duck: 'CAST({0} AS {T})', lenient: 'TRY_CAST({0} AS {T})', proof: 'SELECT CAST(7 AS decimal(10,2))' },
  { from: 'I', to: 'boolean', duck: '({0} <> 0)', proof: 'SELECT CAST(2 AS boolean)' },
  { from: 'I', to: 'varchar', duck: 'CAST({0} AS VARCHAR)', proof: 'SELECT CAST(5 AS varchar)' },
  {
    from: 'I',
    to: 'varchar(n)',
    when: 'length(CAST({0} AS VARCHAR)) <= {n}',
    duck: 'CAST({0} AS VARCHAR)',
    proof: 'SELECT CAST(55 AS varchar(1))',
  },
  {
    from: 'F',
    to: 'I',
    when: 'NOT isnan({0})',
    duck: 'CAST(round({0}) AS {T})',
    lenient: 'TRY_CAST(round({0}) AS {T})',
    proof: 'SELECT CAST(-2.5e0 AS integer)',
  },
  {
    from: 'F',
    to: 'bigint',
    when: '(NOT isnan({0}) AND abs({0}) < 9.2e18)',
    duck: 'CAST(round({0}) AS {T})',
    proof: 'SELECT CAST(1e100 AS bigint)',
  },
  { from: 'F', to: 'F', duck: 'CAST({0} AS {T})', lenient: 'TRY_CAST({0} AS {T})', proof: "SELECT CAST(real '0.1' AS double)" },
  {
    from: 'F',
    to: 'decimal',
    when: 'isfinite({0})',
    duck: 'CAST(CAST({0} AS VARCHAR) AS {T})',
    lenient: 'TRY_CAST(CAST({0} AS VARCHAR) AS {T})',
    proof: 'SELECT CAST(1.005e0 AS decimal(10,2))',
  },
  { from: 'F', to: 'boolean', duck: '({0} <> 0)', proof: 'SELECT CAST(0e0 AS boolean)' },
  { from: 'F', to: 'varchar', duck: 'trino_double_text({0})', proof: 'SELECT CAST(123456789.0e0 AS varchar)' },
  {
    from: 'decimal',
    to: 'I',
    duck: 'CAST(round({0}) AS {T})',
    lenient: 'TRY_CAST(round({0}) AS {T})',
    proof: 'SELECT CAST(2.5 AS integer)',
  },
  { from: 'decimal', to: 'F', duck: 'CAST({0} AS {T})', proof: 'SELECT CAST(1.005 AS double)' },
  {
    from: 'decimal',
    to: 'decimal',
    duck: 'CAST({0} AS {T})',
    lenient: 'TRY_CAST({0} AS {T})',
    proof: 'SELECT CAST(1.555 AS decimal(10,2))',
  },
  { from: 'decimal', to: 'varchar', duck: 'trino_decimal_text({0})', proof: 'SELECT CAST(1.50 AS varchar)' },
  { from: 'boolean', to: 'I', duck: 'CAST({0} AS {T})', proof: 'SELECT CAST(true AS integer)' },
  { from: 'boolean', to: 'F', duck: 'CAST(CAST({0} AS INTEGER) AS {T})', proof: 'SELECT CAST(true AS double)' },
  { from: 'boolean', to: 'varchar', duck: 'CAST({0} AS VARCHAR)', proof: 'SELECT CAST(true AS varchar)' },
  {
    from: 'varchar',
    to: 'boolean',
    when: "lower({0}) IN ('t', 'true', '1', 'f', 'false', '0')",
    duck: "(lower({0}) IN ('t', 'true', '1'))",
    proof: "SELECT CAST('yes' AS boolean)",
  },
  {
    from: 'varchar',
    to: 'I',
    when: WHOLE,
    duck: "CAST(ltrim({0}, '+') AS {T})",
    lenient: "TRY_CAST(ltrim({0}, '+') AS {T})",
    proof: "SELECT CAST(' 1 ' AS integer)",
  },
  {
    from: 'varchar',
    to: 'F',
    when: 'trino_is_double({0})',
    duck: 'CAST(trino_double_of({0}) AS {T})',
    lenient: 'TRY_CAST(trino_double_of({0}) AS {T})',
    proof: "SELECT CAST('inf' AS double)",
  },
  {
    from: 'varchar',
    to: 'decimal',
    when: DECIMAL_TEXT,
    duck: 'CAST({0} AS {T})',
    lenient: 'TRY_CAST({0} AS {T})',
    proof: "SELECT CAST('1.5' AS decimal(10,2))",
  },
  { from: 'varchar', to: 'varchar(n)', duck: 'substring({0}, 1, {n})', proof: "SELECT CAST('abcdef' AS varchar(3))" },
  {
    from: 'varchar',
    to: 'date',
    when: 'trino_is_date({0})',
    duck: 'CAST(trim({0}) AS DATE)',
    lenient: 'TRY_CAST(trim({0}) AS DATE)',
    proof: "SELECT try_cast('2026-02-30' as date)",
  },
  {
    from: 'varchar',
    to: 'timestamp',
    when: 'trino_is_timestamp({0})',
    duck: 'trino_digits(CAST(trim({0}) AS TIMESTAMP), {n})',
    lenient: 'trino_digits(TRY_CAST(trim({0}) AS TIMESTAMP), {n})',
    proof: "SELECT cast('2026-01-02 03:04' as timestamp)",
  },
  { from: 'date', to: 'timestamp', duck: 'CAST({0} AS TIMESTAMP)', proof: "SELECT CAST(date '2026-01-02' AS timestamp)" },
  { from: 'date', to: 'varchar', duck: 'CAST({0} AS VARCHAR)', proof: "SELECT CAST(date '2026-01-02' AS varchar)" },
  { from: 'timestamp', to: 'date', duck: 'CAST({0} AS DATE)', proof: "SELECT cast(timestamp '2026-01-02 23:59:59' as date)" },
  {
    from: 'timestamp',
    to: 'timestamp',
    duck: 'trino_digits({0}, {n})',
    proof: "SELECT cast(timestamp '2026-01-01 00:00:00.1235' as timestamp(3))",
  },
  {
    from: 'timestamp',
    to: 'varchar',
    duck: 'trino_time_text({0}, {d})',
    proof: "SELECT CAST(timestamp '2026-01-02 03:04:05.100' AS varchar)",
  },
];

/** CAST and TRY_CAST. */
export function cast(value: Compiled, to: SqlType, lenient: boolean, at: number): Compiled {
  const { type } = value;
  if (type.kind === 'null') return { sql: `CAST(NULL AS ${duckType(to)})`, type: to };
  if (type.kind === 'anything') return { sql: `CAST(${value.sql} AS ${duckType(to)})`, type: to };
  if (sameType(type, to)) return value;
  if (type.kind === 'varchar' && to.kind === 'varchar' && to.length === undefined) return { ...value, type: to };
  if (type.kind === 'array' && to.kind === 'array') return castArray(value.sql, type.of, to, lenient, at);
  const row = rowFor(type, to);
  if (row === undefined) {
    return refuse(
      at,
      `a cast from ${typeName(type)} to ${typeName(to)} is not reproduced here${type.kind === 'varchar' && to.kind === 'instant' ? ': cast to timestamp, in UTC' : ''}`,
    );
  }
  return { ...coerced(value, type), sql: spelled(row, value.sql, type, to, lenient), type: to };
}

function rowFor(from: SqlType, to: SqlType): CastRow | undefined {
  const [source, target] = [classOf(from), classOf(to)];
  const sized = to.kind === 'varchar' && to.length !== undefined ? 'varchar(n)' : target;
  return (
    CASTS.find((row) => row.from === source && row.to === to.kind && row.to !== 'varchar') ??
    CASTS.find((row) => row.from === source && row.to === sized)
  );
}

function classOf(type: SqlType): string {
  if (isInteger(type)) return 'I';
  if (isFloating(type)) return 'F';
  return type.kind === 'instant' ? 'timestamp' : type.kind;
}

function spelled(row: CastRow, sql: string, from: SqlType, to: SqlType, lenient: boolean): string {
  const size = to.kind === 'timestamp' || to.kind === 'instant' ? to.digits : to.kind === 'varchar' ? (to.length ?? 0) : 0;
  const digits = from.kind === 'timestamp' || from.kind === 'instant' ? from.digits : 0;
  const fill = (template: string): string =>
    template.replaceAll('{0}', sql).replaceAll('{T}', duckType(to)).replaceAll('{n}', String(size)).replaceAll('{d}', String(digits));
  const made = fill(lenient ? (row.lenient ?? row.duck) : row.duck);
  if (row.when === undefined) return made;
  const otherwise = lenient ? 'NULL' : `error('INVALID_CAST_ARGUMENT: cannot cast to ${typeName(to)}')`;
  return `(CASE WHEN ${sql} IS NULL THEN NULL WHEN ${fill(row.when)} THEN ${made} ELSE ${otherwise} END)`;
}

function castArray(sql: string, of: SqlType, to: SqlType & { readonly kind: 'array' }, lenient: boolean, at: number): Compiled {
  const item = cast({ sql: '"item"', type: of }, to.of, lenient, at);
  return { sql: `list_transform(${sql}, lambda "item": ${item.sql})`, type: to };
}
