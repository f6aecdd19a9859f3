import { Token, type TimeZone } from 'aws-cdk-lib';
import { Schedule } from 'aws-cdk-lib/aws-applicationautoscaling';
import { SlipwayError } from '../../core/errors/index.js';
import type { AutoscaledOptions } from './capacity.js';
import type { ScheduledCapacity } from './scheduled-capacity.js';

/** When people work with a model. */
export interface WorkingHours {
  /** When the fleet is woken, `08:00`. New instances need minutes: a little before the first caller. */
  readonly from: string;

  /** When it is parked, `18:00`, later the same day. */
  readonly to: string;

  /** Zone in which the hours are meant; its summer time is kept to. */
  readonly zone: TimeZone;

  /**
   * Days of the week, as AWS's cron expressions have them.
   *
   * @default 'MON-FRI'
   */
  readonly days?: string;

  /**
   * Instances that stay outside these hours; at least 1 for a real-time endpoint.
   *
   * @default 1
   */
  readonly instances?: number;
}

const DEFAULTS = Object.freeze({ days: 'MON-FRI', instances: 1 });
const TIME = /^([01]\d|2[0-3]):([0-5]\d)$/;
const DAY = '(?:MON|TUE|WED|THU|FRI|SAT|SUN|[1-7])';
const DAYS = new RegExp(`^(?:\\*|${DAY}(?:-${DAY})?(?:,${DAY}(?:-${DAY})?)*)$`);

/** Fewer instances while nobody works: at night and over the weekend. */
export class Parking {
  /**
   * Parks a fleet outside working hours. Where it follows its load too, load can still call for more instances at night: only the minimum goes
   * down. An alarm on lost instances then counts from the parked number.
   *
   * @param hours when it is awake
   */
  static outside(hours: WorkingHours): Parking {
    const { from, to, days = DEFAULTS.days, instances = DEFAULTS.instances } = hours;
    const problems = [
      ...[from, to]
        .filter((time) => !TIME.test(time))
        .map((time) => `'${time}' is no time of a day; give hours and minutes, for example 08:00`),
      ...(TIME.test(from) && TIME.test(to) && from >= to
        ? [`a fleet that wakes at ${from} cannot be parked at ${to} of the same day; give a later time`]
        : []),
      ...(DAYS.test(days) ? [] : [`'${days}' are no days of a week; give for example MON-FRI or SUN,TUE-THU`]),
      ...(Token.isUnresolved(instances) || (Number.isInteger(instances) && instances >= 1)
        ? []
        : [`a fleet cannot be parked at ${instances} instances; give a whole number from 1`]),
    ];
    if (problems.length > 0) throw new SlipwayError('capacity', problems.join('\n'));
    return new Parking(hours, days, instances);
  }

  private constructor(
    private readonly hours: WorkingHours,
    private readonly days: string,
    /** Instances that stay. */
    readonly instances: number,
  ) {}

  /**
   * Two actions: awake with the usual bounds, parked with a lower minimum.
   *
   * @internal
   */
  _actions({ min, max, requestsPerInstancePerMinute, policies = [] }: AutoscaledOptions): ScheduledCapacity[] {
    const { from, to, zone } = this.hours;
    const at = (time: string): Schedule => {
      const [hour, minute] = time.split(':').map(Number);
      return Schedule.cron({ minute: String(minute), hour: String(hour), weekDay: this.days });
    };
    // Nothing takes instances away by itself where nothing is followed.
    const followed = requestsPerInstancePerMinute !== undefined || policies.length > 0;
    return [
      { schedule: at(from), timeZone: zone, min, max },
      { schedule: at(to), timeZone: zone, min: this.instances, max: followed ? max : this.instances },
    ];
  }
}
