import { Cron } from 'croner';
import { offsetMillis } from '../../../core/zoned-time.js';
import type { SchedulePlan } from '../../plan.js';
import { RUN_START_MILLIS } from '../../simulation/week.js';

const MINUTE_MILLIS = 60_000;
const UNITS: Readonly<Record<string, number>> = { minute: 1, hour: 60, day: 1440 };

/**
 * When a schedule is due next, after an instant; undefined where it never is again. EventBridge Scheduler leaves out a time that the clocks of
 * the zone leave out (Scheduler user guide, schedule-types, daylight saving time).
 */
export function nextDue({ expression, timeZone }: Pick<SchedulePlan, 'expression' | 'timeZone'>, after: number): number | undefined {
  const [, count, unit = ''] = /^rate\((\d+) (minute|hour|day)s?\)$/.exec(expression) ?? [];
  if (count !== undefined) {
    const every = Number(count) * (UNITS[unit] ?? 1) * MINUTE_MILLIS;
    return RUN_START_MILLIS + (Math.floor((after - RUN_START_MILLIS) / every) + 1) * every;
  }
  const [, fields] = /^cron\((\S+ \S+ \S+ \S+ \S+) \*\)$/.exec(expression) ?? [];
  if (fields === undefined) return undefined;
  const job = new Cron(fields.replaceAll('?', '*'), { timezone: timeZone, alternativeWeekdays: true, sloppyRanges: true, paused: true });
  let at = job.nextRun(new Date(after));
  while (at !== null && !isTold(fields, timeZone, at.getTime())) at = job.nextRun(at);
  return at?.getTime();
}

/** Whether the clocks of the zone ever show the time that is asked for: one that they leave out is moved by others, and skipped by AWS. */
function isTold(fields: string, timeZone: string, at: number): boolean {
  const [minute = '*', hour = '*'] = fields.split(' ');
  const local = new Date(at + offsetMillis(timeZone, at));
  const meets = (field: string, value: number): boolean => !/^\d+$/.test(field) || Number(field) === value;
  return meets(minute, local.getUTCMinutes()) && meets(hour, local.getUTCHours());
}
