import { Cron } from 'croner';
import type { ScheduledPlan } from '../plan.js';
import { RUN_START_MILLIS } from './week.js';

/** Other bounds from a minute of a run on. */
export interface BoundsChange {
  /** 0 or before: they hold when the run begins. */
  readonly minute: number;
  readonly min?: number;
  readonly max?: number;
}

const MINUTE_MILLIS = 60_000;
/** Actions of every week are met within this time before a run. */
const BEFORE_MINUTES = 8 * 1440;

/** When scheduled actions change the bounds of a fleet, from before the run to its end, in order. */
export function scheduledBounds(
  scheduled: readonly ScheduledPlan[],
  { from, minutes }: { readonly from: number; readonly minutes: number },
): BoundsChange[] {
  const start = RUN_START_MILLIS + from * MINUTE_MILLIS;
  return scheduled
    .flatMap(({ cron, timeZone, min, max }) =>
      minutesOf(cron, timeZone, start, minutes).map((minute): BoundsChange => ({
        minute,
        ...(min === undefined ? {} : { min }),
        ...(max === undefined ? {} : { max }),
      })),
    )
    .toSorted((a, b) => a.minute - b.minute);
}

/** AWS counts days of the week from Sunday as 1, and one of its two fields of days is always `?`. */
function minutesOf(cron: string, timezone: string, start: number, minutes: number): number[] {
  const job = new Cron(cron.replaceAll('?', '*'), { timezone, alternativeWeekdays: true, sloppyRanges: true, paused: true });
  const found: number[] = [];
  let at = job.nextRun(new Date(start - BEFORE_MINUTES * MINUTE_MILLIS - 1));
  for (; at !== null && at.getTime() < start + minutes * MINUTE_MILLIS; at = job.nextRun(at)) {
    found.push(Math.round((at.getTime() - start) / MINUTE_MILLIS));
  }
  return found;
}
