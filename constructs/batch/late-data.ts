import type { Duration } from 'aws-cdk-lib';
import type { LateSettings } from '../../core/batch/settings.js';

/** What becomes of what comes into a day's part after its run. */
export class LateData {
  /**
   * The part is run again with it, after the run of the day on which it came, until it is closed. What comes still later, within as many days
   * again, is counted as lost.
   *
   * @param closedAfter days after its run at which a part is closed: whole days, 1 to 31
   */
  static runAgain(closedAfter: Duration): LateData {
    const days = closedAfter.toDays({ integral: false });
    return new LateData({ rerunDays: days, lookDays: 2 * days });
  }

  /**
   * A part is closed with its run: what comes later is in no result, and counted as lost.
   *
   * @param lookedAtFor days after its run for which a part is looked at: whole days, 1 to 31
   */
  static countedAsLost(lookedAtFor: Duration): LateData {
    return new LateData({ rerunDays: 0, lookDays: lookedAtFor.toDays({ integral: false }) });
  }

  private constructor(
    /** @internal */
    readonly _settings: LateSettings,
  ) {}
}
