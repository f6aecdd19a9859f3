import { RUNTIME_LIMITS } from '../../core/limits/index.js';

const MINUTE_SECONDS = 60;
const CUT_SECONDS = RUNTIME_LIMITS.responseMillis / 1000;
const PING_SECONDS = RUNTIME_LIMITS.pingMillis / 1000;

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
 * One instance: workers that take requests first in, first out. Of a minute the first `window` seconds are played; where that is less than
 * a minute, each request stands for as many as the rest of the minute would hold, and a queue that never ran empty goes on growing, or
 * shrinking, at the same pace.
 */
export class Instance {
  /** Minute from which on it answers. */
  upFrom: number;
  /** Percent of memory and volume that faults have filled. */
  memoryGrown = 0;
  diskGrown = 0;
  /** Minutes in a row in which `/ping` came too late. */
  starved = 0;
  /** Seconds from the beginning of the minute until each worker is free. */
  private readonly free: Float64Array;
  private readonly before: Float64Array;
  private idle = 0;
  private readonly hadPause: Uint8Array;

  constructor(
    private readonly workers: number,
    upFrom: number,
  ) {
    this.upFrom = upFrom;
    this.free = new Float64Array(workers);
    this.before = new Float64Array(workers);
    this.hadPause = new Uint8Array(workers);
  }

  /** Takes a request that arrives `at` seconds into the minute and keeps a worker for so many seconds. */
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
    if (freeAt < at) {
      this.idle += at - Math.max(0, freeAt);
      this.hadPause[worker] = 1;
    }
    free[worker] = at + waited + seconds;
    served.cut = waited + seconds > CUT_SECONDS;
    served.seconds = served.cut ? CUT_SECONDS : waited + seconds;
  }

  /**
   * Ends the minute.
   *
   * @returns how many of its workers were busy on average
   */
  endMinute(window: number): number {
    const { free, before, hadPause, workers } = this;
    const stretch = MINUTE_SECONDS / window;
    let nextPing = Number.POSITIVE_INFINITY;
    let firstPing = Number.POSITIVE_INFINITY;
    for (let worker = 0; worker < workers; worker += 1) {
      const freeAt = free[worker] ?? 0;
      const began = before[worker] ?? 0;
      if (freeAt < window) {
        this.idle += window - Math.max(0, freeAt);
        hadPause[worker] = 1;
      }
      const left = Math.max(0, freeAt - window);
      const next = hadPause[worker] === 1 ? left : Math.min(Math.max(0, began + (left - began) * stretch), CUT_SECONDS + left);
      firstPing = Math.min(firstPing, began);
      nextPing = Math.min(nextPing, next);
      free[worker] = next;
      before[worker] = next;
      hadPause[worker] = 0;
    }
    const busy = Math.max(0, workers - this.idle / window);
    this.idle = 0;
    this.starved = Math.min(firstPing, nextPing) > PING_SECONDS ? this.starved + 1 : 0;
    return busy;
  }

  /** A new instance in its place, from a minute on. */
  replace(upFrom: number): void {
    this.upFrom = upFrom;
    this.memoryGrown = 0;
    this.diskGrown = 0;
    this.starved = 0;
    this.idle = 0;
    this.free.fill(0);
    this.before.fill(0);
    this.hadPause.fill(0);
  }
}
