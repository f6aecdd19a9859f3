import { BETWEEN_ATTEMPTS } from './batch-defaults.js';

/** Names of the steps' functions, and what the job is. */
export interface DefinitionParts {
  readonly prepareArn: string;
  readonly publishArn: string;
  readonly failArn: string;
  /** CreateTransformJob without name, manifest and output, which each attempt has of its own. */
  readonly job: Readonly<Record<string, unknown>>;
  readonly contentType: string;
  readonly capSeconds: number;
  readonly attempts: number;
}

const LAMBDA = 'arn:aws:states:::lambda:invoke';
/** What Lambda itself may answer for a moment (Step Functions Developer Guide, bp-lambda-serviceexception). */
const PASSING = [
  {
    ErrorEquals: ['Lambda.ServiceException', 'Lambda.AWSLambdaException', 'Lambda.SdkClientException', 'Lambda.TooManyRequestsException'],
    MaxAttempts: 6,
  },
];

/**
 * The state machine around a transform job, in JSONata: freeze the input, score it, look at what came out, publish. An attempt that fails is
 * stopped and written down; as long as there is a further one, it begins anew under a name of its own.
 */
export function batchDefinition(parts: DefinitionParts): Record<string, unknown> {
  const { prepareArn, publishArn, failArn, job, contentType, capSeconds, attempts } = parts;
  const now = '{% $now() %}';
  const failed = [{ ErrorEquals: ['States.ALL'], Output: '{% $states.errorOutput %}', Next: 'WriteDown' }];
  const invoke = (FunctionName: string, Payload: Record<string, string>): Record<string, unknown> => ({
    Type: 'Task',
    Resource: LAMBDA,
    Arguments: { FunctionName, Payload },
    Retry: PASSING,
  });
  return {
    Comment: 'A model over files: one run, published once',
    QueryLanguage: 'JSONata',
    StartAt: 'Begin',
    States: {
      Begin: {
        Type: 'Pass',
        Assign: {
          time: '{% $exists($states.input.time) ? $states.input.time : $states.context.Execution.StartTime %}',
          backfill: '{% $exists($states.input.backfill) ? $states.input.backfill : false %}',
          tried: 0,
          run: { attempt: 0 },
        },
        Next: 'Prepare',
      },
      Prepare: {
        ...invoke(prepareArn, { time: '{% $time %}', now, execution: '{% $states.context.Execution.Id %}' }),
        Assign: { run: '{% $states.result.Payload %}', tried: '{% $tried + 1 %}' },
        Output: '{% $states.result.Payload %}',
        Catch: [
          {
            ErrorEquals: ['States.ALL'],
            Assign: { tried: '{% $tried + 1 %}', run: { attempt: 0 } },
            Output: '{% $states.errorOutput %}',
            Next: 'WriteDown',
          },
        ],
        Next: 'IsReady',
      },
      IsReady: {
        Type: 'Choice',
        Choices: [{ Condition: "{% $run.status = 'ready' %}", Next: 'Transform' }],
        Default: 'LeftAlone',
      },
      LeftAlone: { Type: 'Succeed' },
      Transform: {
        Type: 'Task',
        Resource: 'arn:aws:states:::sagemaker:createTransformJob.sync',
        Arguments: {
          ...job,
          TransformJobName: '{% $run.jobName %}',
          TransformInput: {
            ContentType: contentType,
            SplitType: 'Line',
            CompressionType: 'None',
            DataSource: { S3DataSource: { S3DataType: 'ManifestFile', S3Uri: '{% $run.manifest %}' } },
          },
          TransformOutput: {
            ...(job['TransformOutput'] as object | undefined),
            S3OutputPath: '{% $run.output %}',
            Accept: contentType,
            AssembleWith: 'Line',
          },
        },
        TimeoutSeconds: capSeconds,
        Assign: {
          job: '{% {"TransformStartTime": $states.result.TransformStartTime, "TransformEndTime": $states.result.TransformEndTime} %}',
        },
        Output: '{% $run %}',
        Catch: [{ ErrorEquals: ['States.Timeout'], Output: '{% $states.errorOutput %}', Next: 'StopJob' }, ...failed],
        Next: 'Publish',
      },
      StopJob: {
        Type: 'Task',
        Resource: 'arn:aws:states:::aws-sdk:sagemaker:stopTransformJob',
        Arguments: { TransformJobName: '{% $run.jobName %}' },
        Output: '{% $states.input %}',
        // It may have ended by itself meanwhile.
        Catch: [{ ErrorEquals: ['States.ALL'], Output: '{% $states.input %}', Next: 'WriteDown' }],
        Next: 'WriteDown',
      },
      Publish: {
        ...invoke(publishArn, {
          runId: '{% $run.runId %}',
          attempt: '{% $run.attempt %}',
          startedAt: '{% $run.startedAt %}',
          job: '{% $job %}',
          backfill: '{% $backfill %}',
          execution: '{% $states.context.Execution.Id %}',
          now,
        }),
        Output: '{% $states.result.Payload %}',
        Catch: failed,
        Next: 'Done',
      },
      Done: { Type: 'Succeed' },
      WriteDown: {
        ...invoke(failArn, {
          time: '{% $time %}',
          now,
          execution: '{% $states.context.Execution.Id %}',
          error: '{% $exists($states.input.Error) ? $states.input.Error : "Unknown" %}',
          cause: '{% $exists($states.input.Cause) ? $states.input.Cause : "" %}',
          attempt: '{% $run.attempt %}',
          backfill: '{% $backfill %}',
          last: `{% $tried >= ${attempts} %}`,
        }),
        Output: '{% $states.input %}',
        Catch: [{ ErrorEquals: ['States.ALL'], Output: '{% $states.input %}', Next: 'IsLast' }],
        Next: 'IsLast',
      },
      IsLast: {
        Type: 'Choice',
        Choices: [{ Condition: `{% $tried >= ${attempts} %}`, Next: 'Failed' }],
        Default: 'WaitAWhile',
      },
      WaitAWhile: { Type: 'Wait', Seconds: BETWEEN_ATTEMPTS.toSeconds(), Next: 'Prepare' },
      Failed: {
        Type: 'Fail',
        Error: '{% $exists($states.input.Error) ? $states.input.Error : "Unknown" %}',
        Cause: '{% $exists($states.input.Cause) ? $states.input.Cause : "no cause was given" %}',
      },
    },
  };
}
