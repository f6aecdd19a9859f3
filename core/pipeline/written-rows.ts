import { parseTypeText } from '../sql/index.js';
import { QUERY } from './athena-query.js';
import { hiveType } from './hive.js';
import { factsVariable, identifier, jsonata, madeVariable, tableVariable } from './names.js';
import type { DefinitionSettings, WrittenRows } from './plan.js';
import { RETRY, type After, type State } from './state.js';

/** How files are read, by format (Athena user guide, "CREATE TABLE" and "Supported SerDes"). */
const READ_AS = {
  parquet: 'STORED AS PARQUET',
  jsonl: "ROW FORMAT SERDE 'org.openx.data.jsonserde.JsonSerDe'",
  csv: "ROW FORMAT DELIMITED FIELDS TERMINATED BY ','",
} as const;

/**
 * What comes after a state whose step has written rows as files: where their columns are described, a table of the catalogue, so that SQL reads
 * them.
 */
export function afterRows(
  step: string,
  rows: WrittenRows,
  settings: DefinitionSettings,
  after: After,
): { readonly after: After; readonly states: Record<string, State> } {
  const { columns, format } = rows;
  if (columns === undefined) return { after, states: {} };
  const state = `${step}: table`;
  const own = `${jsonata(`${identifier(step)}_`)} & $run & "_" & $string($states.context.State.RetryCount)`;
  const table = `${jsonata(`"${settings.database}"."`)} & ${own} & ${jsonata('"')}`;
  const described = Object.entries(columns).map(([column, type]) => `\`${column.toLowerCase()}\` ${hiveType(parseTypeText(type))}`);
  const statement = [
    jsonata(`CREATE EXTERNAL TABLE \`${settings.database}\`.\``),
    own,
    jsonata(`\` (${described.join(', ')}) ${READ_AS[format]} LOCATION '`),
    `$${madeVariable(step)}.rows`,
    jsonata("'"),
  ].join(' & ');
  return {
    after: { Next: state },
    states: {
      [state]: {
        Type: 'Task',
        Resource: QUERY,
        Arguments: { QueryString: `{% ${statement} %}`, WorkGroup: settings.workGroup },
        Retry: RETRY,
        Assign: { [tableVariable(step)]: `{% ${table} %}` },
        Output: `{% { "table": ${table}, "facts": $${factsVariable(step)}, "made": $${madeVariable(step)} } %}`,
        ...after,
      },
    },
  };
}
