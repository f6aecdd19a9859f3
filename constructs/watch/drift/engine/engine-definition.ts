import type { CountTask } from './counting.js';

const LAMBDA = 'arn:aws:states:::lambda:invoke';
/** What Lambda itself may answer for a moment (Step Functions Developer Guide, bp-lambda-serviceexception). */
const PASSING = [
  {
    ErrorEquals: ['Lambda.ServiceException', 'Lambda.AWSLambdaException', 'Lambda.SdkClientException', 'Lambda.TooManyRequestsException'],
    MaxAttempts: 6,
  },
];
/** A day is tried twice, and again half a day later by another execution. */
const AGAIN = [{ ErrorEquals: ['States.ALL'], IntervalSeconds: 60, MaxAttempts: 1 }];
/** Before the next execution begins. */
const LONGEST_SECONDS = 11 * 3600;

/**
 * The state machine around an engine: what is to be counted, count it, judge it, until no day is left. Whatever fails fails the execution, and a
 * day that nobody judged sets off the alarm DistributionSilent.
 */
export function engineDefinition(functionArn: string, { resource, arguments: given, counted }: CountTask): Record<string, unknown> {
  const invoke = (Payload: Record<string, string>): Record<string, unknown> => ({
    Type: 'Task',
    Resource: LAMBDA,
    Arguments: { FunctionName: functionArn, Payload: { ...Payload, time: '{% $time %}' } },
    Retry: PASSING,
  });
  const window = { from: '{% $states.input.from %}', to: '{% $states.input.to %}' };
  return {
    Comment: 'Days whose rows are counted elsewhere and judged by the monitor',
    QueryLanguage: 'JSONata',
    TimeoutSeconds: LONGEST_SECONDS,
    StartAt: 'Begin',
    States: {
      Begin: {
        Type: 'Pass',
        Assign: { time: '{% $exists($states.input.time) ? $states.input.time : $states.context.Execution.StartTime %}' },
        Next: 'Prepare',
      },
      Prepare: { ...invoke({ task: 'prepare' }), Output: '{% $states.result.Payload %}', Next: 'IsDue' },
      IsDue: {
        Type: 'Choice',
        Choices: [
          { Condition: '{% $states.input.due = false %}', Next: 'Done' },
          { Condition: '{% $states.input.count = false %}', Output: window, Next: 'JudgeNothing' },
        ],
        Default: 'Count',
      },
      Count: { Type: 'Task', Resource: resource, Arguments: given, Retry: AGAIN, Output: { ...window, ...counted }, Next: 'Judge' },
      Judge: { ...invoke({ task: 'judge', ...window, ...fromInput(counted) }), Output: {}, Next: 'Prepare' },
      JudgeNothing: { ...invoke({ task: 'judge', ...window }), Output: {}, Next: 'Prepare' },
      Done: { Type: 'Succeed' },
    },
  };
}

function fromInput(counted: CountTask['counted']): Record<string, string> {
  return Object.fromEntries(Object.keys(counted).map((name) => [name, `{% $states.input.${name} %}`]));
}
