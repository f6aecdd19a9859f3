import type { Duration } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { SlipwayError } from '../../core/errors/index.js';
import type { BatchOptions } from '../batch/batch-options.js';
import { BatchTransform } from '../batch/batch-transform.js';
import type { Model } from '../model/model.js';
import type { Capacity } from './capacity.js';
import { endpointNameOf } from './endpoint-name.js';
import type { InstanceType } from './instance-type.js';
import type { IModelService } from './model-service.js';
import { RealtimeEndpoint } from './realtime-endpoint.js';
import type { EndpointOptions } from './realtime-endpoint-props.js';
import type { Release } from '../release/release.js';
import type { Traffic } from './traffic.js';

/** What every service that answers calls promises. */
export interface OnlineOptions {
  /**
   * Time within which the model answers: alarms, rollback and the rehearsal derive their thresholds from it. Required, since no honest
   * default exists.
   */
  readonly latency: Duration;

  /**
   * Traffic that is there every day.
   *
   * @default - none is promised, and silence is no alarm
   */
  readonly traffic?: Traffic;
}

/** A model on instances that are always there. */
export interface RealtimeOptions extends OnlineOptions, EndpointOptions {
  /** What the model runs on. */
  readonly instanceType: InstanceType;

  /**
   * How many instances.
   *
   * @default Capacity.fixed(1)
   */
  readonly capacity?: Capacity;
}

/** How a model reaches the application: the one expression that changes when the hosting changes. */
export abstract class Hosting {
  /**
   * Instances that answer within 60 s.
   *
   * @param options promise, instances, capture
   */
  static realtime(options: RealtimeOptions): Hosting {
    return new RealtimeHosting(options);
  }

  /**
   * Files, scored on a schedule.
   *
   * @param options promise, input, output, instances
   */
  static batch(options: BatchOptions): Hosting {
    return new BatchHosting(options);
  }

  /**
   * Declares the service in a scope.
   *
   * @param scope the deployment around it; the endpoint is named after it
   * @param model what answers
   * @param release how a new version takes the place of the old one; the mode's default where it is left out
   */
  abstract bind(scope: Construct, model: Model, release?: Release): IModelService;
}

class RealtimeHosting extends Hosting {
  constructor(private readonly options: RealtimeOptions) {
    super();
    if (options.latency.toMilliseconds() <= 0) {
      throw new SlipwayError('promise', 'a latency of 0 cannot be promised; give the time within which the model has to answer');
    }
  }

  bind(scope: Construct, model: Model, release: Release | undefined = this.options.release): IModelService {
    const { instanceType, capacity, endpointName = endpointNameOf(scope, scope.node.id), ...rest } = this.options;
    return new RealtimeEndpoint(scope, 'Endpoint', { ...rest, release, endpointName, variants: [{ model, instanceType, capacity }] });
  }
}

class BatchHosting extends Hosting {
  constructor(private readonly options: BatchOptions) {
    super();
  }

  bind(scope: Construct, model: Model, release?: Release): IModelService {
    if (release !== undefined)
      throw new SlipwayError('release', 'a batch deployment has no fleet that a release could replace; leave release out', {
        path: scope.node.path,
      });
    return new BatchTransform(scope, 'Batch', { ...this.options, model, deploymentName: endpointNameOf(scope, `${scope.node.id}-batch`) });
  }
}
