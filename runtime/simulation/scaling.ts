import type { ScalingPlan } from '../plan.js';
import type { Physics } from './constants.js';
import type { Instance } from './instance.js';

/** Target tracking shrinks a fleet below this share of its target. */
const SHRINK_BELOW = 0.9;

/** Target tracking on requests per instance: grows in proportion after some minutes above the target, shrinks by one after many below. */
export class Scaling {
  private above = 0;
  private below = 0;
  private lastChange = Number.NEGATIVE_INFINITY;

  constructor(
    private readonly plan: ScalingPlan,
    private readonly physics: Physics,
  ) {}

  /**
   * Looks at one minute.
   *
   * @param add makes an instance that answers from a minute on
   * @param startedAt minute from which an instance that is wanted now answers
   */
  follow(instances: Instance[], minute: number, requestsPerInstance: number, add: (upFrom: number) => void, startedAt: number): void {
    const { min, max, requestsPerInstancePerMinute: target } = this.plan;
    if (target === undefined) return;
    const { scaleOutMinutes, scaleInMinutes, cooldownMinutes } = this.physics;
    this.above = requestsPerInstance > target ? this.above + 1 : 0;
    this.below = requestsPerInstance < target * SHRINK_BELOW ? this.below + 1 : 0;
    if (minute < this.lastChange + cooldownMinutes) return;
    const wanted = instances.length;
    const up = instances.filter(({ upFrom }) => upFrom <= minute).length;
    if (this.above >= scaleOutMinutes && wanted < max) {
      const desired = Math.min(max, Math.ceil((up * requestsPerInstance) / target));
      for (let count = wanted; count < desired; count += 1) add(startedAt);
      if (desired > wanted) this.lastChange = minute;
    } else if (this.below >= scaleInMinutes && wanted > min && wanted === up) {
      instances.pop();
      this.lastChange = minute;
    }
  }
}
