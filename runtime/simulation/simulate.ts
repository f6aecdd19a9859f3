import { RUNTIME_LIMITS } from '../../core/limits/index.js';
import type { Interval } from '../faults/disturbance.js';
import { seeded } from '../random.js';
import type { Arrivals } from './arrivals.js';
import type { Physics } from './constants.js';
import { binomial } from './draw.js';
import { effectsAt, type Effects } from './effects.js';
import type { ServiceModel } from './fleet-model.js';
import { Fleet } from './fleet.js';
import { Publisher, type Sink } from './publish.js';
import { scheduledBounds } from './scheduled-bounds.js';
import { RUN_START_MILLIS } from './week.js';

const MINUTE_MILLIS = 60_000;

/** One run of one service. */
export interface Run {
  /** Minute of the week at which it begins; 0 is Monday, 00:00. */
  readonly from: number;
  readonly minutes: number;
  readonly arrivals: Arrivals;
  /** Faults, in minutes from the beginning of the run. */
  readonly intervals: readonly Interval[];
  readonly seed: number;
  readonly physics: Physics;
  /** Requests of a minute that are played one by one; beyond it each stands for several. */
  readonly played: number;
  /** Relative precision to which latencies are kept. */
  readonly precision: number;
}

/** What was harmed, by minute of the run. */
export interface Harms {
  readonly sent: Float64Array;
  readonly failed: Float64Array;
  readonly late: Float64Array;
  readonly recordsLost: Float64Array;
}

/** Start of a minute of a run, as the metrics have it. */
export function millisAt({ from }: Pick<Run, 'from'>, minute: number): number {
  return RUN_START_MILLIS + (from + minute) * MINUTE_MILLIS;
}

/** Plays a service on a simulated clock: requests arrive, wait, are answered; what SageMaker would publish goes to the sink. */
export function simulate(model: ServiceModel, run: Run, sink: Sink): Harms {
  const random = seeded(run.seed);
  const around = {
    physics: run.physics,
    random,
    played: run.played,
    precision: run.precision,
    promiseSeconds: model.promiseSeconds,
    captured: model.captured,
    payloadBytes: RUNTIME_LIMITS.payloadBytes,
  };
  const fleets = model.fleets.map((fleet) => ({
    fleet: new Fleet(fleet, around, scheduledBounds(fleet.scaling?.scheduled ?? [], run)),
    publisher: new Publisher(sink, model.mode, { EndpointName: model.endpointName, VariantName: fleet.name }, run.physics.idleUnknown > 0),
  }));
  const harms = emptyHarms(run.minutes);
  const changes = new Set(run.intervals.flatMap(({ from, to }) => [from, to]));
  let effects = effectsAt(run.intervals, 0);
  for (let minute = 0; minute < run.minutes; minute += 1) {
    if (changes.has(minute)) effects = effectsAt(run.intervals, minute);
    for (const lost of lostInstances(run.intervals, minute)) for (const { fleet } of fleets) fleet.lose(lost, minute, effects);
    playMinute(minute, effects);
  }
  return harms;

  function playMinute(minute: number, now: Effects): void {
    let left = run.arrivals.draw(run.arrivals.meanAt(run.from + minute) * now.traffic, random);
    let shareLeft = 1;
    const lost = isLost(run.intervals, minute);
    for (const { fleet, publisher } of fleets) {
      const { share } = fleet.model;
      const sent = share >= shareLeft ? left : binomial(left, share / shareLeft, random);
      left -= sent;
      shareLeft -= share;
      fleet.play(minute, sent, now);
      publisher.publish(fleet.record, millisAt(run, minute), lost);
      addHarm(harms, minute, fleet.record.harm);
    }
  }
}

export function emptyHarms(minutes: number): Harms {
  const zeros = (): Float64Array => new Float64Array(minutes);
  return { sent: zeros(), failed: zeros(), late: zeros(), recordsLost: zeros() };
}

export function addHarm(harms: Harms, minute: number, harm: Readonly<Record<keyof Harms, number>>): void {
  for (const kind of ['sent', 'failed', 'late', 'recordsLost'] as const) harms[kind][minute] = (harms[kind][minute] ?? 0) + harm[kind];
}

function lostInstances(intervals: readonly Interval[], minute: number): number[] {
  return intervals.filter(({ from }) => from === minute).flatMap(({ disturbance }) => disturbance.instancesLost ?? []);
}

/** The first minutes of an interval that loses what is published. */
function isLost(intervals: readonly Interval[], minute: number): boolean {
  return intervals.some(
    ({ from, to, disturbance }) => minute < to && minute >= from && minute < from + (disturbance.publishing?.lostMinutes ?? 0),
  );
}
