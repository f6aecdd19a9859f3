import { retriers } from './flow.js';
import { ENTERED, folderOf, handOn, rowsOf } from './made.js';
import { identifier, jsonata, ownVariable } from './names.js';
import type { DefinitionSettings, MapPlan, PipelineStepPlan } from './plan.js';
import { RETRY, type After, type State } from './state.js';
import { afterRows } from './written-rows.js';

/** What a call is told of the run, which its own execution does not see. */
const COMMON = '$states.input.BatchInput';

/**
 * A function for every object of a table: a distributed Map lists them, and every call is an execution of its own that is tried again by itself
 * and writes below a folder of its own. What calls answered lies beside the rows; what the record says is counted by Step Functions.
 */
export function mapStates(step: PipelineStepPlan & MapPlan, settings: DefinitionSettings, after: After): Record<string, State> {
  const { name, perCall, atOnce, output } = step;
  const place = `$substringAfter(${rowsOf(Object.values(step.inputs)[0])}, "s3://")`;
  const bucket = `$substringBefore(${place}, "/")`;
  const own = `$${ownVariable(name)}`;
  const countName = `${name}: count`;
  const rows = afterRows(name, output, settings, after);
  return {
    [name]: {
      Type: 'Map',
      Label: identifier(name),
      ItemReader: {
        Resource: 'arn:aws:states:::s3:listObjectsV2',
        Arguments: { Bucket: `{% ${bucket} %}`, Prefix: `{% $substringAfter(${place}, "/") %}` },
      },
      ItemSelector: {
        object: `{% "s3://" & ${bucket} & "/" & $states.context.Map.Item.Value.Key %}`,
        index: '{% $states.context.Map.Item.Index %}',
      },
      ItemBatcher: {
        MaxItemsPerBatch: perCall,
        BatchInput: {
          run: '{% $states.context.Execution.Name %}',
          time: '{% $time %}',
          output: `{% ${folderOf(name, settings)} %}`,
        },
      },
      MaxConcurrency: atOnce,
      ItemProcessor: {
        ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType: 'STANDARD' },
        StartAt: `${name}: call`,
        States: { [`${name}: call`]: callState(step, settings) },
      },
      ResultWriter: {
        Resource: 'arn:aws:states:::s3:putObject',
        Arguments: {
          Bucket: settings.bucket,
          Prefix: `{% ${jsonata(settings.prefix)} & $run & ${jsonata(`/${identifier(name)}.calls/`)} & $string($states.context.State.RetryCount) %}`,
        },
      },
      Assign: {
        [ownVariable(name)]: `{% { "startedAt": ${ENTERED}, "rows": ${folderOf(name, settings)}, "mapRun": $states.result.MapRunArn } %}`,
      },
      Output: '{% {} %}',
      Next: countName,
    },
    [countName]: {
      Type: 'Task',
      Resource: 'arn:aws:states:::aws-sdk:sfn:describeMapRun',
      Arguments: { MapRunArn: `{% ${own}.mapRun %}` },
      Retry: RETRY,
      ...handOn(name, {
        facts: '{ "objects": $states.result.ItemCounts.Total, "calls": $states.result.ExecutionCounts.Total }',
        began: `${own}.startedAt`,
        made: { rows: `${own}.rows` },
      }),
      ...rows.after,
    },
    ...rows.states,
  };
}

function callState({ name, functionArn, parameters, retry }: PipelineStepPlan & MapPlan, { pipeline }: DefinitionSettings): State {
  return {
    Type: 'Task',
    Resource: 'arn:aws:states:::lambda:invoke',
    Arguments: {
      FunctionName: functionArn,
      Payload: {
        pipeline,
        step: name,
        run: `{% ${COMMON}.run %}`,
        time: `{% ${COMMON}.time %}`,
        objects: '{% $append([], $states.input.Items.object) %}',
        output: `{% ${COMMON}.output & $string($states.input.Items[0].index) & "/" %}`,
        parameters,
      },
    },
    Retry: retry === undefined ? RETRY : retriers(retry),
    // An execution's output has a bound; what a function has to say it writes.
    Output: '{% {} %}',
    End: true,
  };
}
