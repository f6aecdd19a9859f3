import type { ScalingPlan, StepsPlan, TrackingPlan } from '../plan.js';
import type { Physics } from './constants.js';
import { followedValue } from './followed-value.js';
import type { Instance } from './instance.js';
import type { Minute } from './minute.js';
import type { BoundsChange } from './scheduled-bounds.js';
import { StepPolicy } from './step-policy.js';

/** Target tracking shrinks a fleet below this share of its target. */
const SHRINK_BELOW = 0.9;

/** What scaling sees of a fleet, and how it makes it grow. */
export interface ScaledFleet {
  readonly instances: Instance[];
  /** What the minute came to. */
  readonly record: Minute;
  /** Instances that answered in it. */
  readonly up: number;
  /** Makes an instance that answers once it has started. */
  readonly add: () => void;
}

/** Bounds that change by the clock, policies that follow the load between them; of several that want more the one that wants most. */
export class Scaling {
  private readonly tracking: Tracking[];
  private readonly steps: StepPolicy[];
  private min: number;
  private max: number;
  private next = 0;

  /** @param changes of the bounds, in order; those before minute 0 hold from the beginning */
  constructor(
    plan: ScalingPlan,
    physics: Physics,
    private readonly changes: readonly BoundsChange[],
  ) {
    this.min = plan.min;
    this.max = plan.max;
    this.tracking = plan.tracking.map((each) => new Tracking(each, physics));
    this.steps = plan.steps.map((each: StepsPlan) => new StepPolicy(each, physics.metricDelayMinutes));
    this.applyChanges(-1);
  }

  /** Instances with which a run begins: as many as were declared, inside the bounds of that hour. */
  atFirst(declared: number): number {
    return Math.min(this.max, Math.max(this.min, declared));
  }

  /** Looks at one minute. */
  follow(fleet: ScaledFleet): void {
    const { minute } = fleet.record;
    const { tracking, steps } = this;
    const wanted = fleet.instances.length;
    const tracked = tracking.map((policy) => policy.proposal(fleet));
    const proposals = [...tracked, ...steps.map((policy) => policy.proposal(fleet))].map((count) =>
      count === undefined ? undefined : Math.min(this.max, Math.max(this.min, count)),
    );
    const most = proposals.reduce<number>((found, count) => Math.max(found, count ?? found), Number.NEGATIVE_INFINITY);
    // A fleet shrinks by target tracking only where every one of its policies would.
    const held = tracked.some((count) => count === undefined || count >= wanted);
    if (most > wanted) this.resize(fleet, most, minute);
    else {
      const smaller = proposals.filter((count, index) => count !== undefined && count < wanted && !(held && index < tracked.length));
      if (smaller.length > 0) this.resize(fleet, Math.max(...smaller.map((count) => count ?? wanted)), minute);
    }
    this.applyChanges(minute);
    const bounded = Math.min(this.max, Math.max(this.min, fleet.instances.length));
    if (bounded !== fleet.instances.length) resize(fleet, bounded);
  }

  private resize(fleet: ScaledFleet, count: number, minute: number): void {
    const before = fleet.instances.length;
    resize(fleet, count);
    for (const policy of [...this.tracking, ...this.steps]) policy.changed(before, count, minute);
  }

  /** The bounds that hold from the end of a minute on. */
  private applyChanges(minute: number): void {
    for (let change = this.changes[this.next]; change !== undefined && change.minute <= minute + 1; change = this.changes[this.next]) {
      this.min = change.min ?? this.min;
      this.max = change.max ?? this.max;
      this.next += 1;
    }
  }
}

function resize({ instances, add }: ScaledFleet, count: number): void {
  while (instances.length < count) add();
  if (instances.length > count) instances.length = count;
}

/** Target tracking: grows in proportion after some minutes above the target, shrinks by one after many below. */
class Tracking {
  private above = 0;
  private below = 0;
  private lastOut = Number.NEGATIVE_INFINITY;
  private lastIn = Number.NEGATIVE_INFINITY;

  constructor(
    private readonly plan: TrackingPlan,
    private readonly physics: Physics,
  ) {}

  proposal({ instances, record, up }: ScaledFleet): number | undefined {
    const { metric, target, outCooldown, inCooldown } = this.plan;
    const { scaleOutMinutes, scaleInMinutes, cooldownMinutes } = this.physics;
    const value = followedValue(metric, record, up);
    this.above = value > target ? this.above + 1 : 0;
    this.below = value < target * SHRINK_BELOW ? this.below + 1 : 0;
    const [afterOut, afterIn] = [outCooldown ?? cooldownMinutes, inCooldown ?? cooldownMinutes];
    if (record.minute < this.lastOut + afterOut || record.minute < this.lastIn + afterIn) return undefined;
    if (this.above >= scaleOutMinutes) return Math.max(instances.length, Math.ceil((up * value) / target));
    return this.below >= scaleInMinutes && instances.length === up ? instances.length - 1 : undefined;
  }

  changed(before: number, after: number, minute: number): void {
    if (after > before) this.lastOut = minute;
    else this.lastIn = minute;
  }
}
