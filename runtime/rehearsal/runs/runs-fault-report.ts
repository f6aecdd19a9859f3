import type { Fault } from '../../faults/fault.js';
import type { FaultReport } from '../../report/rehearsal-report.js';
import { firstTold, heardOf } from '../told.js';
import { together, type WayTrial } from './ways.js';

/** A fault of a deployment that runs and ends: it is seen where every way of it that did harm is, and as late as the one that is seen last. */
export function runsFaultReport(deployment: string, fault: Fault, ways: readonly WayTrial[]): FaultReport {
  const { off, timeline } = together(ways);
  const heard = new Set(ways.flatMap((way) => heardOf(way.off)).map(({ alarm }) => alarm));
  const seen = off.filter(({ alarm }) => heard.has(alarm));
  const blind = ways.some((way) => isHarmful(way) && !isSeen(way));
  const [worst] = ways.toSorted((a, b) => b.harm.records - a.harm.records);
  const told = ways.map((way) => firstTold(way.off)).filter((minute) => minute !== undefined);
  const minutes = blind || told.length === 0 ? null : Math.max(...told) - timeline.faultFrom;
  const toldOfWorst = worst === undefined ? undefined : firstTold(worst.off);
  return {
    deployment,
    name: fault.name,
    trouble: fault.trouble,
    status: blind ? 'blind' : seen.length > 0 ? 'seen' : 'harmless',
    seenBy: seen.map(({ alarm }) => alarm.name),
    minutes,
    strength: ways.map(({ text }) => text).join('; '),
    strengthSource: fault.strength.source,
    harmedBeforeTold: Math.round(toldOfWorst === undefined ? (worst?.harm.records ?? 0) : (worst?.harm.untilMinute(toldOfWorst) ?? 0)),
    harmed: Math.round(worst?.harm.records ?? 0),
    text: ways.map((way) => wayText(way, fault, ways.length > 1)).join('; '),
    matrix: off.map(({ alarm, minute, delivery }) => ({
      alarm: alarm.name,
      minutes: minute - timeline.faultFrom,
      delivers: heard.has(alarm),
      severity: delivery.severity,
    })),
  };
}

function isHarmful({ harm }: WayTrial): boolean {
  return harm.clauses.length > 0;
}

function isSeen({ off }: WayTrial): boolean {
  return firstTold(off) !== undefined;
}

/** `input 24 h late: results were older than promised for 24 h`. */
function wayText(way: WayTrial, { quiet, what }: Fault, several: boolean): string {
  const harm = isHarmful(way)
    ? `${way.harm.clauses.join(', ')}${isSeen(way) ? '' : ', and nobody is told'}`
    : quiet === true
      ? `${what}: nobody should be told`
      : 'no result is late, and no record is lost';
  return several ? `${way.text}: ${harm}` : harm;
}
