import type { AlarmRun } from '../../core/alarms/index.js';
import type { AlarmDeclaration } from '../plan.js';
import type { Delivery } from './delivery.js';
import type { Trial } from './bench.js';

/** An alarm that went off, and when. */
export interface WentOff {
  readonly alarm: AlarmDeclaration;
  /** Minute of the run at which it changed to ALARM. */
  readonly minute: number;
  readonly delivery: Delivery;
  /** Minute at which it told somebody by itself; undefined where it did not. */
  readonly toldAt: number | undefined;
}

/** The alarms that changed to ALARM from a minute of a run on, earliest first. */
export function wentOff(
  trial: Trial,
  fromMinute: number,
  alarms: readonly AlarmDeclaration[],
  deliveries: ReadonlyMap<AlarmDeclaration, Delivery>,
): WentOff[] {
  return alarms
    .flatMap((alarm): WentOff[] => {
      const run = trial.runs.get(alarm.path);
      const delivery = deliveries.get(alarm);
      if (run === undefined || delivery === undefined) return [];
      const at = run.timeline.transitions.find(({ to, at: when }) => to === 'ALARM' && trial.minuteOf(when) >= fromMinute)?.at;
      if (at === undefined) return [];
      return [{ alarm, minute: trial.minuteOf(at), delivery, toldAt: delivery.tells ? toldAt(run, at, trial) : undefined }];
    })
    .toSorted((a, b) => a.minute - b.minute);
}

/**
 * Those of which somebody learned: they told it themselves, or an alarm above them did in the same run. An alarm below a composite that waits
 * for another one, is suppressed, or has been in ALARM all the while, went off and nobody knows.
 */
export function heardOf<Off extends Told>(off: readonly Off[]): Off[] {
  const told = new Set(off.filter(({ toldAt: at }) => at !== undefined).map(({ alarm }) => alarm));
  return off.filter(({ toldAt: at, delivery }) => at !== undefined || delivery.speakers.some((speaker) => told.has(speaker)));
}

interface Told extends Pick<WentOff, 'toldAt'> {
  readonly alarm?: AlarmDeclaration;
  readonly delivery: Pick<Delivery, 'speakers'>;
}

/** A suppressed composite acts later than it changes, or not at all. */
function toldAt({ alarm, actions }: AlarmRun, changedAt: number, trial: Trial): number | undefined {
  if (alarm.kind === 'metric' || alarm.suppressor === undefined) return trial.minuteOf(changedAt);
  const acted = actions.find(({ state, at }) => state === 'ALARM' && at >= changedAt);
  return acted === undefined ? undefined : trial.minuteOf(acted.at);
}

/** Minute at which the first of them told somebody. */
export function firstTold(off: readonly WentOff[]): number | undefined {
  const times = off.flatMap(({ toldAt: at }) => at ?? []);
  return times.length === 0 ? undefined : Math.min(...times);
}
