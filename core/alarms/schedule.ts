import { EVALUATION_SECONDS } from './constants.js';
import type { MetricAlarm } from './definition.js';
import type { Period } from './points.js';
import { startOfClockPeriod } from './wall-clock.js';

// In tests the globals are looked up in another realm, which is slow where it is done millions of times.
const { floor } = Math;

const DAY_SECONDS = 86_400;
const HOUR_MILLIS = 3_600_000;

/** How far apart the evaluations of an alarm are, milliseconds (user guide, alarm-evaluation). */
export function evaluationMillis({ periodSeconds, evaluationPeriods }: MetricAlarm): number {
  const { highResolution, standard, beyondADay } = EVALUATION_SECONDS;
  if (periodSeconds < standard) return highResolution * 1000;
  return (periodSeconds * evaluationPeriods > DAY_SECONDS ? beyondADay : standard) * 1000;
}

/**
 * The periods that an evaluation looks at, newest first: sliding ones end at the evaluation, those of the wall clock at the clock's last boundary.
 */
export function periodsAt(alarm: MetricAlarm, count: number, at: number): Period[] {
  const length = alarm.periodSeconds * 1000;
  if (alarm.wallClock !== undefined) return clockPeriods(alarm.wallClock.timeZone, length, count, at);
  const end = evaluationMillis(alarm) === HOUR_MILLIS ? floor(at / HOUR_MILLIS) * HOUR_MILLIS : at;
  // Millions of times, and Array.from takes ten times as long.
  const periods: Period[] = [];
  for (let to = end; periods.length < count; to -= length) periods.push({ from: to - length, to });
  return periods;
}

function clockPeriods(timeZone: string, length: number, count: number, at: number): Period[] {
  const periods: Period[] = [];
  let to = startOfClockPeriod(timeZone, length, at);
  while (periods.length < count) {
    const from = startOfClockPeriod(timeZone, length, to - 1);
    periods.push({ from, to });
    to = from;
  }
  return periods;
}
