import { jsonata } from './names.js';
import { RETRY, type State } from './state.js';

/** How an object is held by one execution at a time. */
export interface Claim {
  /** What the states are called, before a colon. */
  readonly name: string;
  readonly bucket: string;
  /** Key of the object, an expression. */
  readonly key: string;
  /** Statuses of the execution that holds it in which it is not to be had. */
  readonly held: readonly string[];
  /** State for whoever has it. */
  readonly next: string;
  /** State for whoever finds it held. */
  readonly otherwise: string;
}

/**
 * Holds an object for this execution. S3 writes it only where it is not there yet, or where it is as it was last read, so that of two
 * executions that come at once one has it. Nobody has to give it back: whoever finds it asks Step Functions how its holder stands, and takes it
 * over from one that has ended. UNCONFIRMED: the name of the error of a condition that does not hold; whatever a write fails with is looked into
 * in the same way.
 */
export function claimStates({ name, bucket, key, held, next, otherwise }: Claim): Record<string, State> {
  const holder = `${name}: holder`;
  const own = `${name}: own`;
  const look = `${name}: look`;
  const free = `${name}: free`;
  const put = (condition: State): State => ({
    Type: 'Task',
    Resource: 'arn:aws:states:::aws-sdk:s3:putObject',
    Arguments: {
      Bucket: bucket,
      Key: `{% ${key} %}`,
      ContentType: 'application/json',
      Body: '{% $string({ "version": 1, "execution": $states.context.Execution.Id }) %}',
      ...condition,
    },
    Catch: [{ ErrorEquals: ['States.TaskFailed'], Output: '{% {} %}', Next: holder }],
    Output: '{% {} %}',
    Next: next,
  });
  const choice = (condition: string, yes: string, no: string): State => ({
    Type: 'Choice',
    Choices: [{ Condition: `{% ${condition} %}`, Next: yes }],
    Default: no,
  });
  return {
    [`${name}: take`]: put({ IfNoneMatch: '*' }),
    [holder]: {
      Type: 'Task',
      Resource: 'arn:aws:states:::aws-sdk:s3:getObject',
      Arguments: { Bucket: bucket, Key: `{% ${key} %}` },
      Retry: RETRY,
      Output: '{% { "execution": $parse($states.result.Body).execution, "tag": $states.result.ETag } %}',
      Next: own,
    },
    // A write whose answer was lost, or a redrive.
    [own]: choice('$states.input.execution = $states.context.Execution.Id', next, look),
    [look]: {
      Type: 'Task',
      Resource: 'arn:aws:states:::aws-sdk:sfn:describeExecution',
      Arguments: { ExecutionArn: '{% $states.input.execution %}' },
      Retry: [{ ...RETRY[0], ErrorEquals: ['Sfn.SfnException'] }],
      // Step Functions forgets an execution 90 days after its end.
      Catch: [{ ErrorEquals: ['States.TaskFailed'], Output: '{% { "status": "GONE", "tag": $states.input.tag } %}', Next: free }],
      Output: '{% { "status": $states.result.Status, "tag": $states.input.tag } %}',
      Next: free,
    },
    [free]: choice(`$states.input.status in [${held.map(jsonata).join(', ')}]`, otherwise, `${name}: take over`),
    [`${name}: take over`]: put({ IfMatch: '{% $states.input.tag %}' }),
  };
}
