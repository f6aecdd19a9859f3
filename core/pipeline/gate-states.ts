import { handOn, madeOf } from './made.js';
import { ownVariable } from './names.js';
import type { DefinitionSettings, GatePlan, PipelineStepPlan } from './plan.js';
import { RETRY, type After, type State } from './state.js';

/** What keeps a model back, at most so many characters of a cause. */
const CAUSE_CHARACTERS = 30_000;

/** A function reads the card of a model; where it keeps the model back the run ends. */
export function gateStates(step: PipelineStepPlan & GatePlan, _settings: DefinitionSettings, after: After): Record<string, State> {
  const { name, functionArn, demands } = step;
  const card = madeOf(step.inputs['evaluation'], 'card');
  const gaps = '$states.result.Payload.gaps';
  const handed = handOn(name, {
    facts: `{ "gaps": $count(${gaps}) }`,
    made: { model: madeOf(step.inputs['model'], 'model'), card },
  });
  return {
    [name]: {
      Type: 'Task',
      Resource: 'arn:aws:states:::lambda:invoke',
      Arguments: { FunctionName: functionArn, Payload: { evaluation: `{% ${card} %}`, demands } },
      Retry: RETRY,
      Assign: { ...handed.Assign, [ownVariable(name)]: `{% { "gaps": $append([], ${gaps}) } %}` },
      Output: handed.Output,
      Next: `${name}: verdict`,
    },
    [`${name}: verdict`]: {
      Type: 'Choice',
      Choices: [{ Condition: `{% $count($${ownVariable(name)}.gaps) > 0 %}`, Next: `${name}: failed` }],
      Default: `${name}: passed`,
    },
    [`${name}: passed`]: { Type: 'Pass', ...after },
    [`${name}: failed`]: {
      Type: 'Fail',
      Error: 'ModelNotReady',
      Cause: `{% $substring($join($append([], $${ownVariable(name)}.gaps), "\\n"), 0, ${CAUSE_CHARACTERS}) %}`,
    },
  };
}
