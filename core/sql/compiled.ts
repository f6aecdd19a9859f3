import { duckType, isFloating, isInteger, sameType, typeName, type SqlType } from './types.js';

/** An expression in DuckDB's spelling, with the type that Trino gives it. */
export interface Compiled {
  readonly sql: string;
  readonly type: SqlType;
  /** The value, where it is written out. */
  readonly text?: string;
  /** A number that can't be NaN, though its type could be. */
  readonly finite?: boolean;
}

export const quoted = (name: string): string => `"${name.replaceAll('"', '""')}"`;
export const textOf = (value: string): string => `'${value.replaceAll("'", "''")}'`;

/** Brings a value to a type that holds it, as Trino does without being asked. */
export function coerced(value: Compiled, to: SqlType): Compiled {
  const { sql, type } = value;
  if (type.kind === 'anything' || to.kind === 'anything' || sameType(type, to)) return value;
  if (type.kind === 'varchar' && to.kind === 'varchar') return { ...value, type: to };
  const isTime = (kind: string): boolean => kind === 'timestamp' || kind === 'instant';
  if (isTime(type.kind) && isTime(to.kind)) return { ...value, type: to };
  const finite = isFloating(to) && (isInteger(type) || type.kind === 'decimal');
  return {
    sql: `CAST(${sql} AS ${duckType(to)})`,
    type: to,
    ...(finite ? { finite } : {}),
    ...(value.text === undefined ? {} : { text: value.text }),
  };
}

/** How two types that do not go together are told of. */
export function mismatch(what: string, a: SqlType, b: SqlType): string {
  return `${what} does not take ${typeName(a)} and ${typeName(b)} together: cast one to the type of the other`;
}
