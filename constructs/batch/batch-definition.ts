import { BETWEEN_ATTEMPTS } from './batch-defaults.js';
import { invokeStep } from './invoke-step.js';
import { FIRST_ANSWER, LATE_VARIABLES, lateStates } from './late-states.js';

/** Names of the steps' functions, and what the job is. */
export interface DefinitionParts {
  readonly prepareArn: string;
  /** What makes lines of an input of Parquet. */
  readonly convertArn?: string;
  readonly publishArn: string;
  readonly failArn: string;
  /** Where late data are looked for. */
  readonly lateArn?: string;
  /** CreateTransformJob without name, manifest and output, which each attempt has of its own. */
  readonly job: Readonly<Record<string, unknown>>;
  readonly contentType: string;
  readonly capSeconds: number;
  readonly attempts: number;
  /** Whether what a job wrote that failed for the last time is published, without the objects that have no output. */
  readonly partly: boolean;
}

/**
 * The state machine around a transform job, in JSONata: freeze the input, score it, look at what came out, publish. An attempt that fails is
 * stopped and written down; as long as there is a further one, it begins anew under a name of its own.
 */
export function batchDefinition(parts: DefinitionParts): Record<string, unknown> {
  const { prepareArn, convertArn, publishArn, failArn, lateArn, attempts, partly } = parts;
  const failed = [{ ErrorEquals: ['States.ALL'], Output: '{% $states.errorOutput %}', Next: 'WriteDown' }];
  const looks = lateArn !== undefined;
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
          // A day that is filled in may have been run before.
          again: '{% $exists($states.input.backfill) ? $states.input.backfill : false %}',
          tried: 0,
          run: { attempt: 0 },
          ...(partly ? { partly: false } : {}),
          ...(looks ? LATE_VARIABLES : {}),
        },
        Next: 'Prepare',
      },
      Prepare: {
        ...invokeStep(prepareArn, { time: '{% $time %}', again: '{% $again %}' }),
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
        Choices: [{ Condition: "{% $run.status = 'ready' %}", Next: convertArn === undefined ? 'Transform' : 'Convert' }],
        Default: 'LeftAlone',
      },
      LeftAlone: { Type: 'Succeed' },
      ...(convertArn === undefined ? {} : convertStates(convertArn, failed)),
      Transform: transformState(parts, failed),
      ...(partly ? { IsPartly: partlyState(attempts) } : {}),
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
        ...invokeStep(publishArn, {
          runId: '{% $run.runId %}',
          attempt: '{% $run.attempt %}',
          startedAt: '{% $run.startedAt %}',
          job: '{% $job %}',
          backfill: '{% $backfill %}',
          ...(partly ? { partly: '{% $partly %}' } : {}),
        }),
        ...(looks ? { Assign: FIRST_ANSWER } : {}),
        Output: '{% $states.result.Payload %}',
        Catch: failed,
        Next: looks ? 'LookForLate' : 'Done',
      },
      ...(looks ? lateStates(lateArn, failArn) : {}),
      Done: { Type: 'Succeed', ...(looks ? { Output: '{% $answer %}' } : {}) },
      WriteDown: {
        ...invokeStep(failArn, {
          time: '{% $time %}',
          error: '{% $exists($states.input.Error) ? $states.input.Error : "Unknown" %}',
          cause: '{% $exists($states.input.Cause) ? $states.input.Cause : "" %}',
          runId: '{% $exists($run.runId) ? $run.runId : "" %}',
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

/** Lines of Parquet, some objects at a time, until there are of all. */
function convertStates(convertArn: string, failed: readonly object[]): Record<string, unknown> {
  return {
    Convert: {
      ...invokeStep(convertArn, { runId: '{% $run.runId %}' }),
      Output: '{% $states.result.Payload %}',
      Catch: failed,
      Next: 'IsConverted',
    },
    IsConverted: { Type: 'Choice', Choices: [{ Condition: '{% $states.input.left > 0 %}', Next: 'Convert' }], Default: 'Transform' },
  };
}

/** The job itself, stopped after its cap: SageMaker never does. */
function transformState({ job, contentType, capSeconds, partly }: DefinitionParts, failed: readonly object[]): Record<string, unknown> {
  return {
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
    Catch: [
      { ErrorEquals: ['States.Timeout'], Output: '{% $states.errorOutput %}', Next: 'StopJob' },
      ...(partly
        ? [
            {
              ErrorEquals: ['States.TaskFailed'],
              Assign: { job: '{% $states.errorOutput.Cause %}' },
              Output: '{% $states.errorOutput %}',
              Next: 'IsPartly',
            },
          ]
        : []),
      ...failed,
    ],
    Next: 'Publish',
  };
}

/** A job that has failed with its last attempt: the outputs of the objects that it could score are there. */
function partlyState(attempts: number): Record<string, unknown> {
  return {
    Type: 'Choice',
    Choices: [{ Condition: `{% $tried >= ${attempts} %}`, Assign: { partly: true }, Next: 'Publish' }],
    Default: 'WriteDown',
  };
}
