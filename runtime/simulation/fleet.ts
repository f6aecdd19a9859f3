import type { Random } from '../random.js';
import type { Physics } from './constants.js';
import { binomial } from './draw.js';
import type { Effects } from './effects.js';
import type { FleetModel } from './fleet-model.js';
import { Histogram } from './histogram.js';
import { Instance, type Served } from './instance.js';
import type { Minute } from './minute.js';
import { Scaling } from './scaling.js';
import type { BoundsChange } from './scheduled-bounds.js';

// In tests the globals are looked up in another realm, which is slow where it is done millions of times.
const { ceil, exp, floor, log, max, min, round } = Math;
const { POSITIVE_INFINITY } = Number;

const MINUTE_SECONDS = 60;
const MICROS = 1_000_000;
const MICROS_PER_MILLI = 1000;
const FULL_PERCENT = 100;
/** A minute of more requests than are played is played in so many slices. */
const SLICES = 6;

/** What of a fleet's surroundings a minute needs. */
export interface FleetSurroundings {
  readonly physics: Physics;
  readonly random: Random;
  /** Requests of a minute that are played one by one; beyond it each stands for several. */
  readonly played: number;
  readonly promiseSeconds: number;
  readonly captured: number;
  readonly payloadBytes: number;
  /** Relative precision of latencies. */
  readonly precision: number;
}

/** The instances of one variant, minute by minute. */
export class Fleet {
  readonly record: Minute;
  private readonly instances: Instance[];
  private readonly scaling: Scaling | undefined;
  private readonly up: Instance[] = [];
  private readonly served: Served = { seconds: 0, waited: 0, cut: false };
  private readonly meanSeconds: number;
  /** Requests of the minute before that failed, by how often they had been sent. */
  private failedAttempts: number[] = [];

  constructor(
    readonly model: FleetModel,
    private readonly around: FleetSurroundings,
    changes: readonly BoundsChange[] = [],
  ) {
    this.scaling = model.scaling === undefined ? undefined : new Scaling(model.scaling, around.physics, changes);
    const length = this.scaling?.atFirst(model.instances) ?? model.instances;
    this.instances = Array.from({ length }, () => new Instance(model.workers, 0));
    this.meanSeconds = model.seconds.reduce((sum, seconds) => sum + seconds, 0) / model.seconds.length;
    this.record = {
      minute: 0,
      requests: 0,
      refused: 0,
      failed: 0,
      latencies: new Histogram(around.precision),
      overhead: 0,
      mostAtOnce: 0,
      leastAtOnce: 0,
      cpu: [],
      memory: [],
      disk: [],
      harm: { failed: 0, late: 0, sent: 0, recordsLost: 0 },
    };
  }

  /** Brings it to so many instances, those that are new answering from a minute on. */
  resize(count: number, upFrom: number): void {
    while (this.instances.length < count) this.instances.push(new Instance(this.model.workers, upFrom));
    this.instances.length = count;
  }

  /** Instances that are lost and replaced, where replacements come at all. */
  lose(count: number, minute: number, effects: Effects): void {
    for (const instance of this.instances.slice(0, count)) instance.replace(this.startedAt(minute, effects));
  }

  /** Plays one minute in which so many requests are sent. */
  play(minute: number, sent: number, effects: Effects): void {
    const { record } = this;
    this.begin(minute, effects);
    const all = this.withRetries(sent, effects);
    const reached = this.passFront(all, effects);
    const cut = this.queue(reached, effects);
    this.answer(reached, cut, effects);
    this.endInstances(minute, reached, effects);
    this.failedAttempts = this.attemptsThatFailed(all, effects);
    record.harm.sent = all;
    this.scaling?.follow({
      instances: this.instances,
      record,
      up: this.up.length,
      add: () => this.instances.push(new Instance(this.model.workers, this.startedAt(minute, effects))),
    });
  }

  private begin(minute: number, effects: Effects): void {
    const { record, up } = this;
    record.minute = minute;
    record.cpu.length = 0;
    record.memory.length = 0;
    record.disk.length = 0;
    record.harm.failed = 0;
    record.harm.late = 0;
    record.harm.recordsLost = 0;
    up.length = 0;
    for (const instance of this.instances) {
      // What could not come while a fault lasted comes once it is over.
      if (instance.upFrom === POSITIVE_INFINITY) instance.upFrom = this.startedAt(minute, effects);
      if (instance.upFrom <= minute) up.push(instance);
    }
  }

  /** Requests that were sent again stand beside the new ones. */
  private withRetries(sent: number, { retries }: Effects): number {
    let all = sent;
    for (let attempt = 0; attempt < min(retries, this.failedAttempts.length); attempt += 1) all += this.failedAttempts[attempt] ?? 0;
    return all;
  }

  private attemptsThatFailed(all: number, { retries }: Effects): number[] {
    if (retries === 0 || all === 0) return [];
    const share = this.record.harm.failed / all;
    const again = this.failedAttempts.slice(0, retries).map((count) => round(count * share));
    const first = all - this.failedAttempts.slice(0, retries).reduce((sum, count) => sum + count, 0);
    return [round(first * share), ...again];
  }

  /** What is throttled, too large, or finds no instance never reaches the model. */
  private passFront(all: number, { refusedInFront, bodyBytes = 0 }: Effects): number {
    const { random, payloadBytes } = this.around;
    const stopped = this.up.length === 0 || bodyBytes > payloadBytes ? all : binomial(all, refusedInFront, random);
    this.record.harm.failed += stopped;
    return all - stopped;
  }

  /**
   * Sends what reached the model through the queues.
   *
   * @returns how many SageMaker gave up on
   */
  private queue(reached: number, effects: Effects): number {
    const { record, up, around } = this;
    record.mostAtOnce = 0;
    record.leastAtOnce = reached === 0 ? 0 : POSITIVE_INFINITY;
    const weight = max(1, ceil(reached / around.played));
    const slices = weight === 1 ? 1 : SLICES;
    const window = MINUTE_SECONDS / slices / weight;
    let cut = 0;
    let left = reached;
    for (let slice = slices; slice > 0; slice -= 1) {
      const here = round(left / slice);
      cut += this.playSlice(here, weight, window, effects);
      left -= here;
      for (const instance of up) instance.endSlice(window, weight);
    }
    return cut;
  }

  /** Plays the beginning of a slice, each request standing for several where there are more than are played. */
  private playSlice(reached: number, weight: number, window: number, effects: Effects): number {
    const { record, served, up, model } = this;
    const { random, promiseSeconds } = this.around;
    const { harm, latencies } = record;
    const requests = up.length === 0 ? 0 : ceil(reached / weight);
    let cut = 0;
    let at = 0;
    for (let index = 0; index < requests; index += 1) {
      // The earliest of what is left of independent arrivals, evenly spread over the rest of the window.
      at += (window - at) * (1 - exp(log(1 - random()) / (requests - index)));
      const instance = up.length === 1 ? up[0] : up[floor(random() * up.length)];
      const counted = index === requests - 1 ? reached - weight * (requests - 1) : weight;
      instance.serve(at, this.serviceSeconds(effects), served);
      latencies.add(served.seconds * MICROS, counted);
      if (served.cut) cut += counted;
      else if (served.seconds > promiseSeconds) harm.late += counted;
      const atOnce = 1 + round((served.waited * model.workers) / max(this.meanSeconds, 1e-6));
      if (atOnce > record.mostAtOnce) record.mostAtOnce = atOnce;
      if (atOnce < record.leastAtOnce) record.leastAtOnce = atOnce;
    }
    return cut;
  }

  private serviceSeconds({ serviceTimes }: Effects): number {
    const { random } = this.around;
    const { seconds } = this.model;
    let own = seconds[floor(random() * seconds.length)] ?? 0;
    for (const change of serviceTimes) {
      if (change.share < 1 && random() >= change.share) continue;
      own = 'factor' in change ? own * change.factor : max(own, change.millis / 1000);
    }
    return own;
  }

  /** Of what was answered in time some is refused and some fails: on account of faults, which is harm, and as on any day, which is not. */
  private answer(reached: number, cut: number, { failing, refusing, wrong, changedRows, bodyBytes }: Effects): void {
    const { record, model } = this;
    const { random, physics } = this.around;
    let left = reached - cut;
    const take = (chance: number): number => {
      const taken = binomial(left, chance, random);
      left -= taken;
      return taken;
    };
    const failed = take(failing) + take(changedRows * model.failedWhenShort);
    const refused = take(refusing) + take(changedRows * model.refusedWhenShort);
    record.harm.failed += cut + failed + refused + binomial(left, wrong, random);
    record.requests = reached;
    record.failed = cut + failed + take(1 - (1 - physics.failedShare) * (1 - model.failedRows));
    record.refused = refused + take(1 - (1 - physics.refusedShare) * (1 - model.refusedRows));
    record.overhead = (physics.overheadMillis + (bodyBytes ?? model.bodyBytes) / physics.transportBytesPerMilli) * MICROS_PER_MILLI;
  }

  private endInstances(minute: number, reached: number, effects: Effects): void {
    const { record, up, around, model } = this;
    const { physics, captured } = around;
    for (const instance of up) {
      record.cpu.push(min(FULL_PERCENT * model.vcpu, instance.endMinute() * FULL_PERCENT + physics.cpuPercent));
      // Who mends a leak or a full volume starts anew.
      instance.memoryGrown = effects.memoryPercent === 0 ? 0 : instance.memoryGrown + effects.memoryPercent;
      instance.diskGrown = effects.diskPercent === 0 ? 0 : instance.diskGrown + effects.diskPercent;
      const memory = model.memoryPercent + instance.memoryGrown;
      const disk = min(FULL_PERCENT, physics.diskPercent + instance.diskGrown);
      record.memory.push(min(FULL_PERCENT, memory));
      record.disk.push(disk);
      if (memory >= FULL_PERCENT) this.restart(instance, reached / up.length);
      if (disk >= physics.captureStopsPercent) record.harm.recordsLost += round((reached / up.length) * captured);
      if (instance.starved >= physics.unhealthyMinutes) instance.replace(this.startedAt(minute, effects));
    }
  }

  /** The container is killed for its memory; until it is back nobody answers. */
  private restart(instance: Instance, share: number): void {
    const { physics, random } = this.around;
    const unanswered = binomial(round(share), physics.containerRestartSeconds / MINUTE_SECONDS, random);
    this.record.failed = min(this.record.requests, this.record.failed + unanswered);
    this.record.harm.failed += unanswered;
    instance.memoryGrown = 0;
  }

  private startedAt(minute: number, { newInstancesLate }: Effects): number {
    return minute + this.around.physics.startUpMinutes + newInstancesLate;
  }
}
