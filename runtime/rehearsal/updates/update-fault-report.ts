import type { Fault } from '../../faults/fault.js';
import type { FaultReport } from '../../report/rehearsal-report.js';
import type { Promised } from '../harm.js';
import { heardOf } from '../told.js';
import { beginningOf, updateHarm } from './update-harm.js';
import { firstToldAt, type Teller } from './update-told.js';
import type { PlayedUpdate } from './update-trials.js';

export const SILENT_ROLLBACK = 'silent-rollback';
const NOT_DECLARED = 'what serves is not what was declared';

/** What became of an update whose new version brings a fault. */
export function updateFaultReport(
  deployment: string,
  fault: Fault,
  update: PlayedUpdate,
  tellers: readonly Teller[],
  promised: Promised,
): FaultReport {
  const { course } = update.trial;
  const begins = beginningOf(update);
  const turned = course.turnedAt !== null;
  const isSilent = fault.name === SILENT_ROLLBACK;
  const harm = updateHarm(update, promised);
  const clauses = [...(isSilent ? [] : harm.clauses), ...(turned ? [NOT_DECLARED] : [])];
  // Of what the new version did others tell; that it came back is told by who says that.
  const counted = isSilent
    ? tellers.filter(({ isNotice, alarm }) => isNotice || (alarm !== undefined && update.stoppedBy.includes(alarm)))
    : tellers;
  const told = firstToldAt(counted);
  const seen = heardOf(counted);
  const from = isSilent ? (course.turnedAt ?? begins) : begins;
  const harmed = isSilent ? 0 : Math.round(harm.requests);
  return {
    deployment,
    name: fault.name,
    trouble: fault.trouble,
    status: clauses.length === 0 ? 'harmless' : seen.length > 0 ? 'seen' : 'blind',
    seenBy: clauses.length === 0 ? [] : seen.map(({ name }) => name),
    minutes: clauses.length === 0 || told === undefined ? null : told - from,
    strength: fault.strength.text(fault.strength.fixed),
    strengthSource: fault.strength.source,
    harmedBeforeTold: isSilent ? 0 : Math.round(told === undefined ? harm.requests : harm.untilMinute(told)),
    harmed,
    text: clauses.length > 0 ? clauses.join('; ') : noHarm(isSilent),
    matrix: counted.map((each) => ({
      alarm: each.name,
      minutes: Math.max(0, each.minute - from),
      delivers: seen.includes(each),
      severity: each.delivery.severity,
    })),
  };
}

function noHarm(isSilent: boolean): string {
  return isSilent
    ? 'the update was not rolled back: its alarms did not stop it, see the updates'
    : 'at this strength no request fails, and the new version stays';
}
