import { Cursor } from './cursor.js';
import { refuse } from './problem.js';
import { type SqlType, type RowField, VARCHAR } from './types.js';

const SIMPLE: { readonly [name: string]: SqlType } = {
  boolean: { kind: 'boolean' },
  tinyint: { kind: 'tinyint' },
  smallint: { kind: 'smallint' },
  int: { kind: 'integer' },
  integer: { kind: 'integer' },
  bigint: { kind: 'bigint' },
  real: { kind: 'real' },
  varbinary: { kind: 'varbinary' },
  date: { kind: 'date' },
};

const KNOWN = new Map<string, SqlType>();

/** A type from its text, as signatures and catalogues write it. */
export function parseTypeText(text: string): SqlType {
  const known = KNOWN.get(text);
  if (known !== undefined) return known;
  const type: SqlType = text === 'interval day to second' ? { kind: 'span' } : parseType(new Cursor(text));
  KNOWN.set(text, type);
  return type;
}

/** A type as it is written in a CAST. */
export function parseType(cursor: Cursor): SqlType {
  const { text, at } = cursor.peek();
  const name = cursor.peek().kind === 'word' ? cursor.take().text : text;
  const simple = SIMPLE[name];
  if (simple !== undefined) return simple;
  switch (name) {
    case 'double':
      cursor.takes('precision');
      return { kind: 'double' };
    case 'varchar':
      return cursor.sees('(') ? { kind: 'varchar', length: numbers(cursor)[0] ?? 0 } : VARCHAR;
    case 'decimal': {
      const [precision = 38, scale = 0] = cursor.sees('(') ? numbers(cursor) : [];
      return { kind: 'decimal', precision, scale };
    }
    case 'timestamp':
      return timestamp(cursor, at);
    case 'array': {
      cursor.expect('(');
      const of = parseType(cursor);
      cursor.expect(')');
      return { kind: 'array', of };
    }
    case 'map': {
      cursor.expect('(');
      const key = parseType(cursor);
      cursor.expect(',');
      const value = parseType(cursor);
      cursor.expect(')');
      return { kind: 'map', key, value };
    }
    case 'row': {
      cursor.expect('(');
      const fields = cursor.list(() => field(cursor));
      cursor.expect(')');
      return { kind: 'row', fields };
    }
    default:
      return refuse(
        at,
        `the type '${name}' is not reproduced here: use boolean, tinyint, smallint, integer, bigint, real, double, decimal, varchar, varbinary, date, timestamp, array or map`,
      );
  }
}

function field(cursor: Cursor): RowField {
  if (cursor.peek(1).kind === 'word' && cursor.peek(1).text !== 'precision')
    return { name: cursor.name('the name of a field'), type: parseType(cursor) };
  return { type: parseType(cursor) };
}

function timestamp(cursor: Cursor, at: number): SqlType {
  const digits = cursor.sees('(') ? (numbers(cursor)[0] ?? 3) : 3;
  if (digits > 6) refuse(at, `timestamp(${digits}) is finer than the microseconds that are kept here: use timestamp(6) or less`);
  if (cursor.takes('with', 'time', 'zone')) return { kind: 'instant', digits };
  cursor.takes('without', 'time', 'zone');
  return { kind: 'timestamp', digits };
}

function numbers(cursor: Cursor): number[] {
  cursor.expect('(');
  const found = cursor.list(() => {
    const { kind, text, at } = cursor.take();
    return kind === 'integer' ? Number(text) : refuse(at, `'${text}' where a whole number belongs`);
  });
  cursor.expect(')');
  return found;
}
