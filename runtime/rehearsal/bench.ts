import {
  DEFAULT_CONSTANTS,
  delayed,
  evaluateAll,
  SampleStore,
  type AlarmConstants,
  type AlarmDefinition,
  type AlarmRun,
  type Visibility,
} from '../../core/alarms/index.js';
import type { Disturbance, Interval } from '../faults/disturbance.js';
import type { ModelProfile } from '../measuring/profile.js';
import type { ReleasePlan, ServicePlan, VariantPlan } from '../plan.js';
import type { Arrivals } from '../simulation/arrivals.js';
import { physics, type Physics } from '../simulation/constants.js';
import type { Sink } from '../simulation/publish.js';
import { serviceModel, type ServiceModel } from '../simulation/fleet-model.js';
import { millisAt, simulate, type Harms } from '../simulation/simulate.js';
import { RUN_START_MILLIS } from '../simulation/week.js';
import type { Course } from '../simulation/update/course.js';
import { simulateUpdate, type UpdateTrace } from '../simulation/update/simulate-update.js';

const MINUTE_MILLIS = 60_000;

/** Constants that nobody publishes, otherwise than they are usually taken. */
export interface Variation {
  readonly physics?: Partial<Physics>;
  readonly alarms?: Partial<AlarmConstants>;
  /** Requests that an instance takes at once, where nothing says it. */
  readonly workers?: number;
  /** Of deployments that run and end. */
  readonly runs?: Partial<Readonly<Record<'executionZeros' | 'jobStartMinutes', number>>>;
}

/** One run of a service against its alarms. */
export interface TrialSpec {
  /** Minute of the week at which it begins. */
  readonly from: number;
  readonly minutes: number;
  /** Minute of the run from which on alarms look, having data from before. */
  readonly watchFrom: number;
  readonly arrivals: Arrivals;
  readonly intervals: readonly Interval[];
  readonly seed: number;
  readonly played: number;
  readonly precision: number;
  readonly variation?: Variation;
}

export interface Trial {
  readonly harms: Harms;
  /** By path of the alarm. */
  readonly runs: ReadonlyMap<string, AlarmRun>;
  /** Minute of the run at a time. */
  readonly minuteOf: (atMillis: number) => number;
}

/** One run in which a new version takes the place of the old one. */
export interface UpdateSpec extends Omit<TrialSpec, 'intervals'> {
  readonly release: ReleasePlan;
  readonly course: Course;
  /** What the new version brings. */
  readonly candidate: Disturbance;
  /** What is wrong with the old one. */
  readonly old: Disturbance;
}

export interface UpdateTrial extends Trial {
  readonly course: Course;
  readonly trace: UpdateTrace;
}

/** A service with its alarms, ready for trials. */
export class Bench {
  private readonly models = new Map<string, ServiceModel>();

  constructor(
    readonly service: ServicePlan,
    private readonly profileOf: (variant: VariantPlan) => ModelProfile,
    readonly alarms: readonly AlarmDefinition[],
    private readonly factors: Readonly<Record<string, number>>,
    private readonly usualWorkers: number,
  ) {}

  run(spec: TrialSpec): Trial {
    const { variation = {} } = spec;
    const constants = physics(variation.physics);
    const store = new SampleStore({ visibility: visibilityOf(spec, constants) });
    const harms = simulate(this.modelFor(variation, constants), { ...spec, physics: constants }, sinkInto(store));
    return { harms, ...this.watch(spec, store) };
  }

  runUpdate(spec: UpdateSpec): UpdateTrial {
    const { variation = {}, release, course } = spec;
    const constants = physics(variation.physics);
    const store = new SampleStore({ visibility: delayed(constants.metricDelayMinutes * MINUTE_MILLIS) });
    const trace = simulateUpdate(
      this.modelFor(variation, constants),
      { ...spec, physics: constants, routing: release.routing, part: release.part, configName: this.service.configName ?? '' },
      sinkInto(store),
    );
    return { harms: trace.harms, trace, course, ...this.watch(spec, store) };
  }

  private watch(spec: Omit<TrialSpec, 'intervals'>, store: SampleStore): Omit<Trial, 'harms'> {
    const window = { from: millisAt(spec, spec.watchFrom), to: millisAt(spec, spec.minutes) };
    const runs = evaluateAll(this.alarms, store, window, { ...DEFAULT_CONSTANTS, ...spec.variation?.alarms });
    return {
      runs: new Map(runs.map((run) => [run.alarm.id, run])),
      minuteOf: (at) => (at - RUN_START_MILLIS) / MINUTE_MILLIS - spec.from,
    };
  }

  private modelFor({ workers = this.usualWorkers, physics: otherwise }: Variation, constants: Physics): ServiceModel {
    const key = JSON.stringify([workers, otherwise ?? {}]);
    const known = this.models.get(key);
    if (known !== undefined) return known;
    const made = serviceModel(this.service, this.profileOf, { factors: this.factors, workers }, constants);
    this.models.set(key, made);
    return made;
  }
}

function sinkInto(store: SampleStore): Sink {
  return { series: ({ namespace, name, unit }, dimensions) => store.series({ namespace, name, dimensions }, { unit }) };
}

/** When a minute's data can be read: after the usual delay, later while a fault holds it up, and never before what came earlier. */
function visibilityOf(spec: TrialSpec, { metricDelayMinutes }: Physics): Visibility {
  const late = spec.intervals.filter(({ disturbance }) => (disturbance.publishing?.lateMinutes ?? 0) > 0);
  if (late.length === 0) return delayed(metricDelayMinutes * MINUTE_MILLIS);
  const visible: number[] = [];
  for (let minute = 0; minute < spec.minutes; minute += 1) {
    const holding = late
      .filter(({ from, to }) => minute >= from && minute < to)
      .map(({ disturbance }) => disturbance.publishing?.lateMinutes ?? 0);
    const at = millisAt(spec, minute + 1 + Math.max(metricDelayMinutes, ...holding));
    visible.push(Math.max(at, visible.at(-1) ?? 0));
  }
  return (start, length) =>
    visible[Math.round((start - millisAt(spec, 0)) / MINUTE_MILLIS)] ?? start + length + metricDelayMinutes * MINUTE_MILLIS;
}
