import type { Fault, Target } from '../faults/fault.js';
import type { AlarmDeclaration } from '../plan.js';
import type { Arrivals } from '../simulation/arrivals.js';
import type { Bench, Trial, Variation } from './bench.js';
import type { Delivery } from './delivery.js';
import { seedOf } from './seed-of.js';
import { timelineOf, type Timeline } from './timeline.js';
import { wentOff, type WentOff } from './told.js';

/** Monday, ten o'clock. */
const FROM = 600;
/** Requests of a minute that are played one by one at the fixed strength, and while the weakest is sought. */
const PLAYED = { fixed: 1000, sought: 300 };
const PRECISION = 0.01;

export interface FaultTrial {
  readonly trial: Trial;
  readonly timeline: Timeline;
  readonly off: readonly WentOff[];
}

/** What trials of one service have in common. */
export interface TrialGround {
  readonly bench: Bench;
  readonly target: Target;
  readonly arrivals: Arrivals;
  readonly alarms: readonly AlarmDeclaration[];
  readonly deliveries: ReadonlyMap<AlarmDeclaration, Delivery>;
  readonly seed: number;
}

/** Runs faults against all alarms of a service at once, each strength once. */
export class FaultTrials {
  /** Least and greatest value that each alarm saw in any run as everything is usually taken, by path. */
  readonly extremes = new Map<string, { least: number; greatest: number }>();
  /** Paths of alarms that saw no data while nobody called. */
  readonly silentWhenIdle = new Set<string>();
  private readonly sought = new Map<string, ReadonlySet<string>>();

  constructor(private readonly ground: TrialGround) {}

  timelineOf(fault: Fault): Timeline {
    return timelineOf(fault, this.ground.alarms);
  }

  /** A whole run at the fixed strength. */
  fixed(fault: Fault, variation?: Variation): FaultTrial {
    return this.run(fault, fault.strength.fixed, PLAYED.fixed, variation);
  }

  /** Paths of the alarms that go off at a strength. */
  seenAt(fault: Fault, strength: number, variation?: Variation): ReadonlySet<string> {
    const key = JSON.stringify([fault.name, strength, variation]);
    const known = this.sought.get(key);
    if (known !== undefined) return known;
    const { off } = this.run(fault, strength, PLAYED.sought, variation);
    const seen = new Set(off.map(({ alarm }) => alarm.path));
    this.sought.set(key, seen);
    return seen;
  }

  private run(fault: Fault, strength: number, played: number, variation: Variation | undefined): FaultTrial {
    const { bench, target, arrivals, alarms, deliveries, seed } = this.ground;
    const timeline = this.timelineOf(fault);
    const trial = bench.run({
      from: FROM,
      minutes: timeline.minutes,
      watchFrom: timeline.watchFrom,
      arrivals,
      intervals: [{ from: timeline.faultFrom, to: timeline.faultTo, disturbance: fault.strike(strength, target) }],
      // The same dice at every strength: what differs is the fault.
      seed: seedOf(seed, bench.service.path, fault.name),
      played,
      precision: PRECISION,
      ...(variation === undefined ? {} : { variation }),
    });
    if (variation === undefined) this.note(trial, fault.strike(strength, target).traffic === 0, timeline);
    return { trial, timeline, off: wentOff(trial, timeline.faultFrom, alarms, deliveries) };
  }

  private note({ runs, minuteOf }: Trial, idle: boolean, { faultTo }: Timeline): void {
    for (const [path, { timeline }] of runs) {
      const { values } = timeline;
      if (values === undefined) continue;
      const seen = this.extremes.get(path) ?? { least: Number.POSITIVE_INFINITY, greatest: Number.NEGATIVE_INFINITY };
      for (const value of values.points) {
        if (value < seen.least) seen.least = value;
        if (value > seen.greatest) seen.greatest = value;
      }
      if (seen.greatest >= seen.least) this.extremes.set(path, seen);
      const atEnd = values.points[Math.round(faultTo - 1 - minuteOf(values.from))];
      if (idle && (atEnd === undefined || Number.isNaN(atEnd))) this.silentWhenIdle.add(path);
    }
  }
}
