const LAMBDA = 'arn:aws:states:::lambda:invoke';
/** What Lambda itself may answer for a moment (Step Functions Developer Guide, bp-lambda-serviceexception). */
const PASSING = [
  {
    ErrorEquals: ['Lambda.ServiceException', 'Lambda.AWSLambdaException', 'Lambda.SdkClientException', 'Lambda.TooManyRequestsException'],
    MaxAttempts: 6,
  },
];

/** What every step is told: when it is, and in which execution. */
export const EVENT = { now: '{% $now() %}', execution: '{% $states.context.Execution.Id %}' } as const;

/** A state that calls the function of a step, without what comes after it. */
export function invokeStep(FunctionName: string, Payload: Record<string, string>): Record<string, unknown> {
  return { Type: 'Task', Resource: LAMBDA, Arguments: { FunctionName, Payload: { ...EVENT, ...Payload } }, Retry: PASSING };
}
