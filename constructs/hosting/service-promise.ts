import type { Duration } from 'aws-cdk-lib';
import type { Freshness } from '../batch/freshness.js';
import type { Traffic } from './traffic.js';

/** What a deployment promises of its service; alarms follow from it, and the rehearsal reads it beside the template. */
export interface ServicePromise {
  /**
   * Bar for the time in the model.
   *
   * @default - none is promised
   */
  readonly latency?: Duration;

  /**
   * Traffic that is there on every day.
   *
   * @default - none is promised, and silence is no alarm
   */
  readonly traffic?: Traffic;

  /**
   * How fresh results have to be.
   *
   * @default - none is promised
   */
  readonly refreshed?: Freshness;
}
