import type { Duration, TimeZone } from 'aws-cdk-lib';
import { SlipwayError } from '../../core/errors/index.js';
import type { FreshnessRule } from '../../core/batch/freshness.js';
import { minutesOf } from './local-time.js';

/** How fresh results are promised to be: alarms, schedule and rehearsal follow from it. */
export class Freshness {
  /**
   * New results every day by a local time. What is owed are results as of a run within the day before it.
   *
   * @param time `06:00`
   * @param zone whose clocks count
   */
  static dailyBy(time: string, zone: TimeZone): Freshness {
    return new Freshness({ kind: 'daily', minutes: minutesOf(time), zone: zone.timezoneName });
  }

  /**
   * Results that are never older than a time.
   *
   * @param duration a quarter of an hour or more, since freshness is looked at every five minutes
   */
  static within(duration: Duration): Freshness {
    if (duration.toMinutes() < LEAST_MINUTES)
      throw new SlipwayError(
        'promise',
        `results within ${duration.toHumanString()} cannot be watched; promise ${LEAST_MINUTES} minutes or more`,
      );
    return new Freshness({ kind: 'within', seconds: duration.toSeconds() });
  }

  private constructor(
    /** @internal */
    readonly _rule: FreshnessRule,
  ) {}
}

const LEAST_MINUTES = 15;
