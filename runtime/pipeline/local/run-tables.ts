import { isAbsolute, resolve } from 'node:path';
import { SlipwayError } from '../../../core/errors/index.js';
import type { SqlFiles } from '../sql/index.js';
import type { PipelinePlan } from './pipeline-plan.js';

export interface TableOptions {
  /** Files for tables, by the names that steps have for them; before what the app says. */
  readonly data: { readonly [table: string]: readonly string[] };
  /** Folder that relative files are looked for in. */
  readonly directory: string;
}

/** Files for every table, as options say, then as the app says. All that is missing is said at once. */
export function tablesOf({ entry, place, path }: PipelinePlan, { data, directory }: TableOptions): Record<string, SqlFiles> {
  const known = Object.values(entry.tables).map(({ name }) => name);
  const strangers = Object.keys(data).filter((name) => !known.includes(name));
  const missing = Object.values(entry.tables).filter(({ name, local }) => data[name] === undefined && local === undefined);
  if (strangers.length > 0 || missing.length > 0) {
    const problems = [
      ...strangers.map((name) => `${path} reads no table '${name}'; it reads ${known.join(', ')}`),
      ...missing.map(
        ({ name }) => `no files stand for the table '${name}'; give --data ${name}=FILES, or Table.fromBucket(…, { local: 'FILES' })`,
      ),
    ];
    throw new SlipwayError('pipeline-data', problems.join('\n'), place);
  }
  return Object.fromEntries(
    Object.entries(entry.tables).map(([table, { name, columns, local }]) => [
      table,
      {
        files: (data[name] ?? [local ?? '']).map((file) => (isAbsolute(file) ? file : resolve(directory, file))),
        asHive: true,
        ...(columns === undefined ? {} : { columns: Object.entries(columns).map(([column, type]) => ({ name: column, type })) }),
      },
    ]),
  );
}
