import type { BinaryOperator } from './ast.js';
import { coerced, mismatch, type Compiled } from './compiled.js';
import { refuse } from './problem.js';
import { BOOLEAN, asDecimal, commonType, isFloating, isInteger, isNumeric, typeName, type SqlType } from './types.js';

/** The statements by which a real Trino proved each operator. */
export const OPERATOR_PROOFS: { readonly [operator: string]: string } = {
  '+ integer': 'SELECT 2147483647+1',
  '+ decimal': 'SELECT 1.5 + 2.25',
  '+ double': 'SELECT 0.1e0 + 0.2e0',
  '+ date': "SELECT date '2026-01-31' + interval '1' month",
  '- decimal': 'SELECT 1.5 - 2.25',
  '- timestamp': "SELECT timestamp '2026-01-01 00:00:00' - timestamp '2025-12-31 00:00:00'",
  '* decimal': "SELECT DECIMAL '2.5'*DECIMAL '2.5'",
  '/ integer': 'SELECT -7/2',
  '/ decimal': 'SELECT 10/4.0',
  '/ double': 'SELECT 1e0/0',
  '% integer': 'SELECT 7%-3',
  '% decimal': 'SELECT 7 % 2.5',
  '% double': 'SELECT 7e0 % 0e0',
  '||': "SELECT 'a' || 'b'",
  '|| array': 'SELECT array[1]||array[2]',
  '= double': 'SELECT nan()=nan()',
  '< double': 'SELECT nan()<1e0',
  '= varchar': "SELECT 'a'='a '",
  '< varchar': "SELECT 'é'>'z'",
  '= decimal': 'SELECT 1=1.0',
  '< date': "SELECT date '2026-01-01' < date '2026-01-02'",
  distinct: 'SELECT 1 is distinct from null',
  and: 'SELECT false and null',
  or: 'SELECT true or null',
  not: 'SELECT not true',
  between: 'SELECT 2 between 3 and 1',
  in: 'SELECT not (1 in (2,null))',
  like: "SELECT 'a_c' like 'a\\_c' escape '\\'",
};

export function binary(operator: BinaryOperator, left: Compiled, right: Compiled, at: number): Compiled {
  switch (operator) {
    case 'and':
    case 'or':
      return logical(operator, left, right, at);
    case '||':
      return joined(left, right, at);
    case '+':
    case '-':
    case '*':
    case '/':
    case '%':
      return arithmetic(operator, left, right, at);
    default:
      return compared(operator, left, right, at);
  }
}

function logical(operator: 'and' | 'or', left: Compiled, right: Compiled, at: number): Compiled {
  for (const { type } of [left, right]) mustBeBoolean(type, operator.toUpperCase(), at);
  return { sql: `(${left.sql} ${operator.toUpperCase()} ${right.sql})`, type: BOOLEAN };
}

export function mustBeBoolean(type: SqlType, what: string, at: number): void {
  if (!['boolean', 'null', 'anything'].includes(type.kind))
    refuse(at, `${what} takes a condition, and this is a ${typeName(type)}`, 'TYPE_MISMATCH');
}

function joined(left: Compiled, right: Compiled, at: number): Compiled {
  const arrays = [left, right].filter(({ type }) => type.kind === 'array');
  if (arrays.length > 0) return joinedArrays(left, right, at);
  const type = commonType(left.type, right.type);
  if (type === undefined || !['varchar', 'null', 'anything', 'varbinary'].includes(type.kind))
    return refuse(at, mismatch('||', left.type, right.type), 'TYPE_MISMATCH');
  return { sql: `(${left.sql} || ${right.sql})`, type: type.kind === 'varchar' ? { kind: 'varchar' } : type };
}

function joinedArrays(left: Compiled, right: Compiled, at: number): Compiled {
  const both = left.type.kind === 'array' && right.type.kind === 'array';
  const [array, item] = left.type.kind === 'array' ? [left, right] : [right, left];
  const element = array.type.kind === 'array' ? array.type.of : array.type;
  const of = commonType(element, both && item.type.kind === 'array' ? item.type.of : item.type);
  if (of === undefined) return refuse(at, mismatch('||', left.type, right.type), 'TYPE_MISMATCH');
  const type: SqlType = { kind: 'array', of };
  const whole = (value: Compiled): string => (value.type.kind === 'array' ? coerced(value, type).sql : `[${coerced(value, of).sql}]`);
  return { sql: `trino_array_concat(${whole(left)}, ${whole(right)})`, type };
}

function arithmetic(operator: '+' | '-' | '*' | '/' | '%', left: Compiled, right: Compiled, at: number): Compiled {
  if (left.type.kind === 'anything' || right.type.kind === 'anything') {
    return { sql: `(${left.sql} ${operator} ${right.sql})`, type: { kind: 'anything' } };
  }
  if ((isNumeric(left.type) || left.type.kind === 'null') && (isNumeric(right.type) || right.type.kind === 'null')) {
    const type = commonType(left.type, right.type) ?? refuse(at, mismatch(operator, left.type, right.type), 'TYPE_MISMATCH');
    if (type.kind === 'decimal') return decimals(operator, left, right, at);
    return numbers(operator, coerced(left, type), coerced(right, type), type);
  }
  return moments(operator, left, right, at);
}

function numbers(operator: '+' | '-' | '*' | '/' | '%', left: Compiled, right: Compiled, type: SqlType): Compiled {
  const finite = left.finite === true && right.finite === true && ['+', '-', '*'].includes(operator) ? { finite: true } : {};
  if (isInteger(type) && operator === '/') return { sql: `trino_quotient(${left.sql}, ${right.sql})`, type };
  if (operator === '%') return { sql: `trino_remainder${isInteger(type) ? '' : '_double'}(${left.sql}, ${right.sql})`, type };
  return { sql: `(${left.sql} ${operator} ${right.sql})`, type, ...finite };
}

/** Precision and scale as DecimalOperators of Trino 435 has them. */
function decimals(operator: '+' | '-' | '*' | '/' | '%', left: Compiled, right: Compiled, at: number): Compiled {
  const [a, b] = [asDecimal(left.type), asDecimal(right.type)];
  const scale = Math.max(a.scale, b.scale);
  const made = {
    '+': { precision: Math.max(a.precision - a.scale, b.precision - b.scale) + scale + 1, scale },
    '-': { precision: Math.max(a.precision - a.scale, b.precision - b.scale) + scale + 1, scale },
    '*': { precision: a.precision + b.precision, scale: a.scale + b.scale },
    '/': { precision: a.precision + b.scale + Math.max(0, b.scale - a.scale), scale },
    '%': { precision: Math.min(a.precision - a.scale, b.precision - b.scale) + scale, scale },
  }[operator];
  const type: SqlType = { kind: 'decimal', precision: Math.max(1, made.precision), scale: made.scale };
  // The digits that the division works with must fit DuckDB's largest integer.
  const worked = operator === '/' ? a.precision + scale + b.scale - a.scale + 1 : type.precision;
  if (worked > 38) {
    refuse(
      at,
      `${typeName(left.type)} ${operator} ${typeName(right.type)} needs more than 38 digits: cast to double, or to decimals with fewer digits`,
    );
  }
  const [x, y] = [left, right].map((side) => coerced(side, { kind: 'decimal', ...asDecimal(side.type) }).sql);
  if (operator === '/') {
    return {
      sql: `CAST(trino_decimal_quotient(${x}, ${y}, CAST('1${'0'.repeat(scale + b.scale - a.scale)}' AS HUGEINT), ${scale}) AS DECIMAL(${type.precision},${type.scale}))`,
      type,
    };
  }
  const sql = operator === '%' ? `trino_remainder(${x}, ${y})` : `(${x} ${operator} ${y})`;
  return { sql: `CAST(${sql} AS DECIMAL(${type.precision},${type.scale}))`, type };
}

function moments(operator: string, left: Compiled, right: Compiled, at: number): Compiled {
  const wrong = (): never => refuse(at, mismatch(operator, left.type, right.type), 'TYPE_MISMATCH');
  const [a, b] = [left.type.kind, right.type.kind];
  const isTime = (kind: string): boolean => kind === 'timestamp' || kind === 'instant';
  if (operator === '-' && (a === 'date' || isTime(a)) && (b === 'date' || isTime(b))) {
    return { sql: `(CAST(${left.sql} AS TIMESTAMP) - CAST(${right.sql} AS TIMESTAMP))`, type: { kind: 'span' } };
  }
  if (operator !== '+' && operator !== '-') return wrong();
  const [moment, interval] = operator === '+' && (a === 'span' || a === 'months') ? [right, left] : [left, right];
  if (interval.type.kind !== 'span' && interval.type.kind !== 'months') return wrong();
  if (moment.type.kind === interval.type.kind) return { sql: `(${left.sql} ${operator} ${right.sql})`, type: moment.type };
  if (moment.type.kind === 'timestamp' || moment.type.kind === 'instant') {
    // An INTERVAL DAY TO SECOND counts milliseconds, so the sum shows them.
    const digits = interval.type.kind === 'span' ? Math.max(3, moment.type.digits) : moment.type.digits;
    return { sql: `(${moment.sql} ${operator} ${interval.sql})`, type: { ...moment.type, digits } };
  }
  if (moment.type.kind !== 'date') return wrong();
  if (interval.text === 'hours') return refuse(at, 'a date has no hours: cast it to timestamp first', 'INVALID_FUNCTION_ARGUMENT');
  return { sql: `CAST(${moment.sql} ${operator} ${interval.sql} AS DATE)`, type: moment.type };
}

/** Comparison. NaN equals nothing and is neither less nor greater; DuckDB holds it equal to itself and greatest. */
export function compared(operator: BinaryOperator, left: Compiled, right: Compiled, at: number): Compiled {
  const type = commonType(left.type, right.type) ?? refuse(at, mismatch(operator, left.type, right.type), 'TYPE_MISMATCH');
  if (['array', 'map', 'row'].includes(type.kind)) refuse(at, `comparing ${typeName(type)} is not reproduced here: compare elements`);
  const [a, b] = [coerced(left, type), coerced(right, type)];
  if (operator === 'distinct' || operator === 'not distinct') {
    if (isFloating(type)) refuse(at, 'IS DISTINCT FROM of doubles is not reproduced here: say what is meant with IS NULL and =');
    return { sql: `(${a.sql} IS ${operator === 'distinct' ? '' : 'NOT '}DISTINCT FROM ${b.sql})`, type: BOOLEAN };
  }
  const plain = `(${a.sql} ${operator} ${b.sql})`;
  if (!isFloating(type)) return { sql: plain, type: BOOLEAN };
  const doubtful = [a, b].filter(({ finite }) => finite !== true).map(({ sql }) => sql);
  if (doubtful.length === 0) return { sql: plain, type: BOOLEAN };
  const either = doubtful.map((sql) => `isnan(${sql})`).join(' OR ');
  const answer = `((${a.sql} IS NULL OR ${b.sql} IS NULL) AND NULL)`;
  return { sql: `(CASE WHEN ${either} THEN ${operator === '<>' ? `NOT ${answer}` : answer} ELSE ${plain} END)`, type: BOOLEAN };
}
