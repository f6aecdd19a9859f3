import type { Duration } from 'aws-cdk-lib';

/** Thresholds of the standard alarms. */
export interface StandardAlarmOptions {
  /**
   * Share of the requests that may fail in the model, 0 to 1.
   *
   * @default 0.01
   */
  readonly errorRate?: number;

  /**
   * Share of the requests that the model may refuse, 0 to 1.
   *
   * @default 0.1
   */
  readonly clientErrorRate?: number;

  /**
   * Time without a call that is an alarm, where traffic is promised.
   *
   * @default - 15 minutes, or long enough for 14 requests in the quietest hour
   */
  readonly silentFor?: Duration;

  /**
   * Batch: share of a run's records that may be set aside because they cannot be scored, 0 to 1.
   *
   * @default 0.001
   */
  readonly rejectedRate?: number;

  /**
   * Batch: age of the newest object of the input that is an alarm.
   *
   * @default - 26 hours where results are promised daily, else twice the promised time
   */
  readonly inputOlderThan?: Duration;
}
