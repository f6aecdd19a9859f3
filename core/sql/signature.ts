import { splitTypes, type FunctionRow } from './functions/row.js';
import { parseTypeText } from './parse-type.js';
import { ANYTHING, DOUBLE, VARCHAR, asDecimal, coercible, commonType, isFloating, isInteger, sameType, type SqlType } from './types.js';

/** An argument as a signature sees it. A lambda has no type before the others have theirs. */
export interface GivenArgument {
  readonly type: SqlType | 'lambda';
  /** The value, where it is written out. */
  readonly text?: string;
}

export interface Match {
  readonly row: FunctionRow;
  /** Per argument the type that it must be brought to; undefined for a lambda. */
  readonly takes: readonly (SqlType | undefined)[];
  /** What the letters of the signature stand for. */
  readonly bound: ReadonlyMap<string, SqlType>;
}

const DAY_UNITS = ['day', 'week', 'month', 'quarter', 'year'];
const TIME_UNITS = ['millisecond', 'second', 'minute', 'hour', ...DAY_UNITS];
/** Arguments that must be written out, since DuckDB's spelling depends on them. */
export const WRITTEN_OUT: { readonly [pattern: string]: (text: string) => boolean } = {
  'day unit': (text) => DAY_UNITS.includes(text.toLowerCase()),
  'time unit': (text) => TIME_UNITS.includes(text.toLowerCase()),
  64: (text) => text === '64',
  pattern: () => true,
  group: () => true,
  replacement: () => true,
  path: () => true,
  format: () => true,
  'parsed format': () => true,
};

/** The first row that takes the arguments as they are, else the first that takes them with coercion. */
export function matching(rows: readonly FunctionRow[], given: readonly GivenArgument[]): Match | undefined {
  for (const exactly of [true, false]) {
    for (const row of rows) {
      const match = tried(row, given, exactly);
      if (match !== undefined) return match;
    }
  }
  return undefined;
}

/** The patterns of a row for so many arguments: a last one that ends in `...` is repeated. */
function patternsFor(row: FunctionRow, count: number): readonly string[] | undefined {
  const last = row.takes.at(-1);
  if (last === undefined || !last.endsWith('...')) return row.takes.length === count ? row.takes : undefined;
  const fixed = row.takes.slice(0, -1);
  if (count <= fixed.length) return undefined;
  return [...fixed, ...Array.from({ length: count - fixed.length }, () => last.slice(0, -3))];
}

function tried(row: FunctionRow, given: readonly GivenArgument[], exactly: boolean): Match | undefined {
  const patterns = patternsFor(row, given.length);
  if (patterns === undefined) return undefined;
  const bound = new Map<string, SqlType>();
  for (const [index, pattern] of patterns.entries()) {
    const argument = given[index];
    if (pattern.includes('->') !== (argument.type === 'lambda')) return undefined;
    if (argument.type !== 'lambda' && !unified(pattern, argument.type, argument.text, bound, exactly)) return undefined;
  }
  const takes = patterns.map((pattern) => (pattern.includes('->') ? undefined : patternType(pattern, bound)));
  return { row, takes, bound };
}

/** Whether a type fits a pattern; letters are bound to the widest type they are met with. */
function unified(pattern: string, type: SqlType, text: string | undefined, bound: Map<string, SqlType>, exactly: boolean): boolean {
  const written = WRITTEN_OUT[pattern];
  if (written !== undefined) return text !== undefined && written(text);
  if (type.kind === 'anything') return true;
  if (type.kind === 'null') return !exactly || /^[A-Z]$/.test(pattern);
  const [letter, ordered] = letterOf(pattern);
  if (letter !== undefined) {
    if (ordered && (isFloating(type) || type.kind === 'array' || type.kind === 'map' || type.kind === 'row')) return false;
    if (letter === 'I' && !isInteger(type)) return false;
    if (letter === 'D' && !(type.kind === 'decimal' || (!exactly && isInteger(type)))) return false;
    return bind(letter, letter === 'D' ? { kind: 'decimal', ...asDecimal(type) } : type, bound);
  }
  if (pattern === 'timestamp' || pattern === 'moment') {
    if (type.kind === 'date') return pattern === 'timestamp';
    return (type.kind === 'timestamp' || type.kind === 'instant') && bind('T', type, bound);
  }
  const array = /^array\((.*)\)$/.exec(pattern);
  if (array !== null) return type.kind === 'array' && unified(array[1] ?? '', type.of, undefined, bound, false);
  const map = /^map\((.*)\)$/.exec(pattern);
  if (map !== null) {
    const [key = '', value = ''] = splitTypes(map[1] ?? '');
    return type.kind === 'map' && unified(key, type.key, undefined, bound, false) && unified(value, type.value, undefined, bound, false);
  }
  const wanted = parseTypeText(pattern);
  if (wanted.kind === 'varchar' && wanted.length !== undefined) return type.kind === 'varchar' && type.length === wanted.length;
  const same = type.kind === wanted.kind && (wanted.kind === 'varchar' || sameType(type, wanted));
  return same || (!exactly && coercible(type, wanted));
}

/** `T`, `ordered` (which is T) and `ordered(K)`: a type whose values have one order, without NaN. */
function letterOf(pattern: string): readonly [letter: string | undefined, ordered: boolean] {
  if (/^[A-Z]$/.test(pattern)) return [pattern, false];
  const match = /^ordered(?:\((.)\))?$/.exec(pattern);
  return match === null ? [undefined, false] : [match[1] ?? 'T', true];
}

function bind(letter: string, type: SqlType, bound: Map<string, SqlType>): boolean {
  const before = bound.get(letter);
  const common = before === undefined ? type : commonType(before, type);
  if (common === undefined) return false;
  bound.set(letter, common);
  return true;
}

/** The type that a pattern means once its letters are bound. */
export function patternType(pattern: string, bound: ReadonlyMap<string, SqlType>): SqlType {
  if (WRITTEN_OUT[pattern] !== undefined) return VARCHAR;
  const [letter] = letterOf(pattern);
  if (letter !== undefined) return bound.get(letter) ?? ANYTHING;
  if (pattern === 'timestamp' || pattern === 'moment') return bound.get('T') ?? { kind: 'timestamp', digits: 0 };
  const made = /^(array|map|whole|wider|cut|total)\((.*)\)$/.exec(pattern);
  if (made === null) return parseTypeText(pattern);
  const [, maker = '', inner = ''] = made;
  const parts = splitTypes(inner).map((part) => patternType(part, bound));
  const first = parts[0] ?? ANYTHING;
  if (maker === 'array') return { kind: 'array', of: first };
  if (maker === 'map') return { kind: 'map', key: first, value: parts[1] ?? ANYTHING };
  return decimalOf(maker, first);
}

/** The decimals that Trino's functions give: DecimalRounding and aggregates of Trino 435. */
function decimalOf(maker: string, type: SqlType): SqlType {
  if (type.kind !== 'decimal') return type.kind === 'anything' ? ANYTHING : DOUBLE;
  const { precision, scale } = type;
  switch (maker) {
    case 'whole':
      return { kind: 'decimal', precision: precision - scale + Math.min(scale, 1), scale: 0 };
    case 'cut':
      return { kind: 'decimal', precision: Math.max(1, precision - scale), scale: 0 };
    case 'wider':
      return { kind: 'decimal', precision: Math.min(38, precision + 1), scale };
    default:
      return { kind: 'decimal', precision: 38, scale };
  }
}
