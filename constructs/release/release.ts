import { Duration } from 'aws-cdk-lib';
import type { CfnEndpoint } from 'aws-cdk-lib/aws-sagemaker';
import type { Construct } from 'constructs';
import { SlipwayError } from '../../core/errors/index.js';
import { RELEASE_LIMITS } from '../../core/limits/index.js';
import { requireReason } from '../reason.js';
import type { Guardrails, UpdatePolicy } from './guardrails.js';

/** How long the old fleet stays after all traffic has moved, of a canary and of linear steps. */
const LAST_BAKE = Duration.minutes(10);
/** On top of the waits: instances start in this time, or the update is given up. */
const STARTING = Duration.minutes(60);
/** The instances of each rolling batch start one batch after the other; a usual one takes six minutes, a slow one ten. */
const STARTING_A_BATCH = Duration.minutes(10);

/**
 * How a new version takes the place of the old one: a value, so that an environment can carry it. While an update bakes, alarms that see the
 * new fleet alone can stop it, and the old fleet takes the traffic back. Waits are at most an hour; canary, linear and rolling need two
 * instances or more.
 */
export abstract class Release {
  /**
   * All traffic moves to a new fleet at once; the old one stays as long as this bakes.
   *
   * @param bake how long the old fleet stays, at most an hour
   */
  static allAtOnce(bake: Duration): Release {
    return new Guarded({
      bake,
      waits: bake,
      policy: (timeout) => ({
        blueGreenUpdatePolicy: {
          // The API wants the wait even where there is none (botocore, TrafficRoutingConfig).
          trafficRoutingConfiguration: { type: 'ALL_AT_ONCE', waitIntervalInSeconds: 0 },
          terminationWaitInSeconds: bake.toSeconds(),
          maximumExecutionTimeoutInSeconds: timeout,
        },
      }),
    });
  }

  /**
   * A few instances of a new fleet take their share of the traffic first, the rest after the bake; the old fleet stays ten minutes more.
   *
   * @param percent of the instances that go first, 1 to 50; at least one goes
   * @param bake how long they are watched before the rest follows, at most an hour
   */
  static canary(percent: number, bake: Duration): Release {
    return new Guarded({
      bake,
      share: percentOf('canary', percent, RELEASE_LIMITS.canaryPercent),
      waits: bake.plus(LAST_BAKE),
      policy: (timeout) => ({
        blueGreenUpdatePolicy: {
          trafficRoutingConfiguration: { type: 'CANARY', waitIntervalInSeconds: bake.toSeconds(), canarySize: capacity(percent) },
          terminationWaitInSeconds: LAST_BAKE.toSeconds(),
          maximumExecutionTimeoutInSeconds: timeout,
        },
      }),
    });
  }

  /**
   * Traffic moves to a new fleet in equal steps, each of which bakes; the old fleet stays ten minutes after the last.
   *
   * @param percent of the instances in one step, 10 to 50
   * @param bake how long each step is watched, at most an hour
   */
  static linear(percent: number, bake: Duration): Release {
    const share = percentOf('linear', percent, RELEASE_LIMITS.linearPercent);
    return new Guarded({
      bake,
      share,
      waits: times(bake, stepsOf(percent)).plus(LAST_BAKE),
      policy: (timeout) => ({
        blueGreenUpdatePolicy: {
          trafficRoutingConfiguration: { type: 'LINEAR', waitIntervalInSeconds: bake.toSeconds(), linearStepSize: capacity(percent) },
          terminationWaitInSeconds: LAST_BAKE.toSeconds(),
          maximumExecutionTimeoutInSeconds: timeout,
        },
      }),
    });
  }

  /**
   * Instances are replaced in batches, each of which bakes: no second fleet beside the first. For one variant only.
   *
   * @param percent of the instances in one batch, 5 to 50
   * @param bake how long each batch is watched, at most an hour
   */
  static rolling(percent: number, bake: Duration): Release {
    const share = percentOf('rolling', percent, RELEASE_LIMITS.rollingPercent);
    return new Guarded({
      bake,
      share,
      waits: times(bake, stepsOf(percent)),
      starting: longer(STARTING, times(STARTING_A_BATCH, stepsOf(percent))),
      policy: (timeout) => ({
        rollingUpdatePolicy: {
          maximumBatchSize: capacity(percent),
          waitIntervalInSeconds: bake.toSeconds(),
          maximumExecutionTimeoutInSeconds: timeout,
        },
      }),
    });
  }

  /**
   * A new version replaces the old one at once; nothing is watched and nothing comes back by itself.
   *
   * @param because why, for whoever reviews it
   */
  static none(because: string): Release {
    return new Unguarded(requireReason(because, 'no guarded release'));
  }

  /**
   * What an update is held by; undefined where nothing holds it, and then the reason stands in the assembly.
   *
   * @internal
   */
  abstract _bind(scope: Construct): Guardrails | undefined;
}

interface GuardedOptions {
  readonly bake: Duration;
  readonly share?: number;
  /** All the waits of an update together. */
  readonly waits: Duration;
  /** What its instances have to start in, on top of the waits. Default: an hour. */
  readonly starting?: Duration;
  readonly policy: (timeoutSeconds: number) => UpdatePolicy;
}

class Guarded extends Release {
  private readonly guardrails: Guardrails;

  constructor({ bake, share = 1, waits, starting = STARTING, policy }: GuardedOptions) {
    super();
    const { max } = RELEASE_LIMITS.waitSeconds;
    if (bake.toSeconds() <= 0 || bake.toSeconds() > max) {
      throw new SlipwayError(
        'release',
        `a bake of ${bake.toSeconds()} s is not accepted; give more than 0 and at most ${max} s, ten minutes are usual`,
      );
    }
    const { max: longest } = RELEASE_LIMITS.timeoutSeconds;
    if (waits.plus(STARTING).toSeconds() > longest) {
      throw new SlipwayError(
        'release',
        `the bakes of this update are ${waits.toMinutes()} minutes in all, and SageMaker gives it ${longest / 60} together with the hour in which its instances start; take larger steps or shorter bakes`,
      );
    }
    const timeout = Math.min(longest, waits.plus(starting).toSeconds());
    this.guardrails = { bake, share, policy: policy(timeout) };
  }

  /** @internal */
  _bind(): Guardrails {
    return this.guardrails;
  }
}

class Unguarded extends Release {
  constructor(private readonly because: string) {
    super();
  }

  /** @internal */
  _bind(scope: Construct): undefined {
    scope.node.addMetadata('slipway:no-guarded-release', this.because);
  }
}

function percentOf(kind: string, percent: number, { min, max }: { readonly min: number; readonly max: number }): number {
  if (!(Number.isInteger(percent) && percent >= min && percent <= max))
    throw new SlipwayError('release', `a ${kind} part of ${percent} % is not accepted; give a whole number from ${min} to ${max}`);
  return percent / 100;
}

function capacity(percent: number): CfnEndpoint.CapacitySizeProperty {
  return { type: 'CAPACITY_PERCENT', value: percent };
}

function stepsOf(percent: number): number {
  return Math.ceil(100 / percent);
}

function longer(one: Duration, other: Duration): Duration {
  return one.toSeconds() > other.toSeconds() ? one : other;
}

function times(duration: Duration, count: number): Duration {
  return Duration.seconds(duration.toSeconds() * count);
}
