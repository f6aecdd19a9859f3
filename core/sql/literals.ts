import type { Expression } from './ast.js';
import { refuse } from './problem.js';
import { BIGINT, BOOLEAN, DATE, DOUBLE, INTEGER, REAL, VARCHAR, type SqlType } from './types.js';

const INTEGER_BITS = 32;
const BIGINT_BITS = 64;
const TIMESTAMP = /^(\d{4})-(\d{1,2})-(\d{1,2})(?: (\d{1,2}):(\d{1,2})(?::(\d{1,2})(?:\.(\d{1,12}))?)?)?( ?(?:UTC|Z))?$/;

export function integerLiteral(text: string, at: number): Expression {
  const value = BigInt(text);
  if (BigInt.asIntN(BIGINT_BITS, value) !== value) refuse(at, `${text} is beyond the range of bigint`, 'INVALID_LITERAL');
  return { is: 'literal', type: BigInt.asIntN(INTEGER_BITS, value) === value ? INTEGER : BIGINT, value: text, at };
}

/** A number with a point and no exponent is a decimal with as many digits as were written; zeros in front of the point do not count. */
export function decimalLiteral(text: string, at: number): Expression {
  const [whole = '', fraction = ''] = text.split('.');
  const digits = whole.replace(/^0+/, '').length + fraction.length;
  if (digits > 38) refuse(at, `${text} has more than 38 digits`, 'INVALID_LITERAL');
  return {
    is: 'literal',
    type: { kind: 'decimal', precision: Math.max(1, digits), scale: fraction.length },
    value: `${whole || '0'}.${fraction}`,
    at,
  };
}

/** `DATE '2026-01-31'` and its like. */
export function typedLiteral(name: string, text: string, at: number): Expression {
  switch (name) {
    case 'date':
      if (!isDate(text)) refuse(at, `DATE '${text}' is no date: write DATE '2026-01-31'`, 'INVALID_LITERAL');
      return { is: 'literal', type: DATE, value: text, at };
    case 'timestamp':
      return timestampLiteral(text, at);
    case 'decimal':
      if (!/^[+-]?(\d+\.?\d*|\.\d+)$/.test(text)) refuse(at, `DECIMAL '${text}' is no number`, 'INVALID_LITERAL');
      return text.includes('.')
        ? decimalLiteral(text, at)
        : { is: 'literal', type: { kind: 'decimal', precision: Math.max(1, text.replace(/^0+/, '').length), scale: 0 }, value: text, at };
    default:
      return { is: 'cast', operand: { is: 'literal', type: VARCHAR, value: text, at }, to: NAMED[name] ?? VARCHAR, lenient: false, at };
  }
}

const NAMED: { readonly [name: string]: SqlType } = {
  double: DOUBLE,
  real: REAL,
  bigint: BIGINT,
  integer: INTEGER,
  smallint: { kind: 'smallint' },
  tinyint: { kind: 'tinyint' },
  boolean: BOOLEAN,
  varchar: VARCHAR,
};

function timestampLiteral(text: string, at: number): Expression {
  const match = TIMESTAMP.exec(text);
  if (match === null) refuse(at, `TIMESTAMP '${text}' is not reproduced here: write TIMESTAMP '2026-01-31 12:00:00', in UTC`);
  const [, year, month, day, hour = '0', minute = '0', second = '0', fraction = '', zone] = match;
  if (fraction.length > 6) refuse(at, `TIMESTAMP '${text}' is finer than the microseconds that are kept here`);
  const date = `${year}-${pad(month)}-${pad(day)}`;
  if (!isDate(date) || Number(hour) > 23 || Number(minute) > 59 || Number(second) > 59)
    refuse(at, `TIMESTAMP '${text}' is no time`, 'INVALID_LITERAL');
  const value = `${date} ${pad(hour)}:${pad(minute)}:${pad(second)}${fraction === '' ? '' : `.${fraction}`}`;
  return { is: 'literal', type: { kind: zone === undefined ? 'timestamp' : 'instant', digits: fraction.length }, value, at };
}

function isDate(text: string): boolean {
  const match = /^(\d{4})-(\d{1,2})-(\d{1,2})$/.exec(text);
  if (match === null) return false;
  const [year = 0, month = 0, day = 0] = match.slice(1).map(Number);
  const date = new Date(Date.UTC(year, month - 1, day));
  return date.getUTCMonth() === month - 1 && date.getUTCDate() === day;
}

const pad = (text: string | undefined): string => (text ?? '0').padStart(2, '0');
