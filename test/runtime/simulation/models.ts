import type { ScalingPlan, TrackingPlan } from '../../../runtime/plan';
import { constant } from '../../../runtime/simulation/arrivals';
import { physics, type Physics } from '../../../runtime/simulation/constants';
import type { FleetModel, ServiceModel } from '../../../runtime/simulation/fleet-model';
import type { Sink } from '../../../runtime/simulation/publish';
import { simulate, type Harms, type Run } from '../../../runtime/simulation/simulate';

/** A fleet of one instance with one worker and a fixed service time, unless told otherwise. */
export function fleet(rest: Partial<FleetModel> = {}): FleetModel {
  return {
    name: 'AllTraffic',
    share: 1,
    instances: 1,
    workers: 1,
    vcpu: 2,
    seconds: Float64Array.of(0.1),
    refusedRows: 0,
    failedRows: 0,
    refusedWhenShort: 1,
    failedWhenShort: 0,
    bodyBytes: 500,
    memoryPercent: 20,
    ...rest,
  };
}

/** Up to ten instances, from one. */
export function scaling(rest: Partial<ScalingPlan> = {}): ScalingPlan {
  return { min: 1, max: 10, tracking: [], steps: [], scheduled: [], ...rest };
}

/** A hundred requests a minute for each instance. */
export const PER_INSTANCE: TrackingPlan = { metric: { name: 'InvocationsPerInstance', statistic: 'Sum' }, target: 100 };

export function service(fleets: readonly FleetModel[] = [fleet()], rest: Partial<ServiceModel> = {}): ServiceModel {
  return { mode: 'real-time', endpointName: 'spam', fleets, promiseSeconds: 0.2, captured: 1, ...rest };
}

/** Nothing fails by itself. */
export const FAULTLESS: Partial<Physics> = { failedShare: 0, refusedShare: 0 };

export function run(rest: Partial<Run> = {}): Run {
  return {
    from: 0,
    minutes: 60,
    arrivals: constant(300),
    intervals: [],
    seed: 1,
    physics: physics(FAULTLESS),
    played: 100_000,
    precision: 0.001,
    ...rest,
  };
}

/** Values of each metric, all minutes together, and by minute. */
export class Recorded implements Sink {
  readonly minutes = new Map<string, Map<number, [value: number, count: number][]>>();

  series({ name }: { readonly name: string }): { add(at: number, value: number, count: number): void } {
    const minutes = this.minutes.get(name) ?? new Map<number, [number, number][]>();
    this.minutes.set(name, minutes);
    return {
      add: (at, value, count) => {
        const values = minutes.get(at) ?? [];
        values.push([value, count]);
        minutes.set(at, values);
      },
    };
  }

  all(name: string): [value: number, count: number][] {
    return [...(this.minutes.get(name)?.values() ?? [])].flat();
  }

  sum(name: string): number {
    return this.all(name).reduce((sum, [value, count]) => sum + value * count, 0);
  }

  count(name: string): number {
    return this.all(name).reduce((sum, [, count]) => sum + count, 0);
  }

  mean(name: string): number {
    return this.sum(name) / this.count(name);
  }

  /** The largest value of each minute, in order. */
  greatest(name: string): number[] {
    return [...(this.minutes.get(name) ?? [])]
      .toSorted(([a], [b]) => a - b)
      .map(([, values]) => Math.max(...values.map(([value]) => value)));
  }
}

export function played(model: ServiceModel, rest: Partial<Run> = {}): { recorded: Recorded; harms: Harms } {
  const recorded = new Recorded();
  return { recorded, harms: simulate(model, run(rest), recorded) };
}
