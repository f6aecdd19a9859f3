import { Token } from 'aws-cdk-lib';
import type { ColumnType } from '../../../../core/drift/engines/column-sql.js';
import type { DayType } from '../../../../core/drift/engines/day-rows.js';
import { columnsOf } from '../../../../core/drift/engines/statement.js';
import type { Profile } from '../../../../core/drift/profile/profile.js';
import { parseTypeText } from '../../../../core/sql/index.js';
import type { DayTableOptions } from './engine-options.js';

/** Kinds of SQL's types, as far as a profile counts them. */
const COLUMN_TYPES: Readonly<Record<string, ColumnType>> = {
  tinyint: 'whole',
  smallint: 'whole',
  integer: 'whole',
  bigint: 'whole',
  real: 'number',
  double: 'number',
  decimal: 'number',
  varchar: 'text',
  boolean: 'boolean',
};
const DAY_TYPES: Readonly<Record<string, DayType>> = { varchar: 'text', date: 'date', timestamp: 'timestamp' };
const MOST_NAMED = 10;

/** What a table holds of each column that a baseline counts; the catalogue knows names in small letters only. */
export function columnTypes({ table }: DayTableOptions, baseline: Profile): ReadonlyMap<string, ColumnType> {
  const kinds = kindsOf({ table });
  return new Map(
    columnsOf(baseline).flatMap(({ name }) => {
      const type = COLUMN_TYPES[kinds.get(name.toLowerCase()) ?? ''];
      return type === undefined ? [] : [[name, type] as const];
    }),
  );
}

export function dayType({ table, dayColumn }: DayTableOptions): DayType | undefined {
  return DAY_TYPES[kindsOf({ table }).get(dayColumn.toLowerCase()) ?? ''];
}

/** What keeps a table from being counted day by day. */
export function problemsOfTable(options: DayTableOptions, baseline: Profile): string[] {
  const { table, dayColumn } = options;
  if (table._facts.step !== undefined)
    return [`the rows of step '${table._facts.step}' are there only while its pipeline runs; give a table of a bucket or of the catalogue`];
  if (table._facts.columns === undefined)
    return ["the columns of the table are not described; give them: { columns: { length: 'double', day: 'varchar' } }"];
  const kinds = kindsOf(options);
  const types = columnTypes(options, baseline);
  const absent = columnsOf(baseline).filter(({ name }) => !kinds.has(name.toLowerCase()));
  const strange = columnsOf(baseline).filter(({ name }) => kinds.has(name.toLowerCase()) && !types.has(name));
  const names = (columns: readonly { readonly name: string }[]): string =>
    columns
      .slice(0, MOST_NAMED)
      .map(({ name }) => name)
      .join(', ');
  return [
    ...(absent.length === 0 ? [] : [`the table lacks ${names(absent)}, which the baseline counts; every row would miss them`]),
    ...(strange.length === 0
      ? []
      : [
          `${names(strange)} of the table hold ${[...new Set(strange.map(({ name }) => kinds.get(name.toLowerCase())))].join(', ')}; give numbers, texts or booleans`,
        ]),
    ...(dayType(options) === undefined
      ? [
          `the table has no column '${dayColumn}' that tells a day; it has ${[...kinds]
            .slice(0, MOST_NAMED)
            .map(([name, kind]) => `${name} ${kind}`)
            .join(', ')}; give one of type varchar (2026-01-05), date or timestamp`,
        ]
      : []),
  ];
}

/** `database.table`, where it is known when the statement is written. */
export function catalogName({ table }: DayTableOptions): string | undefined {
  const { catalog } = table._facts;
  return catalog === undefined || Token.isUnresolved(catalog) ? undefined : catalog;
}

function kindsOf({ table }: Pick<DayTableOptions, 'table'>): ReadonlyMap<string, string> {
  return new Map(Object.entries(table._facts.columns ?? {}).map(([name, type]) => [name.toLowerCase(), parseTypeText(type).kind]));
}
