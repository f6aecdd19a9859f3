import type { AlarmState } from '../../core/alarms/index.js';
import { judge } from '../../core/alarms/judge.js';
import type { StepsPlan } from '../plan.js';
import { followedValue, statisticOf } from './followed-value.js';
import type { ScaledFleet } from './scaling.js';

const PERCENT = 100;

/**
 * Steps that an alarm starts: once a minute for as long as it is in ALARM (CloudWatch user guide, alarm actions of Auto Scaling), by how far
 * the newest value is from the threshold. What was added since a cool-down began counts as part of what the next step would add.
 */
export class StepPolicy {
  /** Newest last; one value a minute. */
  private readonly values: number[] = [];
  private readonly kept: number;
  private state: AlarmState = 'INSUFFICIENT_DATA';
  private lastOut = Number.NEGATIVE_INFINITY;
  private lastIn = Number.NEGATIVE_INFINITY;
  /** Instances when the cool-down began. */
  private base = 0;

  /** @param delayMinutes until the alarm sees a minute */
  constructor(
    private readonly plan: StepsPlan,
    private readonly delayMinutes: number,
  ) {
    this.kept = Math.ceil(delayMinutes) + plan.periodMinutes * plan.alarm.evaluationPeriods;
  }

  /** How many instances it wants after this minute; undefined where its alarm leaves it alone. */
  proposal({ instances, record, up }: ScaledFleet): number | undefined {
    const { alarm, cooldown, metric } = this.plan;
    this.values.push(followedValue(metric, record, up));
    if (this.values.length > this.kept) this.values.shift();
    const points = this.points();
    this.state = judge(alarm, points, this.state, { premature: 'keep' });
    const newest = points.find((value) => !Number.isNaN(value));
    if (this.state !== 'ALARM' || newest === undefined) return undefined;
    const wanted = instances.length;
    const cooling = record.minute < this.lastOut + cooldown;
    const desired = this.after(cooling ? this.base : wanted, newest - alarm.threshold);
    if (desired > wanted) return desired;
    return desired < wanted && !cooling && record.minute >= this.lastIn + cooldown ? desired : undefined;
  }

  changed(before: number, after: number, minute: number): void {
    if (after < before) {
      this.lastIn = minute;
      return;
    }
    if (minute >= this.lastOut + this.plan.cooldown) this.base = before;
    this.lastOut = minute;
  }

  /** Values of the alarm's periods, newest first, of the minutes that it can see. */
  private points(): number[] {
    const { alarm, periodMinutes, metric } = this.plan;
    const seen = this.values.slice(0, Math.max(0, this.values.length - Math.ceil(this.delayMinutes)));
    return Array.from({ length: alarm.evaluationPeriods }, (_, index) => {
      const end = seen.length - index * periodMinutes;
      const period = seen.slice(Math.max(0, end - periodMinutes), Math.max(0, end)).filter((value) => !Number.isNaN(value));
      return end - periodMinutes < 0 ? Number.NaN : statisticOf(period, metric.statistic);
    });
  }

  /** Instances after the step into which a distance from the threshold falls: its lower bound counts above the threshold, its upper one below. */
  private after(count: number, distance: number): number {
    const { steps, adjustment, least } = this.plan;
    const step = steps.find(({ lower, upper }) =>
      distance >= 0 ? distance >= lower && distance < upper : distance > lower && distance <= upper,
    );
    if (step === undefined) return count;
    if (adjustment === 'ExactCapacity') return step.change;
    if (adjustment === 'ChangeInCapacity') return count + step.change;
    const part = (count * step.change) / PERCENT;
    // Towards zero, but by one at least: user guide, application-auto-scaling-step-scaling-policies, adjustment types.
    const whole = Math.abs(part) < 1 ? Math.sign(part) : Math.trunc(part);
    return count + Math.sign(whole) * Math.max(Math.abs(whole), least);
  }
}
