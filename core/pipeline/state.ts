/** A state as Amazon States Language has it. */
export type State = Record<string, unknown>;

/** What comes after a state. */
export type After = { readonly Next: string } | { readonly End: true };

/** Full jitter; services refuse for a moment what is too much at once. */
export const RETRY = [{ ErrorEquals: ['States.ALL'], IntervalSeconds: 5, MaxAttempts: 2, BackoffRate: 2, JitterStrategy: 'FULL' }];

/**
 * The call that starts a job was refused, for its rate, for a limit of the account or by a fault of the service. The first two names are those
 * of the developer guide's examples; that a rate is told of by the others is UNCONFIRMED.
 */
const REFUSED_CALL = [
  'SageMaker.AmazonSageMakerException',
  'SageMaker.ResourceLimitExceededException',
  'SageMaker.SdkClientException',
  'SageMaker.ThrottlingException',
  'ThrottlingException',
];

/**
 * For jobs that run a script of the user's. A job that has failed is `States.TaskFailed`, which its own script almost always is to blame for, and
 * Retry sees no more than the name: the same script over the same rows fails again and is paid again. A Catch that looks at the cause would leave
 * the run in another state, from which no redrive tries the job again.
 */
export const RETRY_CALL = RETRY.map((retrier) => ({ ...retrier, ErrorEquals: REFUSED_CALL }));
