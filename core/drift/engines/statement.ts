import { SlipwayError } from '../../errors/index.js';
import type { ColumnPlan, ProfilePlan } from '../profile/profile.js';
import { columnSql, segmentOf, type ColumnType, type Expressions } from './column-sql.js';
import type { Dialect } from './dialect.js';
import { identifier } from './texts.js';

/** A table that an engine knows. */
export interface EngineTable {
  /** `mails`, or `database.mails`. */
  readonly name: string;
  /** Its columns and what they hold; a column that is absent is missing in every row. */
  readonly columns: ReadonlyMap<string, ColumnType>;
  /** Which rows, as SQL says it: `day = '2026-01-05'`; all of them when absent. */
  readonly where?: string;
}

/** Athena takes no longer statement. https://docs.aws.amazon.com/athena/latest/ug/service-limits.html */
const LONGEST_STATEMENT = 262_144;

/**
 * One statement that counts a table by the plan of a baseline, in one scan: a row for all rows, and one for each value of each segment.
 * `profileFromAnswer` makes the profile of what it answers.
 */
export function profileStatement(plan: ProfilePlan, table: EngineTable, dialect: Dialect): string {
  const columns = columnsOf(plan).map((column, place) => columnSql(column, table.columns.get(column.name), prefixOf(place), dialect));
  const segments = segmentFeatures(plan).map(
    (feature, place) => [`slipway_s${place}`, segmentExpression(plan, feature, table, dialect)] as const,
  );
  const counted = [
    ['total', 'count(*)'] as const,
    ...segments.flatMap(([name]) => [[`${name}_all`, `grouping(${name})`] as const, [`${name}_value`, name] as const]),
    ...columns.flatMap((column) => column.counted),
  ];
  const statement = [
    `WITH texts AS (`,
    `  SELECT *${also(columns.flatMap((column) => column.texts))}`,
    `  FROM ${table.name.split('.').map(identifier).join('.')}`,
    ...(table.where === undefined ? [] : [`  WHERE ${table.where}`]),
    `), numbers AS (`,
    `  SELECT 1 AS one${also([...columns.flatMap((column) => column.values), ...segments])}`,
    `  FROM texts`,
    `), finite AS (`,
    `  SELECT *${also(columns.flatMap((column) => column.finite))}`,
    `  FROM numbers`,
    `)`,
    `SELECT ${as(counted)}`,
    `FROM finite`,
    ...(segments.length === 0 ? [] : [`GROUP BY GROUPING SETS (${['()', ...segments.map(([name]) => `(${name})`)].join(', ')})`]),
  ].join('\n');
  if (new TextEncoder().encode(statement).length <= LONGEST_STATEMENT) return statement;
  throw new SlipwayError(
    'profile-plan',
    `the statement for ${columns.length} columns has more than ${LONGEST_STATEMENT} bytes, which Athena does not take; take an engine that reads files: Spark, or SageMaker Processing`,
  );
}

/** Features, then predictions: the order in which columns are numbered. */
export function columnsOf({ features, predictions }: ProfilePlan): readonly ColumnPlan[] {
  return [...features, ...predictions];
}

export function prefixOf(place: number): string {
  return `slipway_c${place}`;
}

/** Features whose values are segments, each once. */
export function segmentFeatures({ segments }: ProfilePlan): readonly string[] {
  return [...new Set(segments.map(({ feature }) => feature))];
}

function segmentExpression(plan: ProfilePlan, feature: string, table: EngineTable, dialect: Dialect): string {
  const column = plan.features.find(({ name }) => name === feature);
  if (column === undefined) return 'CAST(NULL AS VARCHAR)';
  const values = plan.segments.flatMap((segment) => (segment.feature === feature && segment.value !== null ? [segment.value] : []));
  return segmentOf(column, values, table.columns.get(feature), dialect);
}

function also(expressions: Expressions): string {
  return expressions.length === 0 ? '' : `,\n    ${as(expressions)}`;
}

function as(expressions: Expressions): string {
  return expressions.map(([name, expression]) => `${expression} AS ${name}`).join(',\n    ');
}
