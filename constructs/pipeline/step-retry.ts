import type { Duration } from 'aws-cdk-lib';

/** How a step that failed is tried again. */
export interface StepRetryOptions {
  /** How often, at most, after the first time. */
  readonly attempts: number;

  /**
   * How long until the first of them.
   *
   * @default Duration.seconds(5)
   */
  readonly interval?: Duration;

  /**
   * By how much each wait is longer than the one before.
   *
   * @default 2
   */
  readonly backoffRate?: number;

  /**
   * The longest wait.
   *
   * @default - waits grow without end
   */
  readonly maxDelay?: Duration;

  /**
   * Whether waits are chance, between nothing and what they would be: steps that failed together do not come back together.
   *
   * @default true
   */
  readonly jitter?: boolean;
}
