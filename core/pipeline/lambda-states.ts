import { folderOf, handOn, rowsOf } from './made.js';
import type { DefinitionSettings, LambdaPlan, PipelineStepPlan } from './plan.js';
import { RETRY, type After, type State } from './state.js';
import { afterRows } from './written-rows.js';

/** Longest answer of a function that the record keeps, in characters. */
const KEPT_ANSWER = 1000;

/** A function that is told where its inputs lie and where it is to write. */
export function lambdaStates(step: PipelineStepPlan & LambdaPlan, settings: DefinitionSettings, after: After): Record<string, State> {
  const { name, functionArn, parameters, output } = step;
  const folder = folderOf(name, settings);
  const rows = afterRows(name, output, settings, after);
  const answer = `$length($string($states.result.Payload)) <= ${KEPT_ANSWER} ? $states.result.Payload : null`;
  return {
    [name]: {
      Type: 'Task',
      Resource: 'arn:aws:states:::lambda:invoke',
      Arguments: {
        FunctionName: functionArn,
        Payload: {
          pipeline: settings.pipeline,
          step: name,
          run: '{% $states.context.Execution.Name %}',
          time: '{% $time %}',
          inputs: Object.fromEntries(Object.entries(step.inputs).map(([input, place]) => [input, `{% ${rowsOf(place)} %}`])),
          output: `{% ${folder} %}`,
          parameters,
        },
      },
      Retry: RETRY,
      ...handOn(name, { facts: `{ "answer": ${answer} }`, made: { rows: folder } }),
      ...rows.after,
    },
    ...rows.states,
  };
}
