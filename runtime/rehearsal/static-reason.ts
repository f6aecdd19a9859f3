import { findMonitorMetric, MONITOR_DIMENSION, MONITOR_NAMESPACE } from '../../core/metrics/index.js';
import type { Finding } from '../../core/rules/index.js';
import type { AlarmDeclaration, ServicePlan } from '../plan.js';
import { producedMetrics } from '../simulation/publish.js';
import { metricsOfAlarm, type ReadMetric, type Subject } from './subject.js';
import { unproducedByRuns } from './runs/job-subject.js';
import { FLEET_DIMENSION } from './updates/update-alarms.js';

/** What can be said of an alarm without a run. */
export interface StaticReason {
  readonly verdict: 'never-fires' | 'not-reproducible';
  readonly reason: string;
}

/** Rules whose findings mean that an alarm on one metric alone never has data, or never breaches. */
const NEVER = ['alarm-dimension-value', 'alarm-dimensions', 'alarm-metric', 'alarm-statistic', 'alarm-unit'];
const THRESHOLD = 'alarm-threshold';
const NEVER_REACHED = 'is never reached';

/** Why an alarm can never go off, or cannot be judged here, whatever a run would show; undefined where a run decides. */
export function staticReason(alarm: AlarmDeclaration, subject: Subject, findings: readonly Finding[]): StaticReason | undefined {
  if (alarm.kind === 'composite') return undefined;
  const metrics = metricsOfAlarm(alarm);
  const own = findings.filter(({ logicalId }) => logicalId === alarm.logicalId);
  if (metrics.length <= 1) {
    const found = own.find(({ rule, message }) => NEVER.includes(rule) || (rule === THRESHOLD && message.includes(NEVER_REACHED)));
    if (found !== undefined) return { verdict: 'never-fires', reason: found.message };
  }
  const stray = metrics.map((metric) => strayDimension(metric, subject)).find((reason) => reason !== undefined);
  if (stray !== undefined) return { verdict: 'never-fires', reason: stray };
  const unseen = metrics.map((metric) => unproduced(metric, subject)).find((reason) => reason !== undefined);
  return unseen === undefined ? undefined : { verdict: 'not-reproducible', reason: unseen };
}

/** A value of a dimension that the endpoint does not have. */
function strayDimension({ name, dimensions }: ReadMetric, { endpointName, variantNames, service, unserved }: Subject): string | undefined {
  const { EndpointName: endpoint, VariantName: variant } = dimensions;
  if (service === undefined && unserved === undefined) return undefined;
  if (variant !== undefined && variantNames.length > 0 && !variantNames.includes(variant)) {
    return `${name} of variant '${variant}' never has data: the endpoint has ${variantNames.join(', ')}; name one of them`;
  }
  if (endpoint !== undefined && endpointName !== '' && endpoint !== endpointName && endpoint.includes(endpointName)) {
    return `dimension 'EndpointName' is '${endpoint}', and the endpoint is called '${endpointName}'; give its name`;
  }
  const fleet = dimensions[FLEET_DIMENSION];
  if (fleet !== undefined && service?.configName !== undefined && fleet !== service.configName) {
    return `dimension '${FLEET_DIMENSION}' is '${fleet}', and the new fleet's configuration is '${service.configName}': it never sees the new fleet; give Fn::GetAtt of the endpoint configuration`;
  }
  return undefined;
}

/** What a run would not show. */
function unproduced(metric: ReadMetric, subject: Subject): string | undefined {
  const { mode, service } = subject;
  const { namespace, name, dimensions } = metric;
  if (subject.job !== undefined || mode === 'pipeline') return unproducedByRuns(metric, subject);
  if (namespace === MONITOR_NAMESPACE) return unpublished(metric, service);
  const entry = producedMetrics(mode).find((each) => each.name === name && each.namespace === namespace);
  if (entry === undefined) return `the rehearsal does not produce ${name} of ${namespace}`;
  if (dimensions[FLEET_DIMENSION] !== undefined && service !== undefined && service.configName === undefined)
    return `it sees one fleet alone, and the name of the endpoint configuration of ${service.endpointName} is not known here`;
  return undefined;
}

/** The same, of what a drift monitor publishes. */
function unpublished({ name, dimensions }: ReadMetric, service: ServicePlan | undefined): string | undefined {
  const entry = findMonitorMetric(name);
  if (entry === undefined) return `the drift monitor publishes no ${name}`;
  const { [MONITOR_DIMENSION]: deployment, ...others } = dimensions;
  const watched = service?.monitor?.settings.deployment;
  if (entry.cadence === 'quality' && service?.monitor !== undefined && service.monitor.settings.quality === undefined)
    return `${name} rests on labels, and the monitor is not told where they come from`;
  if (watched !== undefined && watched === deployment && Object.keys(others).length === 0) return undefined;
  return `no drift monitor that can be played here publishes ${name} with these dimensions`;
}
