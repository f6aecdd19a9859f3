import type { Model } from '../model/model.js';
import type { Capacity } from './capacity.js';
import type { InstanceType } from './instance-type.js';

/** One variant of an endpoint: a model on instances, with a share of the traffic. */
export interface VariantOptions {
  /** What answers. */
  readonly model: Model;

  /** What it runs on. */
  readonly instanceType: InstanceType;

  /**
   * Name; keep it stable, since a deployment with guardrails needs the same name in the old and the new configuration.
   *
   * @default 'AllTraffic'
   */
  readonly name?: string;

  /**
   * Share of the traffic is weight ÷ sum of weights; 0 gets none, unless a caller asks for this variant. Of a shadow variant: the share of
   * the requests that is copied to it, weight ÷ weight of the production variant.
   *
   * @default 1
   */
  readonly weight?: number;

  /**
   * How many instances.
   *
   * @default Capacity.fixed(1)
   */
  readonly capacity?: Capacity;
}
