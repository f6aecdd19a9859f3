import type { AlarmDeclaration } from '../../plan.js';
import type { Fault } from '../../faults/fault.js';
import type { Delivery } from '../delivery.js';
import type { FaultTrial } from '../fault-trials.js';
import { toldFalsely, type HealthyAlarm } from '../healthy-days.js';
import type { ServiceFindings } from '../rehearse-service.js';
import type { MonitorFindings } from './rehearse-monitor.js';

/** What the runs of a service and those of its monitor showed, together: a composite goes off when it does in either. */
export function mergeFindings(
  service: ServiceFindings,
  monitor: MonitorFindings,
  deliveries: ReadonlyMap<AlarmDeclaration, Delivery>,
): ServiceFindings {
  const { healthy } = service;
  return {
    ...service,
    definitions: new Map([...monitor.definitions, ...service.definitions]),
    problems: new Map([...monitor.problems, ...service.problems]),
    trials: new Map([...service.trials, ...monitor.trials, ...inBoth(service.trials, monitor.trials)]),
    extremes: new Map([...monitor.extremes, ...service.extremes]),
    weakest: new Map([...monitor.weakest, ...service.weakest]),
    depends: new Map([...monitor.depends, ...service.depends]),
    healthy: {
      ...healthy,
      alarms: togetherOnHealthyDays(healthy.alarms, monitor.healthyAlarms),
      trial: { ...healthy.trial, runs: new Map([...monitor.healthyRuns, ...healthy.trial.runs]) },
      falsePages: healthy.falsePages + toldFalsely(monitor.healthyAlarms, deliveries, 'page'),
      falseTickets: healthy.falseTickets + toldFalsely(monitor.healthyAlarms, deliveries, 'ticket'),
    },
  };
}

/** Faults that were played against both, as they were against the service; what was told of the rows is told so many minutes after the beginning. */
function inBoth(ones: ReadonlyMap<Fault, FaultTrial>, others: ReadonlyMap<Fault, FaultTrial>): [fault: Fault, trial: FaultTrial][] {
  return [...ones].flatMap(([fault, one]) => {
    const other = others.get(fault);
    if (other === undefined) return [];
    const later = one.timeline.faultFrom - other.timeline.faultFrom;
    const off = [
      ...one.off,
      ...other.off.map((each) => ({
        ...each,
        minute: each.minute + later,
        toldAt: each.toldAt === undefined ? undefined : each.toldAt + later,
      })),
    ].toSorted((a, b) => a.minute - b.minute);
    // A composite goes off with the first of its alarms.
    const first = off.filter(({ alarm }, place) => off.findIndex((each) => each.alarm === alarm) === place);
    return [[fault, { ...one, off: first }]];
  });
}

function togetherOnHealthyDays(
  ones: ReadonlyMap<AlarmDeclaration, HealthyAlarm>,
  others: ReadonlyMap<AlarmDeclaration, HealthyAlarm>,
): Map<AlarmDeclaration, HealthyAlarm> {
  const all = new Map(others);
  for (const [alarm, one] of ones) {
    const other = others.get(alarm);
    all.set(
      alarm,
      other === undefined ? one : { ...one, falseAlarms: one.falseAlarms + other.falseAlarms, always: one.always || other.always },
    );
  }
  return all;
}
