import { setMaxListeners } from 'node:events';
import type { Clock } from '../clock.js';
import { SYSTEM_CLOCK } from '../clock.js';

/**
 * The time of a state machine: what waits, waits on it. Whoever is at work holds the clock, and a simulated one stands still until nobody
 * holds it any more; work that takes simulated time sleeps on the clock.
 */
export interface PipelineClock extends Clock {
  /** Work begins that time must not overtake. */
  hold(): void;
  release(): void;
  /** Resolves at `time` (milliseconds since 1970). The sleeper's hold rests meanwhile. Rejects when the signal is aborted. */
  sleepUntil(time: number, signal?: AbortSignal): Promise<void>;
  /** Calls back at `time`, unless the returned function was called before. */
  at(time: number, callback: () => void): () => void;
}

interface Alarm {
  readonly time: number;
  readonly order: number;
  readonly callback: () => void;
}

/** A clock that jumps to the next thing to happen as soon as nobody is at work. */
export class SimulatedClock implements PipelineClock {
  private holds = 0;
  private order = 0;
  private scheduled = false;
  private readonly alarms = new Set<Alarm>();

  constructor(private millis: number) {}

  now(): number {
    return this.millis;
  }

  hold(): void {
    this.holds += 1;
  }

  release(): void {
    this.holds -= 1;
    this.advanceSoon();
  }

  async sleepUntil(time: number, signal?: AbortSignal): Promise<void> {
    await sleep(this, time, signal);
  }

  at(time: number, callback: () => void): () => void {
    const alarm = { time, order: this.order++, callback };
    this.alarms.add(alarm);
    this.advanceSoon();
    return () => this.alarms.delete(alarm);
  }

  /** Not at once: what was just resolved may go on before time does. */
  private advanceSoon(): void {
    if (this.scheduled || this.holds > 0) return;
    this.scheduled = true;
    setImmediate(() => {
      this.scheduled = false;
      if (this.holds === 0) this.advance();
    });
  }

  private advance(): void {
    let next: Alarm | undefined;
    for (const alarm of this.alarms)
      if (next === undefined || alarm.time < next.time || (alarm.time === next.time && alarm.order < next.order)) next = alarm;
    if (next === undefined || next.time === Number.POSITIVE_INFINITY) return;
    this.alarms.delete(next);
    this.millis = Math.max(this.millis, next.time);
    next.callback();
    this.advanceSoon();
  }
}

/** Longest delay that setTimeout takes, 2^31 - 1 ms. */
const LONGEST_TIMER_MS = 2 ** 31 - 1;

/** The time on the wall. */
export const WALL_CLOCK: PipelineClock = {
  now: () => SYSTEM_CLOCK.now(),
  hold: () => undefined,
  release: () => undefined,
  async sleepUntil(time, signal) {
    await sleep(WALL_CLOCK, time, signal);
  },
  at(time, callback) {
    let timer: NodeJS.Timeout;
    const arm = (): void => {
      const left = time - SYSTEM_CLOCK.now();
      timer = setTimeout(left > LONGEST_TIMER_MS ? arm : callback, Math.min(Math.max(0, left), LONGEST_TIMER_MS));
    };
    arm();
    return () => clearTimeout(timer);
  },
};

export class SleepAborted extends Error {
  constructor() {
    super('the sleeper was told to stop');
  }
}

async function sleep(clock: PipelineClock, time: number, signal: AbortSignal | undefined): Promise<void> {
  await parked<void>(
    clock,
    (settle, fail) => {
      const cancel = clock.at(time, () => {
        signal?.removeEventListener('abort', stop);
        settle();
      });
      const stop = (): void => {
        cancel();
        fail(new SleepAborted());
      };
      signal?.addEventListener('abort', stop, { once: true });
    },
    signal,
  );
}

/** What stops a flow and all that it waits for; of a thousand iterations each may listen. */
export function stopper(): AbortController {
  const controller = new AbortController();
  setMaxListeners(0, controller.signal);
  return controller;
}

/** Waits for something that others bring about, without holding the clock; holds it again before whoever waited goes on. */
export async function parked<T>(
  clock: PipelineClock,
  wait: (settle: (value: T) => void, fail: (error: Error) => void) => void,
  signal?: AbortSignal,
): Promise<T> {
  if (signal?.aborted === true) throw new SleepAborted();
  return new Promise<T>((resolve, reject) => {
    let over = false;
    const once = (then: () => void): void => {
      if (over) return;
      over = true;
      clock.hold();
      then();
    };
    wait(
      (value) => once(() => resolve(value)),
      (error) => once(() => reject(error)),
    );
    clock.release();
  });
}
