import { QUERY, relations } from './athena-query.js';
import { folderOf, handOn } from './made.js';
import { factsVariable, identifier, jsonata, madeVariable, tableVariable } from './names.js';
import type { DefinitionSettings, PipelineStepPlan } from './plan.js';
import { RETRY, type After, type State } from './state.js';

/** How the rows are written (Athena user guide, "CREATE TABLE AS"). */
const FORMATS = { parquet: "format = 'PARQUET'", jsonl: "format = 'JSON', write_compression = 'GZIP'" } as const;

/** A query that writes a table of its own. */
export function sqlStates(
  step: PipelineStepPlan & { readonly kind: 'sql' },
  settings: DefinitionSettings,
  after: After,
): Record<string, State> {
  const { name } = step;
  const table = `${jsonata(`"${settings.database}"."${identifier(name)}_`)} & $run & "_" & $string($states.context.State.RetryCount) & ${jsonata('"')}`;
  const location = folderOf(name, settings);
  const query = [
    jsonata('CREATE TABLE '),
    table,
    jsonata(` WITH (${FORMATS[step.format]}, external_location = '`),
    location,
    jsonata(`') AS `),
    ...relations(step),
    jsonata(`SELECT * FROM (\n${step.sql}\n)`),
  ].join(' & ');
  const { Assign } = handOn(name, { table, facts: factsOf(table), made: { rows: location } });
  const [rowsName, facts] = [`${name}: rows`, `$merge([$${factsVariable(name)}, { "rows": $states.result.UpdateCount }])`];
  return {
    [name]: {
      Type: 'Task',
      Resource: QUERY,
      Arguments: { QueryString: `{% ${query} %}`, WorkGroup: settings.workGroup },
      Retry: RETRY,
      Assign,
      Output: '{% $states.result.QueryExecution.QueryExecutionId %}',
      Next: rowsName,
    },
    // How many rows a query wrote is told by its result alone (Athena API reference, GetQueryResults, UpdateCount).
    [rowsName]: {
      Type: 'Task',
      Resource: 'arn:aws:states:::athena:getQueryResults',
      Arguments: { QueryExecutionId: '{% $states.input %}' },
      Retry: RETRY,
      Assign: { [factsVariable(name)]: `{% ${facts} %}` },
      Output: `{% { "table": $${tableVariable(name)}, "facts": ${facts}, "made": $${madeVariable(name)} } %}`,
      ...after,
    },
  };
}

/** What an execution of a query tells, kept for the record. */
function factsOf(table: string): string {
  return `( $q := $states.result.QueryExecution; { "table": ${table}, "query": $q.QueryExecutionId, "millis": $q.Statistics.TotalExecutionTimeInMillis, "scannedBytes": $q.Statistics.DataScannedInBytes } )`;
}
