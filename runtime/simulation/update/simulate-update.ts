import { RUNTIME_LIMITS } from '../../../core/limits/index.js';
import type { Disturbance } from '../../faults/disturbance.js';
import type { FleetPart, Routing } from '../../plan.js';
import { seeded } from '../../random.js';
import { binomial } from '../draw.js';
import { effectsAt, type Effects } from '../effects.js';
import { Fleet, type FleetSurroundings } from '../fleet.js';
import type { FleetModel, ServiceModel } from '../fleet-model.js';
import { Publisher, type Sink } from '../publish.js';
import { addHarm, emptyHarms, millisAt, type Harms, type Run } from '../simulate.js';
import { movedAt, movedInstances, type Course } from './course.js';
import { fleetSink } from './fleet-sink.js';

/** One run of a service that is updated meanwhile. */
export interface UpdateRun extends Omit<Run, 'intervals'> {
  readonly course: Course;
  readonly routing: Routing;
  readonly part: FleetPart | undefined;
  /** Name of the new fleet's endpoint configuration, under which its metrics stand too. */
  readonly configName: string;
  /** What the new version brings, and what is wrong with the old one. */
  readonly candidate: Disturbance;
  readonly old: Disturbance;
}

/** What each fleet did, by minute of the run. */
export interface FleetTrace {
  /** Requests that were sent to it. */
  readonly sent: Float64Array;
  /** Of those, answered wrongly or not at all on account of what is wrong with it. */
  readonly failed: Float64Array;
}

export interface UpdateTrace {
  readonly harms: Harms;
  readonly old: FleetTrace;
  readonly new: FleetTrace;
}

const BEFORE = 'the configuration before';

/**
 * Plays a service while a new fleet takes the place of the old one. The count of instances stays as it is: SageMaker scales nothing while it
 * updates. Each fleet's metrics stand under its own endpoint configuration, and both together under endpoint and variant.
 */
export function simulateUpdate(model: ServiceModel, run: UpdateRun, sink: Sink): UpdateTrace {
  const random = seeded(run.seed);
  const around: FleetSurroundings = {
    physics: run.physics,
    random,
    played: run.played,
    precision: run.precision,
    promiseSeconds: model.promiseSeconds,
    captured: model.captured,
    payloadBytes: RUNTIME_LIMITS.payloadBytes,
  };
  const variants = model.fleets.map((fleet) => new UpdatedVariant(fleet, around, model, sink, run));
  const trace = { harms: emptyHarms(run.minutes), old: emptyTrace(run.minutes), new: emptyTrace(run.minutes) };
  for (let minute = 0; minute < run.minutes; minute += 1) {
    let left = run.arrivals.draw(run.arrivals.meanAt(run.from + minute), random);
    let shareLeft = 1;
    for (const variant of variants) {
      const { share } = variant.model;
      const sent = share >= shareLeft ? left : binomial(left, share / shareLeft, random);
      left -= sent;
      shareLeft -= share;
      variant.play(minute, sent, trace);
    }
  }
  return trace;
}

/** The two fleets of one variant. */
class UpdatedVariant {
  private readonly sides: {
    readonly side: 'old' | 'new';
    readonly fleet: Fleet;
    readonly publisher: Publisher;
    readonly effects: Effects;
  }[];

  constructor(
    readonly model: FleetModel,
    private readonly around: FleetSurroundings,
    { mode, endpointName }: ServiceModel,
    sink: Sink,
    private readonly run: UpdateRun,
  ) {
    const { scaling: _blocked, ...fixed } = model;
    const idleUnknown = run.physics.idleUnknown > 0;
    const side = (name: 'old' | 'new', instances: number, configName: string, wrong: Disturbance): UpdatedVariant['sides'][number] => ({
      side: name,
      fleet: new Fleet({ ...fixed, instances }, around),
      publisher: new Publisher(fleetSink(sink, configName), mode, { EndpointName: endpointName, VariantName: model.name }, idleUnknown),
      effects: effectsAt([{ from: 0, to: Number.POSITIVE_INFINITY, disturbance: wrong }], 0),
    });
    this.sides = [side('old', model.instances, BEFORE, run.old), side('new', 0, run.configName, run.candidate)];
  }

  play(minute: number, sent: number, trace: UpdateTrace): void {
    const { run, model } = this;
    const moved = movedInstances(run.part, model.instances, movedAt(run.course, minute));
    const toNew = binomial(sent, moved / model.instances, this.around.random);
    for (const { side, fleet, publisher, effects } of this.sides) {
      const count = side === 'new' ? moved : this.oldInstances(minute, moved);
      fleet.resize(count, minute);
      if (count === 0) continue;
      const own = side === 'new' ? toNew : sent - toNew;
      fleet.play(minute, own, effects);
      publisher.publish(fleet.record, millisAt(run, minute), false);
      addHarm(trace.harms, minute, fleet.record.harm);
      trace[side].sent[minute] = (trace[side].sent[minute] ?? 0) + fleet.record.harm.sent;
      trace[side].failed[minute] = (trace[side].failed[minute] ?? 0) + fleet.record.harm.failed;
    }
  }

  /** The old fleet of a blue/green update stays whole until the end; a rolling one gives its instances up one by one. */
  private oldInstances(minute: number, moved: number): number {
    const { run, model } = this;
    if (run.routing === 'rolling') return model.instances - moved;
    return minute >= run.course.endedAt && run.course.ending === 'completed' ? 0 : model.instances;
  }
}

function emptyTrace(minutes: number): FleetTrace {
  return { sent: new Float64Array(minutes), failed: new Float64Array(minutes) };
}
