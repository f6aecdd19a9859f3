import type { Call, Expression } from './ast.js';
import { coerced, textOf, type Compiled } from './compiled.js';
import { ALIASES, FUNCTIONS, INSTEAD, NOT_IN_TRINO } from './functions/index.js';
import type { FunctionRow } from './functions/row.js';
import { alwaysGroup, formatted, parsedFormat, pathOf, replacementOf, samePattern } from './patterns.js';
import { refuse } from './problem.js';
import { matching, patternType, WRITTEN_OUT, type GivenArgument, type Match } from './signature.js';
import { ANYTHING, duckType, isFloating, typeName, type SqlType } from './types.js';

const ROWS = new Map<string, FunctionRow[]>();
for (const row of FUNCTIONS) ROWS.set(row.name, [...(ROWS.get(row.name) ?? []), row]);

/** How the parts of a call are compiled; the compiler of expressions gives these. */
export interface CallParts {
  readonly value: (expression: Expression) => Compiled;
  readonly lambda: (expression: Expression & { readonly is: 'lambda' }, types: readonly SqlType[]) => Compiled;
  /** `DISTINCT`, for the front, and `FILTER … OVER …`, for after the brackets, of an aggregate. */
  readonly clauses: (call: Call, at: number) => { readonly orderBy: string; readonly suffix: string };
}

/** A call of a function of the table; everything else is refused by name. */
export function compileCall(call: Call & { readonly at: number }, parts: CallParts): Compiled {
  const name = ALIASES[call.name] ?? call.name;
  const rows = ROWS.get(name) ?? unknown(call);
  const values = call.arguments.map((argument) => (argument.is === 'lambda' ? undefined : parts.value(argument)));
  const given = values.map((value): GivenArgument =>
    value === undefined ? { type: 'lambda' } : { type: value.type, ...(value.text === undefined ? {} : { text: value.text }) },
  );
  if (call.star && name !== 'count') refuse(call.at, `${name}(*) is no call: only count takes a star`);
  const match = matching(rows, given) ?? unmatched(call, rows, given);
  checkKind(match.row, call);
  const bound = new Map(match.bound);
  const spelled = call.arguments.map((argument, index) => argumentOf(match, bound, index, argument, values, parts));
  const written = spelled.map(({ sql }) => sql);
  const type = patternType(match.row.gives, bound);
  const clauses = match.row.kind === 'scalar' ? { orderBy: '', suffix: '' } : parts.clauses(call, call.at);
  const sql = fill(marked(match.row), written, values, call, type);
  const aggregated = match.row.kind === 'scalar' ? sql : fillAggregates(sql, call, clauses);
  const ownType = match.row.kind === 'scalar' && (NATIVE_INTEGER.test(match.row.gives) || type.kind === 'decimal');
  return { sql: ownType ? `CAST(${aggregated} AS ${duckType(type)})` : aggregated, type };
}

/** DuckDB has types of its own choice for what it counts and rounds. */
const NATIVE_INTEGER = /^(bigint|integer)$/;

/** Aggregates are marked before arguments come in, which may hold brackets of their own. */
function marked(row: FunctionRow): FunctionRow {
  return row.kind === 'scalar' ? row : { ...row, duck: row.duck.replaceAll(/\[(\w+)\|([^\]]*)\]/g, '\uE000$1\uE001$2\uE002') };
}

function fill(row: FunctionRow, written: readonly string[], values: readonly (Compiled | undefined)[], call: Call, type: SqlType): string {
  if (row.duck === '{format}') return formatted(written[0] ?? '', values[1]?.text ?? '', call.arguments[1]?.at ?? 0);
  return row.duck
    .replaceAll('{*}', () => written.join(', '))
    .replaceAll('{|| }', () => written.join(' || '))
    .replaceAll('{scale}', () => (type.kind === 'decimal' ? String(type.scale) : '0'))
    .replaceAll(/\{(\d)\}/g, (_, index: string) => written[Number(index)] ?? '');
}

/** `[sum|x]` becomes `sum(DISTINCT x ORDER BY … ) FILTER (…) OVER (…)`. */
function fillAggregates(sql: string, call: Call, { orderBy, suffix }: { readonly orderBy: string; readonly suffix: string }): string {
  return sql.replaceAll(/\uE000(\w+)\uE001([^\uE002]*)\uE002/g, (_, name: string, inner: string) => {
    return `${name}(${call.distinct ? 'DISTINCT ' : ''}${inner}${orderBy}${call.ignoreNulls ? ' IGNORE NULLS' : ''})${suffix}`;
  });
}

function argumentOf(
  match: Match,
  bound: Map<string, SqlType>,
  index: number,
  argument: Expression,
  values: readonly (Compiled | undefined)[],
  parts: CallParts,
): Compiled {
  const pattern = match.row.takes[Math.min(index, match.row.takes.length - 1)] ?? '';
  if (argument.is === 'lambda') {
    const [takes = '', gives = ''] = pattern.split('->');
    const letters = takes.replaceAll(/[()\s]/g, '').split(',');
    const made = parts.lambda(
      argument,
      letters.map((letter) => bound.get(letter) ?? ANYTHING),
    );
    if (/^[A-Z]$/.test(gives)) bound.set(gives, made.type);
    else if (!['boolean', 'anything', 'null'].includes(made.type.kind))
      refuse(argument.at, `${match.row.name} takes a condition, and this gives ${typeName(made.type)}`, 'TYPE_MISMATCH');
    return made;
  }
  const value = values[index] as Compiled;
  if (WRITTEN_OUT[pattern] !== undefined) return { sql: writtenOut(pattern, value, index, values, argument.at), type: value.type };
  return coerced(value, patternType(pattern, bound).kind === 'anything' ? value.type : patternType(pattern, bound));
}

function writtenOut(pattern: string, value: Compiled, index: number, values: readonly (Compiled | undefined)[], at: number): string {
  const text = value.text ?? '';
  switch (pattern) {
    case 'pattern':
      samePattern(text, at);
      return textOf(text);
    case '64':
      return text;
    case 'group':
      if (text !== '0') alwaysGroup(values[index - 1]?.text ?? '', Number(text), at);
      return text;
    case 'replacement':
      return textOf(replacementOf(text, at));
    case 'path':
      return textOf(pathOf(text, at));
    case 'parsed format':
      return textOf(parsedFormat(text, at));
    case 'format':
      return textOf(text);
    default:
      return textOf(text.toLowerCase());
  }
}

function checkKind(row: FunctionRow, call: Call & { readonly at: number }): void {
  const { name } = row;
  if (row.kind === 'window' && call.window === undefined)
    refuse(call.at, `${name} is a window function: write OVER (…) after it`, 'MISSING_OVER');
  if (row.kind !== 'scalar') return;
  if (call.window !== undefined || call.filter !== undefined || call.distinct || call.orderBy.length > 0) {
    refuse(call.at, `${name} is no aggregate: it takes no DISTINCT, ORDER BY, FILTER and OVER`, 'FUNCTION_NOT_AGGREGATE');
  }
}

function unknown(call: Call & { readonly at: number }): never {
  const { name, at } = call;
  if (NOT_IN_TRINO.includes(name)) return refuse(at, `Trino has no function '${name}'`, 'FUNCTION_NOT_FOUND');
  const instead = INSTEAD[name];
  return refuse(at, `the function '${name}' is not reproduced here${instead === undefined ? '' : `: ${instead}`}`);
}

function unmatched(call: Call & { readonly at: number }, rows: readonly FunctionRow[], given: readonly GivenArgument[]): never {
  const took = given
    .map(({ type, text }) => (type === 'lambda' ? 'a lambda' : text === undefined ? typeName(type) : `${typeName(type)} '${text}'`))
    .join(', ');
  const known = rows.map(({ takes }) => `${call.name}(${takes.join(', ')})`).join(', ');
  const floating = given.some(({ type }) => type !== 'lambda' && (isFloating(type) || (type.kind === 'array' && isFloating(type.of))));
  const hint =
    floating && rows.some(({ takes }) => takes.some((pattern) => pattern.includes('ordered')))
      ? ' (NaN has no order: leave it out and cast to decimal)'
      : '';
  const writtenOutToo = rows.some(({ takes }) => takes.some((pattern) => WRITTEN_OUT[pattern] !== undefined))
    ? '; a unit, a pattern, a path and a format must be written out'
    : '';
  return refuse(call.at, `${call.name}(${took}) is not reproduced here; what is: ${known}${writtenOutToo}${hint}`);
}
