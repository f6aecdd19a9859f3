import type { Finding } from '../../core/rules/index.js';
import type { Target } from '../faults/fault.js';
import type { ServicePlan } from '../plan.js';
import type { MonitoredTraffic } from './monitor/traffic.js';
import type { Traffic } from './service-traffic.js';
import { updateTargetOf } from './updates/update-target.js';

const MINUTE_MILLIS = 60_000;

/** What faults may know of a service, and of what its drift monitor would read. */
export function targetOf(
  service: ServicePlan,
  { perMinute, quietestPerMinute, promised }: Traffic,
  findings: readonly Finding[],
  monitored: MonitoredTraffic | { readonly nothing: string },
): Target {
  return {
    mode: service.mode,
    requestsPerMinute: perMinute,
    quietestPerMinute,
    trafficPromised: promised,
    scales: service.variants.some(({ scaling }) => scaling !== undefined && scaling.tracking.length + scaling.steps.length > 0),
    instances: Math.min(...service.variants.map(({ instances }) => instances)),
    watched: watchedBy(service, monitored),
    labels: labelsOf(service, monitored),
    update: updateTargetOf(service, findings),
  };
}

function watchedBy({ monitor }: ServicePlan, traffic: MonitoredTraffic | { readonly nothing: string }): Target['watched'] {
  if ('nothing' in traffic) return traffic;
  return monitor?.document ?? { nothing: 'no drift monitor watches its rows' };
}

function labelsOf({ monitor }: ServicePlan, traffic: MonitoredTraffic | { readonly nothing: string }): Target['labels'] {
  const delay = monitor?.settings.quality?.labelDelayMillis;
  if ('nothing' in traffic) return { unknown: traffic.nothing };
  const { truth } = traffic;
  return { ...(delay === undefined ? {} : { delayMinutes: delay / MINUTE_MILLIS }), unknown: 'nothing' in truth ? truth.nothing : null };
}
