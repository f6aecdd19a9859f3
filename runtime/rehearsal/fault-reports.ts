import type { Fault, LaterFault, Target } from '../faults/fault.js';
import { LATER_FAULTS } from '../faults/later.js';
import type { Coverage } from '../plan.js';
import type { BlindSpot, FaultReport } from '../report/rehearsal-report.js';
import type { Accepted } from './accepted.js';
import type { FaultTrial } from './fault-trials.js';
import { harmOf, type Promised } from './harm.js';
import type { Subject } from './subject.js';
import { firstTold, heardOf } from './told.js';
import { ownFaults } from './why-not.js';

/** A fault that did not run, and why. */
export interface NotRun {
  readonly fault: Fault;
  readonly because: string;
}

export function faultReport(deployment: string, fault: Fault, { trial, timeline, off }: FaultTrial, promised: Promised): FaultReport {
  const harm = harmOf(trial.harms, timeline, promised);
  const told = firstTold(off);
  const seen = heardOf(off);
  const status = seen.length > 0 ? 'seen' : fault.quiet !== true && harm.clauses.length > 0 ? 'blind' : 'harmless';
  return {
    deployment,
    name: fault.name,
    trouble: fault.trouble,
    status,
    seenBy: seen.map(({ alarm }) => alarm.name),
    minutes: told === undefined ? null : told - timeline.faultFrom,
    strength: fault.strength.text(fault.strength.fixed),
    strengthSource: fault.strength.source,
    harmedBeforeTold: Math.round(told === undefined ? harm.requests : harm.untilMinute(told)),
    harmed: Math.round(harm.requests),
    text: textOf(fault, harm.clauses, promised),
    matrix: off.map((each) => ({
      alarm: each.alarm.name,
      minutes: each.minute - timeline.faultFrom,
      delivers: seen.includes(each),
      severity: each.delivery.severity,
    })),
  };
}

function textOf({ what, quiet }: Fault, clauses: readonly string[], { latencyMillis }: Promised): string {
  if (quiet === true) return `${what}: nobody should be told`;
  if (clauses.length > 0) return clauses.join('; ');
  const latency = latencyMillis === undefined ? 'no latency is promised' : `answers stay within ${latencyMillis} ms`;
  return `at this strength no request fails, ${latency}, no record is lost`;
}

/** A fault that waits for a part that is not there yet, or does not apply here. */
export function notRunnable(deployment: string, fault: LaterFault | NotRun): FaultReport {
  const { name, trouble, strength } = 'fault' in fault ? fault.fault : { ...fault, strength: undefined };
  return {
    deployment,
    name,
    trouble,
    status: 'not-runnable',
    seenBy: [],
    minutes: null,
    strength: strength === undefined ? ('what' in fault ? fault.what : '') : strength.text(strength.fixed),
    strengthSource: strength?.source ?? 'catalogue of faults',
    harmedBeforeTold: 0,
    harmed: 0,
    text: fault.because,
    matrix: [],
  };
}

/**
 * 20, mute-alarm: found in the template, without a run.
 *
 * @param mute names of alarms that are meant to tell somebody and cannot
 */
export function muteAlarmReport(deployment: string, mute: readonly string[]): FaultReport {
  return {
    deployment,
    name: MUTE_ALARM,
    trouble: 'lack of metrics',
    status: mute.length > 0 ? 'seen' : 'harmless',
    seenBy: [],
    minutes: null,
    strength: 'topic, key, policy and actions as they are declared',
    strengthSource: 'the template',
    harmedBeforeTold: 0,
    harmed: 0,
    text:
      mute.length === 0
        ? 'found in the template, without a run: no alarm is shut out by its topic, or has its actions switched off'
        : `found in the template, without a run: ${mute.join(', ')} ${mute.length === 1 ? 'is' : 'are'} meant to tell somebody and cannot`,
    matrix: [],
  };
}

export const MUTE_ALARM = 'mute-alarm';

/** Faults of the catalogue that wait. */
export function laterReports({ path, mode }: Pick<Subject, 'path' | 'mode'>): FaultReport[] {
  return ownFaults(LATER_FAULTS, mode).map((fault) => notRunnable(path, fault));
}

/** Faults that did harm nobody was told of. */
export function blindSpots(
  reports: readonly FaultReport[],
  faults: readonly Fault[],
  covers: Coverage,
  target: Target,
  accepted: Accepted,
): BlindSpot[] {
  return reports
    .filter(({ status }) => status === 'blind')
    .map(({ deployment, name, trouble, text }) => {
      const fault = faults.find((each) => each.name === name);
      const covered = covers.troubles === 'all' || covers.troubles.includes(trouble);
      const needsTraffic = name === 'no-traffic' && !target.trafficPromised;
      const undertaken = fault?.undertaken?.(target) ?? true;
      return {
        deployment,
        fault: name,
        trouble,
        accepted: accepted.blindSpot(deployment, name),
        counts: covered && !needsTraffic && undertaken && fault?.visibleTo === 'operator',
        text: covers.because === undefined ? text : `${text}; left out: ${covers.because}`,
      };
    });
}
