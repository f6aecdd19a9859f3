import { Token } from 'aws-cdk-lib';
import { SlipwayError } from '../../core/errors/index.js';
import type { Parking } from './parking.js';
import type { ScalingPolicy } from './scaling-policy.js';
import { leastOf, problemsOfSchedule } from './schedule-checks.js';
import type { ScheduledCapacity } from './scheduled-capacity.js';

/** How an endpoint follows its load, its calendar, or both. */
export interface AutoscaledOptions {
  /** Instances that are always there, unless a scheduled action or parking says otherwise; at least 1 for a real-time endpoint. */
  readonly min: number;

  /** Instances that are never exceeded. */
  readonly max: number;

  /**
   * Requests per minute that one instance should have; more instances are added above it, taken away below. The same as
   * `ScalingPolicy.requestsPerInstance` among `policies`.
   *
   * @default - requests are not followed
   */
  readonly requestsPerInstancePerMinute?: number;

  /**
   * What else the number of instances follows. Of several the one counts that wants most instances.
   *
   * @default - nothing else
   */
  readonly policies?: ScalingPolicy[];

  /**
   * Other bounds from stated times on.
   *
   * @default - the bounds hold at all times
   */
  readonly schedule?: ScheduledCapacity[];

  /**
   * Fewer instances outside working hours.
   *
   * @default - the bounds hold at all hours
   */
  readonly parked?: Parking;
}

/** How many instances run. */
export class Capacity {
  /**
   * Always the same number.
   *
   * @param instances 1 or more
   */
  static fixed(instances: number): Capacity {
    if (!Token.isUnresolved(instances) && !(Number.isInteger(instances) && instances >= 1)) {
      throw new SlipwayError('capacity', `the number of instances is ${instances}; give a whole number from 1`);
    }
    return new Capacity(instances, instances, undefined);
  }

  /**
   * A number that Application Auto Scaling changes, by load or by the clock. How much an instance can take is found by measuring: leave room,
   * since a new one needs minutes to start. An update of the endpoint keeps the number, and takes the weights from the code.
   *
   * @param options bounds, and what the number follows
   */
  static autoscaled(options: AutoscaledOptions): Capacity {
    const problems = [...problemsOfBounds(options), ...problemsOfCalendar(options)];
    if (problems.length > 0) throw new SlipwayError('capacity', problems.join('\n'));
    const { min, schedule = [], parked } = options;
    return new Capacity(min, leastOf(min, [...schedule, ...(parked?._actions(options) ?? [])]), options);
  }

  private constructor(
    /** Instances with which a new endpoint starts. */
    readonly initialInstances: number,
    /** Instances that are there at all times. */
    readonly minimumInstances: number,
    /**
     * How the number follows the load.
     *
     * @default - it is fixed
     */
    readonly scaling?: AutoscaledOptions,
  ) {}
}

function problemsOfBounds({ min, max, requestsPerInstancePerMinute: target }: AutoscaledOptions): string[] {
  const known = [min, max, target ?? 1].every((value) => !Token.isUnresolved(value));
  if (!known || (Number.isInteger(min) && Number.isInteger(max) && min >= 1 && max >= min && (target ?? 1) > 0)) return [];
  const at = target === undefined ? '' : ` at ${target} requests per minute each`;
  return [
    `autoscaling from ${min} to ${max} instances${at} is not accepted; give min from 1, max from min${target === undefined ? '' : ', and a target above 0'}`,
  ];
}

function problemsOfCalendar({ min, max, requestsPerInstancePerMinute, policies = [], schedule = [], parked }: AutoscaledOptions): string[] {
  const follows = requestsPerInstancePerMinute !== undefined || policies.length > 0 || schedule.length > 0 || parked !== undefined;
  return [
    ...(follows
      ? []
      : [
          'autoscaling follows nothing; give requestsPerInstancePerMinute, policies, a schedule or parking, or take Capacity.fixed where the number stays',
        ]),
    ...schedule.flatMap((action) => problemsOfSchedule(action, { min, max })),
    ...(parked !== undefined && !Token.isUnresolved(max) && parked.instances > max
      ? [`parking keeps ${parked.instances} instances and the maximum is ${max}; park at fewer`]
      : []),
  ];
}
