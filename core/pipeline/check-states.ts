import { QUERY, relations, tableOf } from './athena-query.js';
import { RUN_TIME, checkStatement } from './data-check.js';
import { ENTERED, handOn, rowsOf } from './made.js';
import { jsonata, ownVariable } from './names.js';
import type { DefinitionSettings, PipelineStepPlan } from './plan.js';
import { RETRY, type After, type State } from './state.js';

/** The failed checks, at most so many characters of a cause. */
const CAUSE_CHARACTERS = 30_000;

/** Asks for one row of counts, tells of what is not met, and ends the run there. */
export function checkStates(
  step: PipelineStepPlan & { readonly kind: 'check' },
  settings: DefinitionSettings,
  after: After,
): Record<string, State> {
  const { name, checks } = step;
  const [relation = ''] = Object.keys(step.inputs);
  const statement = checkStatement(checks, `"${relation}"`);
  const parts = statement.split(RUN_TIME).map((text) => jsonata(text));
  // `2026-03-01T04:00:00.000Z` as a timestamp is written.
  const query = [...relations(step), parts.join(` & "TIMESTAMP '" & $replace($substring($time, 0, 19), "T", " ") & ".000'" & `)].join(
    ' & ',
  );
  const [readName, tellName, failName] = [`${name}: answer`, `${name}: tell`, `${name}: failed`];
  const cell = (index: number): string => `$states.result.ResultSet.Rows[1].Data[${index}].VarCharValue`;
  const told = checks
    .map(({ says }, index) => `${cell(2 * index)} = "yes" ? "" : ${jsonata(`${says}: `)} & ${cell(2 * index + 1)}`)
    .join(', ');
  const failed = `[$filter([${told}], function($one) { $one != "" })]`;
  const handed = handOn(name, {
    table: tableOf(step.inputs[relation]),
    facts: `$merge([$${ownVariable(name)}, { "checks": ${checks.length}, "failed": $count(${failed}) }])`,
    began: `$${ownVariable(name)}.startedAt`,
    made: { rows: rowsOf(step.inputs[relation]) },
  });
  return {
    [name]: {
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
    [readName]: {
      Type: 'Task',
      Resource: 'arn:aws:states:::athena:getQueryResults',
      Arguments: { QueryExecutionId: '{% $states.input %}' },
      Retry: RETRY,
      Assign: {
        failed: `{% ${failed} %}`,
        ...handed.Assign,
      },
      Output: handed.Output,
      Next: `${name}: verdict`,
    },
    [`${name}: verdict`]: {
      Type: 'Choice',
      Choices: [{ Condition: '{% $count($failed) > 0 %}', Next: tellName }],
      Default: `${name}: passed`,
    },
    [`${name}: passed`]: { Type: 'Pass', ...after },
    [tellName]: {
      Type: 'Task',
      Resource: 'arn:aws:states:::aws-sdk:cloudwatch:putMetricData',
      Arguments: {
        Namespace: 'Slipway',
        MetricData: [
          {
            MetricName: 'DataChecksFailed',
            Dimensions: [{ Name: 'Deployment', Value: settings.pipeline }],
            Value: '{% $count($failed) %}',
            Unit: 'Count',
          },
        ],
      },
      Retry: RETRY,
      Catch: [{ ErrorEquals: ['States.ALL'], Next: failName }],
      Next: failName,
    },
    [failName]: {
      Type: 'Fail',
      Error: 'DataCheckFailed',
      Cause: `{% $substring($join($failed, "; "), 0, ${CAUSE_CHARACTERS}) %}`,
    },
  };
}
