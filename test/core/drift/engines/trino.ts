import { ATHENA } from '../../../../core/drift/engines/dialect';
import { profileStatement } from '../../../../core/drift/engines/statement';
import type { ProfilePlan } from '../../../../core/drift/profile/profile';
import { SENSITIVE_NAMES } from '../../../../core/drift/profile/sensitive-name';
import { ODD_ROWS, PLAN, TABLE, TYPES, type OddRow } from './tables';

type Row = OddRow;

/** With a sensitive column of names, which DuckDB cannot count. */
export const TRINO_PLAN: ProfilePlan = {
  ...PLAN,
  features: [...PLAN.features, { name: 'who', kind: 'categorical', sensitive: true, known: SENSITIVE_NAMES }],
};

export const TRINO_ROWS: readonly Row[] = ODD_ROWS.map((row, index) => ({ ...row, who: index === 3 ? null : `Jørgen ${index % 7}` }));

const COLUMNS = new Map([...TYPES, ['who', 'text'] as const]);

export const TRINO_STATEMENT = profileStatement(TRINO_PLAN, { ...TABLE, columns: COLUMNS }, ATHENA);

/** The table of these rows, for a Trino in memory. */
export function createTable(rows: readonly Row[]): string {
  const quoted = (name: string): string => `"${name.replaceAll('"', '""')}"`;
  const cell = (value: OddRow[string], type: string): string => {
    if (value === null || value === undefined) return `CAST(NULL AS ${type === 'text' ? 'VARCHAR' : 'DOUBLE'})`;
    if (type === 'text') return `CAST('${String(value).replaceAll("'", "''")}' AS VARCHAR)`;
    const number = Number(value);
    if (Number.isNaN(number)) return 'nan()';
    return Number.isFinite(number) ? `${Object.is(number, -0) ? '-' : ''}${number.toExponential()}` : `${number < 0 ? '-' : ''}infinity()`;
  };
  const values = rows.map((row) => `(${[...COLUMNS].map(([name, type]) => cell(row[name], type)).join(', ')})`);
  return `CREATE TABLE mails AS SELECT * FROM (VALUES ${values.join(', ')}) AS t(${[...COLUMNS.keys()].map(quoted).join(', ')})`;
}
