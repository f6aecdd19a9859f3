import { RUNTIME_LIMITS } from '../../core/limits/index.js';

// In tests the globals are looked up in another realm, which is slow where it is done millions of times.
const { max, min } = Math;
const { POSITIVE_INFINITY } = Number;

const MINUTE_SECONDS = 60;
const CUT_SECONDS = RUNTIME_LIMITS.responseMillis / 1000;
const PING_SECONDS = RUNTIME_LIMITS.pingMillis / 1000;
/** Less of a pause than this share of the time is none: the queue is what it is because of the work alone. */
const PAUSE = 0.01;

/** What one request came to. */
export interface Served {
  /** Seconds from its arrival until SageMaker has an answer, or gives up. */
  seconds: number;
  /** Waiting, of those. */
  waited: number;
  /** SageMaker gave up after 60 s. */
  cut: boolean;
}

/**
 * One instance: workers that take requests first in, first out. Where a minute holds more requests than are played, only the beginning of
 * each slice of it is: each request then stands for as many as the rest of the slice would hold, and a queue that hardly ran empty goes on
 * growing, or shrinking, at the same pace.
 */
export class Instance {
  /** Minute from which on it answers. */
  upFrom: number;
  /** Percent of memory and volume that faults have filled. */
  memoryGrown = 0;
  diskGrown = 0;
  /** Minutes in a row in which `/ping` came too late. */
  starved = 0;
  /** Seconds from the beginning of the slice until each worker is free. */
  private readonly free: Float64Array;
  private readonly before: Float64Array;
  /** Seconds of the slice without work, by worker. */
  private readonly idle: Float64Array;
  private busySeconds = 0;
  /** What `/ping` waited at least, whenever in the minute it came. */
  private leastPing = POSITIVE_INFINITY;

  constructor(
    private readonly workers: number,
    upFrom: number,
  ) {
    this.upFrom = upFrom;
    this.free = new Float64Array(workers);
    this.before = new Float64Array(workers);
    this.idle = new Float64Array(workers);
  }

  /** Takes a request that arrives `at` seconds into the slice and keeps a worker for so many seconds. */
  serve(at: number, seconds: number, served: Served): void {
    const { free } = this;
    let worker = 0;
    for (let index = 1; index < free.length; index += 1) if ((free[index] ?? 0) < (free[worker] ?? 0)) worker = index;
    const freeAt = free[worker] ?? 0;
    const waited = freeAt > at ? freeAt - at : 0;
    served.waited = waited;
    // Nobody waits for it any more when its turn comes: the worker passes it over.
    if (waited >= CUT_SECONDS) {
      served.seconds = CUT_SECONDS;
      served.cut = true;
      return;
    }
    if (freeAt < at) this.idle[worker] += at - freeAt;
    free[worker] = at + waited + seconds;
    served.cut = waited + seconds > CUT_SECONDS;
    served.seconds = served.cut ? CUT_SECONDS : waited + seconds;
  }

  /**
   * Ends a slice of a minute, of which so many seconds were played.
   *
   * @param stretch seconds that each of those stands for
   */
  endSlice(window: number, stretch: number): void {
    const { free, before, idle, workers } = this;
    let ping = POSITIVE_INFINITY;
    for (let worker = 0; worker < workers; worker += 1) {
      const freeAt = free[worker];
      const began = before[worker];
      if (freeAt < window) idle[worker] += window - freeAt;
      const left = max(0, freeAt - window);
      const isFlooded = stretch > 1 && idle[worker] <= window * PAUSE;
      const next = isFlooded ? min(max(0, began + (left - began) * stretch), CUT_SECONDS + left) : left;
      this.busySeconds += (window - min(window, idle[worker])) * stretch;
      ping = min(ping, began, next);
      free[worker] = next;
      before[worker] = next;
      idle[worker] = 0;
    }
    this.leastPing = min(this.leastPing, ping);
  }

  /**
   * Ends the minute.
   *
   * @returns how many of its workers were busy on average
   */
  endMinute(): number {
    const busy = this.busySeconds / MINUTE_SECONDS;
    this.starved = this.leastPing > PING_SECONDS ? this.starved + 1 : 0;
    this.busySeconds = 0;
    this.leastPing = POSITIVE_INFINITY;
    return busy;
  }

  /** A new instance in its place, from a minute on. */
  replace(upFrom: number): void {
    this.upFrom = upFrom;
    this.memoryGrown = 0;
    this.diskGrown = 0;
    this.starved = 0;
    this.busySeconds = 0;
    this.leastPing = POSITIVE_INFINITY;
    this.free.fill(0);
    this.before.fill(0);
    this.idle.fill(0);
  }
}
