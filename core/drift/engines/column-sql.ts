import { SlipwayError } from '../../errors/index.js';
import { LONGEST_NAME } from '../profile/categorical-accumulator.js';
import { MOST_UNSEEN, type CategoricalPlan, type ColumnPlan, type NumericPlan } from '../profile/profile.js';
import { SENSITIVE_NAMES } from '../profile/sensitive-name.js';
import { MISSING_TEXTS } from '../table/cells.js';
import type { Dialect } from './dialect.js';
import { double, identifier, list, literal } from './texts.js';

/** What a table's column holds: doubles and decimals, integers, texts, booleans. */
export type ColumnType = 'number' | 'whole' | 'text' | 'boolean';

/** Expressions by name. */
export type Expressions = readonly (readonly [name: string, expression: string])[];

/** Expressions of one query inside the other, so that each is worked out once a row: engines do not see that two are alike. */
export interface ColumnSql {
  /** Of the table's own columns. */
  readonly texts: Expressions;
  /** Of those and the table's own columns. */
  readonly values: Expressions;
  /** Of the values. */
  readonly finite: Expressions;
  /** Aggregates. */
  readonly counted: Expressions;
}

/** A number as texts spell it; cells.ts reads the same. */
const NUMBER = String.raw`'^[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][+-]?[0-9]+)?$'`;
/** The square of it is still a double, a million times over. */
const LARGE = '1E150';
const NAN = ['nan', '+nan', '-nan'];
const INFINITY = ['inf', '+inf', 'infinity', '+infinity'];
const MINUS_INFINITY = ['-inf', '-infinity'];

/** @param prefix of the names that the expressions are given, one of its own for each column */
export function columnSql(plan: ColumnPlan, type: ColumnType | undefined, prefix: string, dialect: Dialect): ColumnSql {
  // A column that vanished is missing in every row.
  if (type === undefined) return { texts: [], values: [], finite: [], counted: [] };
  return plan.kind === 'numeric' ? numericSql(plan, type, prefix, dialect) : categoricalSql(plan, type, prefix, dialect);
}

function numericSql(plan: NumericPlan, type: ColumnType, prefix: string, dialect: Dialect): ColumnSql {
  const text = `${prefix}_text`;
  const { value, missing } = numberOf(plan, type, text, dialect);
  const [number, v, finite] = [`${prefix}_number`, `${prefix}_value`, `${prefix}_finite`];
  const broken = `${dialect.isFinite(number)} AND floor(${number}) <> ${number}`;
  const [least, greatest] = plan.range ?? [];
  const outside =
    least === undefined || greatest === undefined ? 'FALSE' : `${finite} < ${double(least)} OR ${finite} > ${double(greatest)}`;
  const key = `CASE WHEN ${v} = 0 THEN 0 WHEN ${dialect.isNaN(v)} THEN 524160 ELSE ${dialect.topBits(v)} END`;
  return {
    texts: type === 'text' ? [[text, dialect.stripped(identifier(plan.name))]] : [],
    values: [
      [number, value],
      [`${prefix}_missing`, missing],
    ],
    finite: [
      [v, plan.integer ? `CASE WHEN ${broken} THEN NULL ELSE ${number} END` : number],
      [finite, `CASE WHEN ${dialect.isFinite(number)}${plan.integer ? ` AND floor(${number}) = ${number}` : ''} THEN ${number} END`],
    ],
    counted: [
      ['count', `count(${v})`],
      ['missing', `count(*) FILTER (WHERE ${prefix}_missing)`],
      ['finite', `count(${finite})`],
      ['range', `count(*) FILTER (WHERE ${outside})`],
      ['zeros', `count(*) FILTER (WHERE ${v} = 0)`],
      ['bins', dialect.mapAsJson(`histogram(${binOf(plan, finite)})`)],
      // Of a sensitive column these would be somebody's values.
      ...(plan.sensitive === true
        ? []
        : ([
            ['mean', `avg(${finite})`],
            // Squares beyond the greatest double are infinite here, and an error to DuckDB.
            [
              'deviation',
              `CASE WHEN max(abs(${finite})) >= ${LARGE} THEN ${dialect.infinity} ELSE stddev_pop(CASE WHEN abs(${finite}) < ${LARGE} THEN ${finite} END) END`,
            ],
            ['min', `min(${finite})`],
            ['max', `max(${finite})`],
            ['buckets', dialect.mapAsJson(`histogram(${key})`)],
          ] as const)),
    ].map(([name = '', expression = '']) => [`${prefix}_${name}`, expression] as const),
  };
}

/** The place of a spike below zero, of a bin between edges from zero on. */
function binOf({ edges, spikes }: NumericPlan, finite: string): string {
  const cases = [
    ...spikes.map((spike, place) => `WHEN ${finite} = ${double(spike)} THEN ${-1 - place}`),
    ...edges.map((edge, bin) => `WHEN ${finite} < ${double(edge)} THEN ${bin}`),
    `WHEN ${finite} IS NOT NULL THEN ${edges.length}`,
  ];
  return `CASE ${cases.join(' ')} END`;
}

/** @param text what holds the column's stripped text */
function numberOf(
  { name }: NumericPlan,
  type: ColumnType,
  text: string,
  dialect: Dialect,
): { readonly value: string; readonly missing: string } {
  const column = identifier(name);
  if (type === 'boolean') return { value: 'CAST(NULL AS DOUBLE)', missing: `${column} IS NULL` };
  if (type !== 'text') return { value: `CAST(${column} AS DOUBLE)`, missing: `${column} IS NULL` };
  return {
    value:
      `CASE WHEN ${dialect.matches(text, NUMBER)} THEN CAST(${text} AS DOUBLE) WHEN lower(${text}) IN (${list(NAN)}) THEN ${dialect.nan} ` +
      `WHEN lower(${text}) IN (${list(INFINITY)}) THEN ${dialect.infinity} WHEN lower(${text}) IN (${list(MINUS_INFINITY)}) THEN -${dialect.infinity} END`,
    missing: `${column} IS NULL OR ${text} IN (${list(MISSING_TEXTS)})`,
  };
}

function categoricalSql(plan: CategoricalPlan, type: ColumnType, prefix: string, dialect: Dialect): ColumnSql {
  const n = `${prefix}_name`;
  const known = plan.known.length === 0 ? 'FALSE' : `${n} IN (${list(plan.known)})`;
  return {
    texts: [],
    values: [[n, nameOf(plan, type, dialect)]],
    finite: [],
    counted: [
      ['count', `count(${n})`],
      ['missing', `count(*) - count(${n})`],
      ['known', dialect.mapAsJson(`histogram(CASE WHEN ${known} THEN ${n} END)`)],
      ['unseen', dialect.firstEntriesAsJson(`histogram(CASE WHEN ${known} THEN NULL ELSE ${n} END)`, MOST_UNSEEN)],
    ].map(([name = '', expression = '']) => [`${prefix}_${name}`, expression] as const),
  };
}

/** The name under which a value is counted; null where it is missing. */
export function nameOf({ name, sensitive }: CategoricalPlan, type: ColumnType, dialect: Dialect): string {
  const column = identifier(name);
  if (type === 'number')
    throw new SlipwayError(
      'profile-plan',
      `'${name}' is categorical and the table holds numbers with fractions, which every engine writes in another way; cast it to a text or an integer in a view`,
    );
  const text = type === 'text' ? `NULLIF(${column}, '')` : `CAST(${column} AS VARCHAR)`;
  if (sensitive !== true)
    return `CASE WHEN length(${text}) > ${LONGEST_NAME} THEN concat(substr(${text}, 1, ${LONGEST_NAME}), '…') ELSE ${text} END`;
  if (dialect.crc32 === undefined)
    throw new SlipwayError(
      'profile-plan',
      `'${name}' is sensitive, and ${dialect.name} has no CRC-32 to hide its values by; count it with another engine`,
    );
  return `concat('#', lpad(CAST(mod(${dialect.crc32(text)}, ${SENSITIVE_NAMES.length}) AS VARCHAR), 2, '0'))`;
}

/** The value of a segment's feature where the plan lists it, else null. */
export function segmentOf(plan: ColumnPlan, values: readonly string[], type: ColumnType | undefined, dialect: Dialect): string {
  if (type === undefined || values.length === 0) return 'CAST(NULL AS VARCHAR)';
  if (plan.kind === 'categorical') {
    const name = nameOf(plan, type, dialect);
    return `CASE WHEN ${name} IN (${list(values)}) THEN ${name} END`;
  }
  const { value } = numberOf(plan, type, dialect.stripped(identifier(plan.name)), dialect);
  return `CASE ${values.map((each) => `WHEN ${value} = ${double(Number(each))} THEN ${literal(each)}`).join(' ')} END`;
}
