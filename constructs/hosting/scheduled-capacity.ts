import type { TimeZone } from 'aws-cdk-lib';
import type { Schedule } from 'aws-cdk-lib/aws-applicationautoscaling';

/** Other bounds of a fleet from a stated time on, until the next such action. */
export interface ScheduledCapacity {
  /** When: `Schedule.cron`, `Schedule.at` or `Schedule.rate` of aws-cdk-lib/aws-applicationautoscaling. */
  readonly schedule: Schedule;

  /**
   * Zone in which the time is meant; without one, summer time moves it by an hour.
   *
   * @default - UTC
   */
  readonly timeZone?: TimeZone;

  /**
   * Instances that are there from then on.
   *
   * @default - as before
   */
  readonly min?: number;

  /**
   * Instances that are not exceeded from then on.
   *
   * @default - as before
   */
  readonly max?: number;
}
