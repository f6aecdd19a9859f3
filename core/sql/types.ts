/** A type of Trino's. `anything` is a type nobody has told yet: a column whose table is not known at synth. */
export type SqlType =
  | { readonly kind: Scalar }
  | { readonly kind: 'varchar'; readonly length?: number }
  | { readonly kind: 'decimal'; readonly precision: number; readonly scale: number }
  | { readonly kind: 'timestamp' | 'instant'; readonly digits: number }
  | { readonly kind: 'array'; readonly of: SqlType }
  | { readonly kind: 'map'; readonly key: SqlType; readonly value: SqlType }
  | { readonly kind: 'row'; readonly fields: readonly RowField[] };

export interface RowField {
  readonly name?: string;
  readonly type: SqlType;
}

/** `span` is INTERVAL DAY TO SECOND, `months` INTERVAL YEAR TO MONTH; `null` the type of a bare NULL; `instant` a timestamp with time zone, in UTC. */
export type Scalar =
  | 'boolean'
  | 'tinyint'
  | 'smallint'
  | 'integer'
  | 'bigint'
  | 'real'
  | 'double'
  | 'varbinary'
  | 'date'
  | 'span'
  | 'months'
  | 'null'
  | 'anything';

export type TypeKind = SqlType['kind'];

export const BOOLEAN: SqlType = { kind: 'boolean' };
export const INTEGER: SqlType = { kind: 'integer' };
export const BIGINT: SqlType = { kind: 'bigint' };
export const REAL: SqlType = { kind: 'real' };
export const DOUBLE: SqlType = { kind: 'double' };
export const VARCHAR: SqlType = { kind: 'varchar' };
export const VARBINARY: SqlType = { kind: 'varbinary' };
export const DATE: SqlType = { kind: 'date' };
export const NULL: SqlType = { kind: 'null' };
export const ANYTHING: SqlType = { kind: 'anything' };

const INTEGERS: readonly TypeKind[] = ['tinyint', 'smallint', 'integer', 'bigint'];
/** Decimal digits that hold every value of an integer type, as Trino coerces them. */
const DIGITS: { readonly [kind: string]: number } = { tinyint: 3, smallint: 5, integer: 10, bigint: 19 };

export const isInteger = (type: SqlType): boolean => INTEGERS.includes(type.kind);
export const isFloating = (type: SqlType): boolean => type.kind === 'double' || type.kind === 'real';
export const isNumeric = (type: SqlType): boolean => isInteger(type) || isFloating(type) || type.kind === 'decimal';

/** A type as Trino writes it in messages and in `typeof`. */
export function typeName(type: SqlType): string {
  switch (type.kind) {
    case 'varchar':
      return type.length === undefined ? 'varchar' : `varchar(${type.length})`;
    case 'decimal':
      return `decimal(${type.precision},${type.scale})`;
    case 'timestamp':
      return `timestamp(${type.digits})`;
    case 'instant':
      return `timestamp(${type.digits}) with time zone`;
    case 'array':
      return `array(${typeName(type.of)})`;
    case 'map':
      return `map(${typeName(type.key)}, ${typeName(type.value)})`;
    case 'row':
      return `row(${type.fields.map(({ name, type: field }) => (name === undefined ? '' : `${name} `) + typeName(field)).join(', ')})`;
    case 'span':
      return 'interval day to second';
    case 'months':
      return 'interval year to month';
    case 'null':
      return 'unknown';
    default:
      return type.kind;
  }
}

/** The DuckDB type that holds every value of a type. */
export function duckType(type: SqlType): string {
  switch (type.kind) {
    case 'decimal':
      return `DECIMAL(${type.precision},${type.scale})`;
    case 'timestamp':
    case 'instant':
      return 'TIMESTAMP';
    case 'array':
      return `${duckType(type.of)}[]`;
    case 'map':
      return `MAP(${duckType(type.key)}, ${duckType(type.value)})`;
    case 'row':
      return `STRUCT(${type.fields.map(({ name, type: field }, index) => `"${name ?? `f${index}`}" ${duckType(field)}`).join(', ')})`;
    case 'span':
    case 'months':
      return 'INTERVAL';
    case 'varbinary':
      return 'BLOB';
    case 'null':
    case 'anything':
      return 'INTEGER';
    default:
      return type.kind.toUpperCase();
  }
}

/** Whether a value of one type may stand where the other is wanted, without a cast: TypeCoercion of Trino 435. */
export function coercible(from: SqlType, to: SqlType): boolean {
  if (from.kind === 'null' || from.kind === 'anything' || to.kind === 'anything') return true;
  const common = commonType(from, to);
  return common !== undefined && sameType(common, to);
}

/** The type to which both can be brought without losing anything; undefined where Trino answers TYPE_MISMATCH. */
export function commonType(a: SqlType, b: SqlType): SqlType | undefined {
  if (a.kind === 'null' || a.kind === 'anything') return b.kind === 'null' ? a : b;
  if (b.kind === 'null' || b.kind === 'anything') return a;
  if (isInteger(a) && isInteger(b)) return INTEGERS.indexOf(a.kind) >= INTEGERS.indexOf(b.kind) ? a : b;
  if (isNumeric(a) && isNumeric(b)) return commonNumeric(a, b);
  if (a.kind === 'varchar' && b.kind === 'varchar') {
    return a.length === undefined || b.length === undefined ? VARCHAR : { kind: 'varchar', length: Math.max(a.length, b.length) };
  }
  if (isMoment(a) && isMoment(b)) {
    const kind = a.kind === 'instant' || b.kind === 'instant' ? 'instant' : a.kind === 'date' && b.kind === 'date' ? 'date' : 'timestamp';
    return kind === 'date' ? DATE : { kind, digits: Math.max(digitsOf(a), digitsOf(b)) };
  }
  if (a.kind === 'array' && b.kind === 'array') return wrapped(commonType(a.of, b.of), (of) => ({ kind: 'array', of }));
  if (a.kind === 'map' && b.kind === 'map') {
    const value = commonType(a.value, b.value);
    return wrapped(commonType(a.key, b.key), (key) => wrapped(value, (known) => ({ kind: 'map', key, value: known })));
  }
  return sameType(a, b) ? a : undefined;
}

export function sameType(a: SqlType, b: SqlType): boolean {
  return typeName(a) === typeName(b);
}

/** An integer as the decimal that Trino makes of it beside a decimal. */
export function asDecimal(type: SqlType): { readonly precision: number; readonly scale: number } {
  if (type.kind === 'decimal') return type;
  return { precision: DIGITS[type.kind] ?? 19, scale: 0 };
}

function commonNumeric(a: SqlType, b: SqlType): SqlType {
  if (a.kind === 'double' || b.kind === 'double') return DOUBLE;
  if (a.kind === 'real' || b.kind === 'real') return REAL;
  const [left, right] = [asDecimal(a), asDecimal(b)];
  const scale = Math.max(left.scale, right.scale);
  const whole = Math.max(left.precision - left.scale, right.precision - right.scale);
  return { kind: 'decimal', precision: Math.min(38, whole + scale), scale };
}

const isMoment = (type: SqlType): boolean => type.kind === 'date' || type.kind === 'timestamp' || type.kind === 'instant';
const digitsOf = (type: SqlType): number => (type.kind === 'timestamp' || type.kind === 'instant' ? type.digits : 0);

function wrapped<T extends SqlType>(type: SqlType | undefined, wrap: (type: SqlType) => T | undefined): T | undefined {
  return type === undefined ? undefined : wrap(type);
}
