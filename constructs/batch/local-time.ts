import { SlipwayError } from '../../core/errors/index.js';
import { addDays, instantOf, offsetMillis } from '../../core/zoned-time.js';

/** Minutes since midnight of a local time, `06:00`. */
export function minutesOf(time: string): number {
  const [, hours, minutes] = /^([01]\d|2[0-3]):([0-5]\d)$/.exec(time) ?? [];
  if (hours === undefined || minutes === undefined)
    throw new SlipwayError('local-time', `'${time}' is no time of day; give hours and minutes, 00:00 to 23:59`);
  return Number(hours) * 60 + Number(minutes);
}

export function timeText(minutes: number): string {
  return `${String(Math.floor(minutes / 60)).padStart(2, '0')}:${String(minutes % 60).padStart(2, '0')}`;
}

/** Days that are looked at for a missing hour. Fixed, so that a template does not change with the day on which it is made. */
const FIRST_DAY = { year: 2026, month: 1, day: 1 };
const DAYS = 3653;

export interface EverydayTime {
  /** Minutes since midnight, at a time that every day has. */
  readonly minutes: number;
  /** The first day that has no such time as was asked for; absent where every day has it. */
  readonly missingOn?: string;
}

/**
 * A local time as every day has it: EventBridge Scheduler skips a time that does not exist in the night in which clocks go forward, and the run
 * with it, so such a time is moved to the end of the missing hour, on every day.
 */
export function everyday(zone: string, minutes: number): EverydayTime {
  for (let count = 0; count < DAYS; count += 1) {
    const day = addDays(FIRST_DAY, count);
    const midnight = Date.UTC(day.year, day.month - 1, day.day);
    if (offsetMillis(zone, midnight - HALF_DAY_MILLIS) >= offsetMillis(zone, midnight + 3 * HALF_DAY_MILLIS)) continue;
    const { instant, exists } = instantOf(zone, day, minutes);
    if (exists) continue;
    const local = new Date(instant + offsetMillis(zone, instant));
    return { minutes: local.getUTCHours() * 60 + local.getUTCMinutes(), missingOn: local.toISOString().slice(0, 10) };
  }
  return { minutes };
}

const HALF_DAY_MILLIS = 43_200_000;
