import { jsonata } from './names.js';
import type { DefinitionSettings } from './plan.js';
import { FAILURE_FILE } from './record.js';
import { RETRY } from './state.js';

/** How an execution ends that did not end well (Step Functions developer guide, "Step Functions execution status change events"). */
export const BAD_ENDS = ['FAILED', 'TIMED_OUT', 'ABORTED'];

/**
 * The state machine that hears of a pipeline's runs that did not end well, and writes down how. It stands beside the pipeline: nothing of a run
 * itself runs once it has timed out, and a run that catches its own failure could not be redriven from the step that failed.
 */
export function failureDefinition({
  pipeline,
  bucket,
  prefix,
}: Pick<DefinitionSettings, 'pipeline' | 'bucket' | 'prefix'>): Record<string, unknown> {
  const time = '( $input := $parse($event.input); $exists($input.time) ? $input.time : $fromMillis($event.startDate) )';
  return {
    Comment: `${pipeline}: what is known of runs that did not end well`,
    QueryLanguage: 'JSONata',
    StartAt: 'Describe',
    TimeoutSeconds: 300,
    States: {
      Describe: {
        Type: 'Task',
        Resource: 'arn:aws:states:::aws-sdk:sfn:describeExecution',
        Arguments: { ExecutionArn: '{% $states.input.detail.executionArn %}' },
        Retry: RETRY,
        Assign: {
          event: '{% $states.input.detail %}',
          run: '{% $replace($lowercase($states.input.detail.name), /[^a-z0-9]+/, "_") %}',
        },
        Output:
          '{% { "error": $exists($states.result.Error) ? $states.result.Error : null, "cause": $exists($states.result.Cause) ? $states.result.Cause : null } %}',
        Next: 'Write',
      },
      Write: {
        Type: 'Task',
        Resource: 'arn:aws:states:::aws-sdk:s3:putObject',
        Arguments: {
          Bucket: bucket,
          Key: `{% ${jsonata(prefix)} & $run & ${jsonata(`/${FAILURE_FILE}`)} %}`,
          ContentType: 'application/json',
          Body: `{% $string({ "version": 1, "pipeline": ${jsonata(pipeline)}, "run": $event.name, "execution": $event.executionArn, "status": $lowercase($event.status), "error": $states.input.error, "cause": $states.input.cause, "time": ${time}, "startedAt": $fromMillis($event.startDate), "endedAt": $fromMillis($event.stopDate) }) %}`,
        },
        Retry: RETRY,
        Output: '{% { "run": $run } %}',
        End: true,
      },
    },
  };
}
