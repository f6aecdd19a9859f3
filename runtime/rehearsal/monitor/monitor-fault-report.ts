import type { Fault } from '../../faults/fault.js';
import type { FaultReport } from '../../report/rehearsal-report.js';
import type { FaultTrial } from '../fault-trials.js';
import { firstTold, heardOf } from '../told.js';

/** A fault that only rows show: it fails no request, so that what it does to callers is said in words. */
export function monitorFaultReport(
  deployment: string,
  fault: Fault,
  { timeline, off }: FaultTrial,
  requestsPerMinute: number,
): FaultReport {
  const told = firstTold(off);
  const seen = heardOf(off);
  const lasted = timeline.faultTo - timeline.faultFrom;
  const met = requestsPerMinute * (fault.meets?.(fault.strength.fixed) ?? 1);
  const untilTold = told === undefined ? lasted : Math.min(lasted, told - timeline.faultFrom);
  return {
    deployment,
    name: fault.name,
    trouble: fault.trouble,
    status: seen.length > 0 ? 'seen' : 'blind',
    seenBy: seen.map(({ alarm }) => alarm.name),
    minutes: told === undefined ? null : told - timeline.faultFrom,
    strength: fault.strength.text(fault.strength.fixed),
    strengthSource: fault.strength.source,
    harmedBeforeTold: Math.round(met * untilTold),
    harmed: Math.round(met * lasted),
    text: fault.rows ?? fault.what,
    matrix: off.map((each) => ({
      alarm: each.alarm.name,
      minutes: each.minute - timeline.faultFrom,
      delivers: seen.includes(each),
      severity: each.delivery.severity,
    })),
  };
}
