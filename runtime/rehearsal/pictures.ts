import type { AlarmRun } from '../../core/alarms/index.js';
import type { AlarmPicture } from '../report/rehearsal-report.js';
import type { Trial } from './bench.js';

/** More points than a page is wide tell no more. */
const MOST_POINTS = 240;
const MINUTE_MILLIS = 60_000;
const DIGITS = 5;

/** One alarm over one run, or over some minutes of it. */
export function pictureOf(
  fault: string,
  { alarm, timeline }: AlarmRun,
  trial: Trial,
  faultMinutes: readonly [from: number, to: number] | null,
  unit: string,
  [from, to]: readonly [from: number, to: number],
): AlarmPicture {
  const step = Math.max(1, Math.ceil((to - from) / MOST_POINTS));
  const { values } = timeline;
  const at = (minute: number): number | null => {
    if (values === undefined) return null;
    const first = trial.minuteOf(values.from);
    const value = values.points[Math.round(((minute - first) * MINUTE_MILLIS) / values.stepMillis)];
    return value === undefined || Number.isNaN(value) ? null : Number(value.toPrecision(DIGITS));
  };
  const inside = timeline.transitions.map(({ at: when, to: state }) => ({ minute: trial.minuteOf(when), state }));
  const before = inside.findLast(({ minute }) => minute <= from);
  return {
    fault,
    stepMinutes: step,
    values: Array.from({ length: Math.ceil((to - from) / step) }, (_, index) => at(from + index * step)),
    threshold: alarm.kind === 'metric' ? alarm.threshold : null,
    faultMinutes: faultMinutes === null ? null : [faultMinutes[0] - from, faultMinutes[1] - from],
    states: [
      { minute: 0, state: before?.state ?? timeline.initial },
      ...inside.filter(({ minute }) => minute > from && minute < to).map(({ minute, state }) => ({ minute: minute - from, state })),
    ],
    unit,
  };
}
