import { stopper, type PipelineClock } from '../clock.js';
import type { Json } from '../json.js';
import { TimeoutFailure } from '../state-failure.js';

export interface TimeLimits {
  readonly timeoutSeconds?: number;
  readonly heartbeatSeconds?: number;
}

/**
 * Runs work until it is done or its time is over; then it fails with States.Timeout, and the work is told to stop.
 *
 * @param work gets a signal that says stop, and a function that says it is alive.
 */
export async function withinTime(
  clock: PipelineClock,
  limits: TimeLimits,
  outer: AbortSignal,
  work: (signal: AbortSignal, beat: () => void) => Promise<Json>,
): Promise<Json> {
  const controller = stopper();
  const stop = (): void => controller.abort();
  outer.addEventListener('abort', stop, { once: true });
  let cancelTimeout = (): void => undefined;
  let cancelHeartbeat = (): void => undefined;
  try {
    return await new Promise<Json>((resolve, reject) => {
      const timer = (seconds: number | undefined, heartbeat: boolean): (() => void) => {
        if (seconds === undefined) return () => undefined;
        return clock.at(clock.now() + seconds * 1000, () => {
          reject(new TimeoutFailure(heartbeat));
          controller.abort();
        });
      };
      cancelTimeout = timer(limits.timeoutSeconds, false);
      const beat = (): void => {
        cancelHeartbeat();
        cancelHeartbeat = timer(limits.heartbeatSeconds, true);
      };
      beat();
      work(controller.signal, beat).then(resolve, reject);
    });
  } finally {
    cancelTimeout();
    cancelHeartbeat();
    outer.removeEventListener('abort', stop);
  }
}
