import { Duration, Token } from 'aws-cdk-lib';
import * as scaling from 'aws-cdk-lib/aws-applicationautoscaling';
import { SlipwayError } from '../../core/errors/index.js';
import { fullScaleOf } from '../watch/full-scale.js';
import { metricOf } from '../watch/metric-of.js';
import { ServiceMetric } from '../watch/service-metric.js';
import type { ScaledFleet } from './scaled-fleet.js';
import type { MetricTracking, StepScaling, TrackingPace } from './scaling-policy-options.js';

/** Application Auto Scaling's own default, written out. */
const DEFAULTS = Object.freeze({ cooldown: Duration.seconds(300), period: Duration.minutes(1), evaluationPeriods: 1 });

/** What the number of instances follows. */
export abstract class ScalingPolicy {
  /**
   * Keeps requests per instance and minute near a target (SageMakerVariantInvocationsPerInstance).
   *
   * @param perMinute requests that one instance should have in a minute
   * @param pace how quickly one change may follow another
   */
  static requestsPerInstance(perMinute: number, pace: TrackingPace = {}): ScalingPolicy {
    requirePositive(perMinute, 'requests per instance and minute');
    return new Predefined('Requests', scaling.PredefinedMetric.SAGEMAKER_VARIANT_INVOCATIONS_PER_INSTANCE, perMinute, pace);
  }

  /**
   * Keeps requests that are under way at once near a target, looked at every ten seconds: grows sooner than by requests per minute
   * (SageMakerVariantConcurrentRequestsPerModelHighResolution). For slow models, where few requests fill an instance.
   *
   * @param perModel requests that one instance should have under way at once
   * @param pace how quickly one change may follow another
   */
  static concurrentRequests(perModel: number, pace: TrackingPace = {}): ScalingPolicy {
    requirePositive(perModel, 'requests at once');
    const metric = scaling.PredefinedMetric.SAGEMAKER_VARIANT_CONCURRENT_REQUESTS_PER_MODEL_HIGH_RESOLUTION;
    return new Predefined('Concurrency', metric, perModel, pace);
  }

  /**
   * Keeps the cores busy to a share. CPUUtilization sums over cores, so the target is the percentage × the cores that the server can use.
   *
   * @param percent of all those cores, above 0 and below 100
   * @param pace how quickly one change may follow another
   */
  static cpu(percent: number, pace: TrackingPace = {}): ScalingPolicy {
    if (!Token.isUnresolved(percent) && !(percent > 0 && percent < 100))
      throw new SlipwayError('capacity', `a target of ${percent} % of the CPU is not accepted; give above 0 and below 100`);
    return new Cpu(percent, pace);
  }

  /**
   * Keeps any metric near a target that the hosting mode publishes. It has to fall as instances are added, as requests per instance do and
   * requests in all do not: such a one is refused at synthesis.
   *
   * @param metric which one
   * @param tracking target, statistic, pace
   */
  static track(metric: ServiceMetric, tracking: MetricTracking): ScalingPolicy {
    requirePositive(tracking.target, metric.metricName);
    return new Tracked(metric, tracking);
  }

  /**
   * Adds and takes away instances by how far a metric is from where it should be: two alarms on it, each with steps.
   *
   * @param metric which one
   * @param steps what happens in which range of its values
   */
  static steps(metric: ServiceMetric, steps: StepScaling): ScalingPolicy {
    const { scalingSteps } = steps;
    if (scalingSteps.length < 2 || scalingSteps.every(({ change }) => change === 0))
      throw new SlipwayError(
        'capacity',
        `${scalingSteps.length} steps on ${metric.metricName} change nothing between them; give at least two, one of which adds or takes away instances`,
      );
    return new Steps(metric, steps);
  }

  /**
   * Names the policy below its target.
   *
   * @internal
   */
  abstract readonly _id: string;

  /** @internal */
  abstract _bind(id: string, fleet: ScaledFleet): void;
}

class Predefined extends ScalingPolicy {
  constructor(
    /** @internal */
    readonly _id: string,
    private readonly predefinedMetric: scaling.PredefinedMetric,
    private readonly targetValue: number,
    private readonly pace: TrackingPace,
  ) {
    super();
  }

  /** @internal */
  _bind(id: string, { target }: ScaledFleet): void {
    const { predefinedMetric, targetValue } = this;
    target.scaleToTrackMetric(id, { predefinedMetric, targetValue, ...cooldowns(this.pace) });
  }
}

class Tracked extends ScalingPolicy {
  /** @internal */
  readonly _id: string;

  constructor(
    private readonly metric: ServiceMetric,
    private readonly tracking: MetricTracking,
  ) {
    super();
    this._id = metric.metricName;
  }

  /** @internal */
  _bind(id: string, { target, service, variantName }: ScaledFleet): void {
    const { target: targetValue, statistic } = this.tracking;
    const customMetric = metricOf(service, this.metric, { statistic, period: DEFAULTS.period }, { variantName });
    target.scaleToTrackMetric(id, { customMetric, targetValue, ...cooldowns(this.tracking) });
  }
}

class Cpu extends ScalingPolicy {
  /** @internal */
  readonly _id: string = 'Cpu';

  constructor(
    private readonly percent: number,
    private readonly pace: TrackingPace,
  ) {
    super();
  }

  /** @internal */
  _bind(id: string, { target, service, variantName }: ScaledFleet): void {
    const full = fullScaleOf({ service, variantName }, ServiceMetric.CPU_UTILIZATION, 'Average');
    const customMetric = metricOf(
      service,
      ServiceMetric.CPU_UTILIZATION,
      { statistic: 'Average', period: DEFAULTS.period },
      { variantName },
    );
    target.scaleToTrackMetric(id, { customMetric, targetValue: (this.percent / 100) * full, ...cooldowns(this.pace) });
  }
}

class Steps extends ScalingPolicy {
  /** @internal */
  readonly _id: string;

  constructor(
    private readonly metric: ServiceMetric,
    private readonly steps: StepScaling,
  ) {
    super();
    this._id = `${metric.metricName}Steps`;
  }

  /** @internal */
  _bind(id: string, { target, service, variantName }: ScaledFleet): void {
    const {
      statistic,
      period = DEFAULTS.period,
      evaluationPeriods = DEFAULTS.evaluationPeriods,
      datapointsToAlarm,
      cooldown = DEFAULTS.cooldown,
      scalingSteps,
      adjustmentType,
      minAdjustmentMagnitude,
    } = this.steps;
    target.scaleOnMetric(id, {
      metric: metricOf(service, this.metric, { statistic, period }, { variantName }),
      scalingSteps,
      adjustmentType,
      minAdjustmentMagnitude,
      evaluationPeriods,
      datapointsToAlarm,
      cooldown,
    });
  }
}

function cooldowns({ scaleInCooldown = DEFAULTS.cooldown, scaleOutCooldown = DEFAULTS.cooldown }: TrackingPace): TrackingPace {
  return { scaleInCooldown, scaleOutCooldown };
}

function requirePositive(value: number, what: string): void {
  if (Token.isUnresolved(value) || value > 0) return;
  throw new SlipwayError('capacity', `a target of ${value} ${what} is not accepted; give a target above 0`);
}
