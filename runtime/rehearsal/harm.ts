import { durationText } from '../../core/units/duration-text.js';
import type { Harms } from '../simulation/simulate.js';
import type { Timeline } from './timeline.js';

/** A promise is broken when more than this share of the requests is late: what a p99 would show. */
export const LATE_SHARE = 0.01;
/** Traffic is gone when less than this share of what was promised arrives. */
const GONE_SHARE = 0.5;

/** What was promised, as far as anybody said. */
export interface Promised {
  readonly latencyMillis?: number;
  /** Requests a minute in the run without a fault; absent where no traffic is promised. */
  readonly requestsPerMinute?: number;
}

/** What a fault did to callers and records. */
export interface FaultHarm {
  readonly requests: number;
  /** Of those, answered later than promised. */
  readonly late: number;
  /** Requests that were harmed by the end of a minute of the run. */
  readonly untilMinute: (minute: number) => number;
  /** One clause each, worst first; none, no harm. */
  readonly clauses: readonly string[];
}

/** Reckons harm from the first minute of a fault on; the day's usual errors are not among it. */
export function harmOf(harms: Harms, { faultFrom, faultTo, minutes }: Timeline, promised: Promised): FaultHarm {
  const during = (kind: keyof Harms, to: number): number => sum(harms[kind], faultFrom, to);
  const failed = during('failed', minutes);
  const late = during('late', faultTo);
  const sent = during('sent', faultTo);
  const isLate = promised.latencyMillis !== undefined && sent > 0 && late / sent > LATE_SHARE;
  const wasLate = isLate && sum(harms.late, 0, faultFrom) / Math.max(1, sum(harms.sent, 0, faultFrom)) > LATE_SHARE;
  const lost = during('recordsLost', minutes);
  const expected = (promised.requestsPerMinute ?? 0) * (faultTo - faultFrom);
  const gone = promised.requestsPerMinute !== undefined && sent < expected * GONE_SHARE;
  const countsLate = isLate && !wasLate;
  return {
    requests: failed + (countsLate ? late : 0),
    late: countsLate ? late : 0,
    untilMinute: (minute) =>
      sum(harms.failed, faultFrom, minute) + (countsLate ? sum(harms.late, faultFrom, Math.min(minute, faultTo)) : 0),
    clauses: [
      ...(failed > 0 ? [`${count(failed)} of ${count(during('sent', minutes))} requests failed or got no answer`] : []),
      ...(countsLate ? [`${count(late)} answers took longer than the promised ${durationText(promised.latencyMillis ?? 0)}`] : []),
      ...(lost > 0 ? [`${count(lost)} captured records were lost`] : []),
      ...(gone ? [`of ${count(expected)} promised requests ${count(sent)} came`] : []),
    ],
  };
}

function sum(values: Float64Array, from: number, to: number): number {
  let total = 0;
  for (let minute = Math.max(0, from); minute < Math.min(to, values.length); minute += 1) total += values[minute] ?? 0;
  return total;
}

function count(value: number): string {
  return String(Math.round(value)).replace(/\B(?=(\d{3})+$)/g, ',');
}
