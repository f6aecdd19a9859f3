import type { Duration, TimeZone } from 'aws-cdk-lib';
import { requireReason } from '../reason.js';
import { minutesOf } from './local-time.js';

/** When a batch deployment runs. */
export class BatchSchedule {
  /**
   * Every day at a local time. A time that does not exist on the day on which clocks go forward is moved to the end of the missing hour.
   *
   * @param time `04:30`
   * @param zone whose clocks count
   */
  static daily(time: string, zone: TimeZone): BatchSchedule {
    return new BatchSchedule('daily', { minutes: minutesOf(time), zone: zone.timezoneName });
  }

  /**
   * Again and again.
   *
   * @param duration whole minutes
   */
  static every(duration: Duration): BatchSchedule {
    return new BatchSchedule('every', { everyMinutes: duration.toMinutes() });
  }

  /**
   * Whenever an object with this name is written below the input's prefix, such as `_SUCCESS`. The bucket has to send its events to EventBridge
   * (`eventBridgeEnabled`).
   *
   * @param name end of the object's key
   */
  static onObject(name: string): BatchSchedule {
    return new BatchSchedule('object', { name });
  }

  /**
   * Only when somebody starts it.
   *
   * @param because why, for whoever reviews it
   */
  static none(because: string): BatchSchedule {
    requireReason(because, 'no schedule');
    return new BatchSchedule('none', {});
  }

  private constructor(
    /** @internal */
    readonly _kind: 'daily' | 'every' | 'object' | 'none',
    /** @internal */
    readonly _at: { readonly minutes?: number; readonly zone?: string; readonly everyMinutes?: number; readonly name?: string },
  ) {}
}
