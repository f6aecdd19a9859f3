import { offsetMillis } from '../zoned-time.js';

const MINUTE_MILLIS = 60_000;
const DAY_MILLIS = 86_400_000;
const WEEK_MILLIS = 7 * DAY_MILLIS;
/** 1 January 1970 was a Thursday; calendar weeks start on Monday. */
const MONDAY_MILLIS = 4 * DAY_MILLIS;
const OFFSET = /^(?:UTC|GMT)?([+-])(\d{2}):?(\d{2})$/;

/** The periods that a wall-clock window takes, seconds: botocore, WallClockWindow. */
export const CLOCK_PERIOD_SECONDS: readonly number[] = [60, 300, 3600, 86_400, 604_800];

/** Whether a time zone is one that a wall-clock window takes: `America/New_York`, `+05:30`, `UTC+05:30`; offsets in steps of 5 minutes. */
export function isTimeZone(name: string): boolean {
  const offset = OFFSET.exec(name);
  if (offset !== null) return Number(offset[3]) % 5 === 0 && Number(offset[2]) <= 14;
  try {
    return Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone !== '';
  } catch {
    return false;
  }
}

/**
 * Start of the period of the clock in which a time lies. A local day or week that a change of the clock makes longer or shorter stays one period.
 *
 * @param length milliseconds, one of `CLOCK_PERIOD_SECONDS`
 */
export function startOfClockPeriod(timeZone: string, length: number, at: number): number {
  const origin = length === WEEK_MILLIS ? MONDAY_MILLIS : 0;
  const local = at + offsetAt(timeZone, at);
  const start = Math.floor((local - origin) / length) * length + origin;
  // The clock may have been changed since then: its offset is the one at that time.
  const guess = start - offsetAt(timeZone, at);
  const begin = start - offsetAt(timeZone, guess);
  return begin <= at ? begin : guess;
}

/** Local time minus UTC, milliseconds. */
function offsetAt(timeZone: string, at: number): number {
  const fixed = OFFSET.exec(timeZone);
  return fixed === null
    ? offsetMillis(timeZone, at)
    : (fixed[1] === '-' ? -1 : 1) * (Number(fixed[2]) * 60 + Number(fixed[3])) * MINUTE_MILLIS;
}
