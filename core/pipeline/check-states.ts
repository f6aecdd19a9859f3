import { askStates } from './ask-states.js';
import { tableOf } from './athena-query.js';
import { handOn, rowsOf } from './made.js';
import { failedVariable, ownVariable } from './names.js';
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
  const [input] = Object.values(step.inputs);
  const [readName, tellName, failName] = [`${name}: answer`, `${name}: tell`, `${name}: failed`];
  const { ask, read, failed } = askStates(step, settings, readName);
  const handed = handOn(name, {
    table: tableOf(input),
    facts: `$merge([$${ownVariable(name)}, { "checks": ${checks.length}, "failed": $count(${failed}) }])`,
    began: `$${ownVariable(name)}.startedAt`,
    made: { rows: rowsOf(input) },
  });
  return {
    [name]: ask,
    [readName]: {
      ...read,
      Assign: { [failedVariable(name)]: `{% ${failed} %}`, ...handed.Assign },
      Output: handed.Output,
      Next: `${name}: verdict`,
    },
    [`${name}: verdict`]: {
      Type: 'Choice',
      Choices: [{ Condition: `{% $count($${failedVariable(name)}) > 0 %}`, Next: tellName }],
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
            Value: `{% $count($${failedVariable(name)}) %}`,
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
      Cause: `{% $substring($join($${failedVariable(name)}, "; "), 0, ${CAUSE_CHARACTERS}) %}`,
    },
  };
}
