import { stateAt } from '../../../core/alarms/index.js';
import { RUNTIME_LIMITS } from '../../../core/limits/index.js';
import type { Disturbance } from '../../faults/disturbance.js';
import type { Fault, Target } from '../../faults/fault.js';
import type { AlarmDeclaration, ReleasePlan } from '../../plan.js';
import type { Arrivals } from '../../simulation/arrivals.js';
import { physics } from '../../simulation/constants.js';
import { millisAt } from '../../simulation/simulate.js';
import { courseOf, pollsOf, turnedBack, type Circumstances, type Course } from '../../simulation/update/course.js';
import type { Bench, UpdateSpec, UpdateTrial, Variation } from '../bench.js';
import { seedOf } from '../seed-of.js';
import { timelineOf, windowMinutes } from '../timeline.js';

/** Monday, ten o'clock. */
const FROM = 600;
/** Requests of a minute that are played one by one at the fixed strength, and while the weakest is sought. */
const PLAYED = { fixed: 1000, sought: 300, good: 60 };
const PRECISION = 0.01;
/** More than any delay of metrics, and healthy minutes before the update. */
const BEFORE = 20;
/** Minutes that are watched after an update, for alarms that go off when it is too late; fewer while the weakest strength is sought. */
const AFTER = { fixed: 60, sought: 15 };
const SECONDS_PER_MINUTE = 60;
const MINUTES_PER_DAY = 1440;
const MINUTES_PER_WEEK = 7 * MINUTES_PER_DAY;
/** Two updates a week for a quarter. */
export const GOOD_UPDATES = 26;

/** What updates of one service have in common. */
export interface UpdateGround {
  /** With all alarms, and with those alone that are about updates. */
  readonly bench: Bench;
  readonly updateBench: Bench;
  readonly release: ReleasePlan;
  readonly target: Target;
  readonly arrivals: Arrivals;
  readonly healthyArrivals: Arrivals;
  /** All of them, and those that can stop an update. */
  readonly alarms: readonly AlarmDeclaration[];
  readonly updateAlarms: readonly AlarmDeclaration[];
  readonly stopping: readonly AlarmDeclaration[];
  readonly seed: number;
}

/** One update as it went, and what each alarm would have done to it had it been the only one. */
export interface PlayedUpdate {
  readonly trial: UpdateTrial;
  /** First minute of the run in which the new fleet serves; null where it never does. */
  readonly servedFrom: number | null;
  /** Alarms that stopped it, all that were in ALARM at that look; empty where none did. */
  readonly stoppedBy: readonly AlarmDeclaration[];
  /** The same update with nobody stopping it, for what each alarm saw by itself. */
  readonly unstopped: UpdateTrial;
  /** Minute at which each alarm was found in ALARM then, by path: at a look of SageMaker's where it can stop the update, else whenever. */
  readonly found: ReadonlyMap<string, number>;
}

interface Wrong {
  readonly name: string;
  readonly candidate: Disturbance;
  readonly old: Disturbance;
}

/** Plays updates of one service: good ones, and with each fault that a new version can bring. */
export class UpdateTrials {
  private readonly sought = new Map<string, ReadonlySet<string>>();

  constructor(private readonly ground: UpdateGround) {}

  /** With a new version that is as good as the old one. */
  good(): PlayedUpdate {
    return this.play(this.ground.bench, this.ground.alarms, { name: 'good', candidate: {}, old: {} }, FROM, PLAYED.fixed);
  }

  /** A quarter of good updates at all hours of the week. */
  manyGood(variation?: Variation): PlayedUpdate[] {
    return Array.from({ length: GOOD_UPDATES }, (_, index) => {
      const from = Math.floor((index * MINUTES_PER_WEEK) / GOOD_UPDATES);
      const right = { name: `good ${index}`, candidate: {}, old: {} };
      return this.play(this.ground.updateBench, this.ground.updateAlarms, right, from, PLAYED.good, variation);
    });
  }

  /** The old version fails like a bad candidate, and the new one is what mends it. */
  mending(fault: Fault): PlayedUpdate {
    const old = fault.strike(fault.strength.fixed, this.ground.target);
    return this.play(this.ground.bench, this.ground.alarms, { name: 'mending', candidate: {}, old }, FROM, PLAYED.fixed);
  }

  /**
   * With a new version that answers wrongly, and nothing else: every status is 200.
   *
   * @param caught whether its server holds it against golden rows and does not come up
   */
  wrongAnswers(caught: boolean): PlayedUpdate {
    const candidate = caught ? { loading: { times: Number.POSITIVE_INFINITY } } : { wrongAnswers: { share: 1 } };
    return this.play(this.ground.bench, this.ground.alarms, { name: 'wrong answers', candidate, old: {} }, FROM, PLAYED.fixed);
  }

  /** At the fixed strength, with every alarm. */
  fixed(fault: Fault): PlayedUpdate {
    const candidate = fault.strike(fault.strength.fixed, this.ground.target);
    return this.play(this.ground.bench, this.ground.alarms, { name: fault.name, candidate, old: {} }, FROM, PLAYED.fixed);
  }

  /** Paths of the alarms that would stop an update whose new version brings a fault at a strength. */
  seenAt(fault: Fault, strength: number, variation?: Variation): ReadonlySet<string> {
    const key = JSON.stringify([fault.name, strength, variation]);
    const known = this.sought.get(key);
    if (known !== undefined) return known;
    const { updateBench, updateAlarms, target } = this.ground;
    const wrong = { name: fault.name, candidate: fault.strike(strength, target), old: {} };
    const spec = this.specOf(updateAlarms, wrong, FROM, PLAYED.sought, variation);
    const seen = new Set(this.foundBy(updateBench.runUpdate(spec), spec, updateAlarms).keys());
    this.sought.set(key, seen);
    return seen;
  }

  private play(
    bench: Bench,
    alarms: readonly AlarmDeclaration[],
    wrong: Wrong,
    from: number,
    played: number,
    variation?: Variation,
  ): PlayedUpdate {
    const { release, stopping } = this.ground;
    const spec = this.specOf(alarms, wrong, from, played, variation);
    const unstopped = bench.runUpdate(spec);
    const found = this.foundBy(unstopped, spec, alarms);
    const servedFrom =
      spec.course.phases.find(({ moved }) => moved > 0)?.from ?? (spec.course.ending === 'completed' ? spec.course.endedAt : null);
    const at = Math.min(...stopping.map(({ path }) => found.get(path) ?? Number.POSITIVE_INFINITY));
    if (at === Number.POSITIVE_INFINITY) return { trial: unstopped, servedFrom, stoppedBy: [], unstopped, found };
    const circumstances = this.circumstancesAt(spec.course.startedAt, wrong.candidate, variation);
    const course = turnedBack(spec.course, release, circumstances, at, 'stopped');
    return {
      // The dice fall as before until that minute: what was seen is what happened.
      trial: bench.runUpdate({ ...spec, course, minutes: Math.max(spec.minutes, course.endedAt + AFTER.fixed) }),
      servedFrom,
      stoppedBy: stopping.filter(({ path }) => found.get(path) === at),
      unstopped,
      found,
    };
  }

  private specOf(
    alarms: readonly AlarmDeclaration[],
    { name, candidate, old }: Wrong,
    from: number,
    played: number,
    variation: Variation | undefined,
  ): UpdateSpec {
    const { release, arrivals, healthyArrivals, seed, bench } = this.ground;
    const window = Math.max(0, ...alarms.map(windowMinutes));
    const { watchFrom } = timelineOf({ lasts: 1 }, alarms);
    const startedAt = watchFrom + BEFORE;
    const course = courseOf(release, this.circumstancesAt(startedAt, candidate, variation));
    return {
      from,
      // Whoever is told by a slow alarm is told within its window.
      minutes:
        course.endedAt + (played === PLAYED.sought ? AFTER.sought : Math.max(AFTER.fixed, Math.min(window, MINUTES_PER_DAY) + BEFORE)),
      watchFrom,
      arrivals: played === PLAYED.good ? healthyArrivals : arrivals,
      release,
      course,
      candidate,
      old,
      seed: seedOf(seed, bench.service.path, 'update', name),
      played,
      precision: PRECISION,
      ...(variation === undefined ? {} : { variation }),
    };
  }

  private circumstancesAt(startedAt: number, { loading }: Disturbance, variation: Variation | undefined): Circumstances {
    const { startUpMinutes, trafficShiftMinutes } = physics(variation?.physics);
    const { variants } = this.ground.bench.service;
    const serving = variants.filter(({ weight }) => weight > 0);
    const waits = Math.max(...serving.map(({ startTimeoutSeconds }) => startTimeoutSeconds ?? RUNTIME_LIMITS.startMillis / 1000));
    const timeout = waits / SECONDS_PER_MINUTE;
    return {
      startedAt,
      instances: serving.map(({ instances }) => instances),
      startMinutes: loading === undefined ? startUpMinutes : startUpMinutes + Math.ceil(loading.times * timeout),
      givesUpMinutes: startUpMinutes + Math.ceil(timeout),
      restartMinutes: startUpMinutes,
      shiftMinutes: trafficShiftMinutes,
    };
  }

  private foundBy({ runs }: UpdateTrial, spec: UpdateSpec, alarms: readonly AlarmDeclaration[]): Map<string, number> {
    const { course, minutes, variation } = spec;
    const looks = pollsOf(course, physics(variation?.physics).guardrailPollMinutes);
    const always = Array.from({ length: minutes - course.startedAt }, (_, index) => course.startedAt + index + 1);
    return new Map(
      alarms.flatMap((alarm): [string, number][] => {
        const timeline = runs.get(alarm.path)?.timeline;
        if (timeline === undefined) return [];
        const when = this.ground.stopping.includes(alarm) ? looks : always;
        const at = when.find((minute) => stateAt(timeline, millisAt(spec, minute)) === 'ALARM');
        return at === undefined ? [] : [[alarm.path, at]];
      }),
    );
  }
}

/** Minutes that a course waits in all while alarms are looked at. */
export function bakedMinutes({ phases }: Course): number {
  return phases.filter(({ watched }) => watched).reduce((sum, { from, to }) => sum + to - from, 0);
}
