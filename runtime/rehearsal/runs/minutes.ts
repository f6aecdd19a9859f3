import { RUN_START_MILLIS } from '../../simulation/week.js';

export const MINUTE_MILLIS = 60_000;

/** Instant of a minute of the runs, milliseconds since 1970. */
export function millisOf(minute: number): number {
  return RUN_START_MILLIS + minute * MINUTE_MILLIS;
}

export function minuteOf(at: number): number {
  return (at - RUN_START_MILLIS) / MINUTE_MILLIS;
}
