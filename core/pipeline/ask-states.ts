import { QUERY, relations } from './athena-query.js';
import { RUN_TIME, checkStatement, type DataCheck } from './data-check.js';
import { ENTERED } from './made.js';
import { jsonata, ownVariable } from './names.js';
import type { DefinitionSettings, PipelineStepPlan } from './plan.js';
import { RETRY, type State } from './state.js';

export interface Asked {
  /** The state that asks for one row of counts. */
  readonly ask: State;
  /** The state that reads it, but for what it hands on and where it leads. */
  readonly read: State;
  /** The conditions that are not met, a list of texts, as an expression of the state that reads. */
  readonly failed: string;
}

/** Asks for the counts of conditions over rows. */
export function askStates(
  step: PipelineStepPlan & { readonly checks: readonly DataCheck[] },
  settings: DefinitionSettings,
  readName: string,
): Asked {
  const { name, checks } = step;
  const [relation = ''] = Object.keys(step.inputs);
  const statement = checkStatement(checks, `"${relation}"`);
  const parts = statement.split(RUN_TIME).map((text) => jsonata(text));
  // `2026-03-01T04:00:00.000Z` as a timestamp is written.
  const query = [...relations(step), parts.join(` & "TIMESTAMP '" & $replace($substring($time, 0, 19), "T", " ") & ".000'" & `)].join(
    ' & ',
  );
  const cell = (index: number): string => `$states.result.ResultSet.Rows[1].Data[${index}].VarCharValue`;
  const told = checks
    .map(({ says }, index) => `${cell(2 * index)} = "yes" ? "" : ${jsonata(`${says}: `)} & ${cell(2 * index + 1)}`)
    .join(', ');
  return {
    ask: {
      Type: 'Task',
      Resource: QUERY,
      Arguments: { QueryString: `{% ${query} %}`, WorkGroup: settings.workGroup },
      Retry: RETRY,
      Assign: {
        [ownVariable(name)]:
          `{% { "startedAt": ${ENTERED}, "query": $states.result.QueryExecution.QueryExecutionId, "scannedBytes": $states.result.QueryExecution.Statistics.DataScannedInBytes } %}`,
      },
      Output: '{% $states.result.QueryExecution.QueryExecutionId %}',
      Next: readName,
    },
    read: {
      Type: 'Task',
      Resource: 'arn:aws:states:::athena:getQueryResults',
      Arguments: { QueryExecutionId: '{% $states.input %}' },
      Retry: RETRY,
    },
    failed: `[$filter([${told}], function($one) { $one != "" })]`,
  };
}
