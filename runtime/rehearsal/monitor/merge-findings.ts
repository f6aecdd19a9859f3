import type { AlarmDeclaration } from '../../plan.js';
import type { Delivery } from '../delivery.js';
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
    trials: new Map([...service.trials, ...monitor.trials]),
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
