import { factsVariable, jsonata } from './names.js';
import type { DefinitionSettings, PipelineStepPlan } from './plan.js';
import { RETRY, type State } from './state.js';

/** What a run did, one object that is written last: a run without it did not end well. */
export function recordState(steps: readonly PipelineStepPlan[], { bucket, prefix, pipeline }: DefinitionSettings): State {
  const facts = steps
    .map(({ name, kind }) => `${jsonata(name)}: $merge([{ "kind": ${jsonata(kind)} }, $${factsVariable(name)}])`)
    .join(', ');
  return {
    Type: 'Task',
    Resource: 'arn:aws:states:::aws-sdk:s3:putObject',
    Arguments: {
      Bucket: bucket,
      Key: `{% ${jsonata(prefix)} & $run & "/record.json" %}`,
      ContentType: 'application/json',
      Body: `{% $string({ "version": 1, "pipeline": ${jsonata(pipeline)}, "status": "succeeded", "run": $states.context.Execution.Name, "execution": $states.context.Execution.Id, "time": $time, "startedAt": $startedAt, "endedAt": $now(), "inputs": $inputs, "steps": { ${facts} } }) %}`,
    },
    Retry: RETRY,
    Output: '{% { "run": $run } %}',
    End: true,
  };
}
