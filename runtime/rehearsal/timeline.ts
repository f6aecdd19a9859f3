import type { Fault } from '../faults/fault.js';
import type { AlarmDeclaration } from '../plan.js';
import { metricsOfAlarm } from './subject.js';

/** Minutes of a run with one fault in it. */
export interface Timeline {
  /** From here on alarms look, having data from before. */
  readonly watchFrom: number;
  readonly faultFrom: number;
  readonly faultTo: number;
  readonly minutes: number;
}

/** No run is longer, whatever an alarm looks back over. */
const LONGEST_MINUTES = 2 * 1440;
/** More than any delay of metrics. */
const DELAY = 5;
/** Healthy minutes that are watched before a fault. */
const SETTLING = 15;
const SHORTEST_FAULT = 60;
const SHORTEST_RECOVERY = 45;
const SECONDS_PER_MINUTE = 60;

/** Healthy until every alarm has seen enough of it, the fault for as long as the slowest alarm could need, and healthy again. */
export function timelineOf({ lasts }: Pick<Fault, 'lasts'>, alarms: readonly AlarmDeclaration[]): Timeline {
  const window = Math.min(LONGEST_MINUTES, Math.max(0, ...alarms.map(windowMinutes)));
  const watchFrom = window + DELAY;
  const faultFrom = watchFrom + SETTLING;
  const length = lasts === 'until told' ? Math.min(LONGEST_MINUTES, Math.max(SHORTEST_FAULT, Math.ceil(window * 1.5) + 15)) : lasts;
  return {
    watchFrom,
    faultFrom,
    faultTo: faultFrom + length,
    minutes: faultFrom + length + Math.max(SHORTEST_RECOVERY, window + 15),
  };
}

/** What an alarm looks at, minutes. */
export function windowMinutes(alarm: AlarmDeclaration): number {
  const periods = metricsOfAlarm(alarm)
    .map(({ periodSeconds }) => periodSeconds)
    .filter(Number.isFinite);
  const count = Number(alarm.properties['EvaluationPeriods'] ?? 1);
  const minutes = (Math.max(0, ...periods) * (Number.isFinite(count) ? count : 1)) / SECONDS_PER_MINUTE;
  return Math.ceil(minutes);
}
