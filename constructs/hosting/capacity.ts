import { Token } from 'aws-cdk-lib';
import { SlipwayError } from '../../core/errors/index.js';

/** How an endpoint follows its load. */
export interface AutoscaledOptions {
  /** Instances that are always there; at least 1 for a real-time endpoint. */
  readonly min: number;

  /** Instances that are never exceeded. */
  readonly max: number;

  /** Requests per minute that one instance should have; more are added above it, taken away below. */
  readonly requestsPerInstancePerMinute: number;
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
    return new Capacity(instances, undefined);
  }

  /**
   * Target tracking on requests per instance and minute. How many an instance can take is found by measuring: leave room, since a new one
   * needs minutes to start.
   *
   * @param options bounds and target
   */
  static autoscaled(options: AutoscaledOptions): Capacity {
    const { min, max, requestsPerInstancePerMinute: target } = options;
    const known = [min, max, target].every((value) => !Token.isUnresolved(value));
    if (known && !(Number.isInteger(min) && Number.isInteger(max) && min >= 1 && max >= min && target > 0)) {
      throw new SlipwayError(
        'capacity',
        `autoscaling from ${min} to ${max} instances at ${target} requests per minute each is not accepted; give min from 1, max from min, and a target above 0`,
      );
    }
    return new Capacity(min, options);
  }

  private constructor(
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
