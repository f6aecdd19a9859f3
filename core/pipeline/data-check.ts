/**
 * One condition that rows have to meet, as two columns of a statement over them: whether it is met, and what was found. Both are texts and
 * never NULL, so that the answer of Athena's API has a cell for each.
 */
export interface DataCheck {
  /** What has to be so, `delay from -60 to 1440 in 99.9 % of the rows`. */
  readonly says: string;
  /** Condition over aggregates. */
  readonly holds: string;
  /** What was found, over aggregates. */
  readonly found: string;
  /** Columns that have to be there. */
  readonly columns: readonly string[];
}

const quoted = (column: string): string => `"${column.toLowerCase().replaceAll('"', '""')}"`;
const literal = (value: string): string => `'${value.replaceAll("'", "''")}'`;
const number = (value: number): string => (Number.isInteger(value) ? String(value) : `${value}e0`);
const percent = (share: number): string => `${Number((share * 100).toPrecision(6))} %`;

export const rowsCheck = (atLeast: number, atMost?: number): DataCheck => ({
  says: `at least ${atLeast} rows${atMost === undefined ? '' : ` and at most ${atMost}`}`,
  holds: `count(*) >= ${atLeast}${atMost === undefined ? '' : ` AND count(*) <= ${atMost}`}`,
  found: 'CAST(count(*) AS varchar)',
  columns: [],
});

/** A share of the rows for which a condition is true. */
function shareCheck(says: string, columns: readonly string[], condition: string, atLeast: number): DataCheck {
  const wrong = `count_if(NOT coalesce(${condition}, false))`;
  const everywhere = atLeast >= 1;
  return {
    says: `${says}${everywhere ? '' : ` in ${percent(atLeast)} of the rows`}`,
    holds: everywhere ? `${wrong} = 0` : `${wrong} <= count(*) * ${number(1 - atLeast)}`,
    found: `CAST(${wrong} AS varchar) || ' rows of ' || CAST(count(*) AS varchar) || ' are otherwise'`,
    columns,
  };
}

export const completeCheck = (column: string, atLeast: number): DataCheck =>
  shareCheck(`${column} present`, [column], `${quoted(column)} IS NOT NULL`, atLeast);

export function rangeCheck(column: string, range: { readonly min?: number; readonly max?: number }, atLeast: number): DataCheck {
  const { min, max } = range;
  const bounds = [
    ...(min === undefined ? [] : [`${quoted(column)} >= ${number(min)}`]),
    ...(max === undefined ? [] : [`${quoted(column)} <= ${number(max)}`]),
  ];
  const says = `${column}${min === undefined ? '' : ` from ${min}`}${max === undefined ? '' : ` to ${max}`}`;
  // What is missing is for the check of completeness to find.
  return shareCheck(says, [column], `(${quoted(column)} IS NULL OR (${bounds.join(' AND ')}))`, atLeast);
}

export const valuesCheck = (column: string, values: readonly string[], atLeast: number): DataCheck =>
  shareCheck(
    `${column} one of ${values.length} known values`,
    [column],
    `(${quoted(column)} IS NULL OR ${quoted(column)} IN (${values.map(literal).join(', ')}))`,
    atLeast,
  );

export const uniqueCheck = (columns: readonly string[]): DataCheck => {
  // A list of columns has no count(DISTINCT …) that every engine reads alike: their texts, each behind its length, are one key.
  const key = columns
    .map(
      (column) => `coalesce(CAST(length(CAST(${quoted(column)} AS varchar)) AS varchar) || ':' || CAST(${quoted(column)} AS varchar), '-')`,
    )
    .join(' || ');
  return {
    says: `no two rows with the same ${columns.join(', ')}`,
    holds: `count(DISTINCT ${key}) = count(*)`,
    found: `CAST(count(*) - count(DISTINCT ${key}) AS varchar) || ' rows more than keys'`,
    columns,
  };
};

/** @param seconds how old the newest value may be at the time of the run */
export const freshCheck = (column: string, seconds: number): DataCheck => ({
  says: `${column} no older than ${seconds} s at the time of the run`,
  holds: `max(${quoted(column)}) >= ${RUN_TIME} - INTERVAL '${seconds}' SECOND`,
  found: `'newest ' || coalesce(CAST(max(${quoted(column)}) AS varchar), 'none')`,
  columns: [column],
});

/** Stands in a statement for the time of the run, as a timestamp of milliseconds in UTC. */
export const RUN_TIME = `TIMESTAMP '1970-01-01 00:00:00.000'`;

/** One row with two columns for each check, over a relation. */
export function checkStatement(checks: readonly DataCheck[], relation: string): string {
  const columns = checks.flatMap(({ holds, found }, index) => [
    `CASE WHEN ${holds} THEN 'yes' ELSE 'no' END AS "holds_${index}"`,
    `${found} AS "found_${index}"`,
  ]);
  return `SELECT ${columns.join(', ')} FROM ${relation}`;
}
