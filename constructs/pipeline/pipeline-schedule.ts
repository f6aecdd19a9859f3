import type { Duration, TimeZone } from 'aws-cdk-lib';
import { SlipwayError } from '../../core/errors/index.js';

/** When a pipeline runs. */
export class PipelineSchedule {
  /**
   * Every day at a local time. EventBridge Scheduler leaves out a run whose time does not exist on the day on which clocks go forward: choose
   * none between 1 and 3 o'clock.
   *
   * @param time `04:30`
   * @param zone whose clocks count
   */
  static daily(time: string, zone: TimeZone): PipelineSchedule {
    const match = /^([01]?\d|2[0-3]):([0-5]\d)$/.exec(time);
    if (match === null) throw new SlipwayError('pipeline-props', `'${time}' is no time of a day; give hours and minutes, such as 04:30`);
    return new PipelineSchedule(`cron(${Number(match[2])} ${Number(match[1])} * * ? *)`, zone.timezoneName, MINUTES_A_DAY);
  }

  /**
   * Again and again.
   *
   * @param duration whole minutes, a day at most
   */
  static every(duration: Duration): PipelineSchedule {
    const minutes = duration.toMinutes();
    if (minutes < 1 || minutes > MINUTES_A_DAY)
      throw new SlipwayError('pipeline-props', `a pipeline every ${duration.toHumanString()} is not accepted; give a minute to a day`);
    return new PipelineSchedule(minutes === 1 ? 'rate(1 minute)' : `rate(${minutes} minutes)`, 'UTC', minutes);
  }

  private constructor(
    /** @internal */
    readonly _expression: string,
    /** @internal */
    readonly _zone: string,
    /** @internal */
    readonly _everyMinutes: number,
  ) {}
}

const MINUTES_A_DAY = 1440;
