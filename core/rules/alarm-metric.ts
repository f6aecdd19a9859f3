import { metricsOf } from '../metrics/index.js';
import { elsewhere, endpointOf, entriesFor, isSageMaker, watchedMetrics, type WatchedMetric } from './alarms.js';
import type { Problem, Rule, Template } from './rule.js';
import { shown } from './template.js';

export const alarmMetric: Rule = {
  id: 'alarm-metric',
  severity: 'error',
  when: 'an alarm watches a metric that its endpoint does not publish',
  remedy: 'watch one of the metrics that the message lists',
  source: 'SageMaker Developer Guide, monitoring-cloudwatch, async-inference-monitor, serverless-endpoints-monitoring',
  check,
};

function check(template: Template): Problem[] {
  return watchedMetrics(template)
    .filter((metric) => isSageMaker(metric) && typeof metric.name === 'string' && entriesFor(template, metric).length === 0)
    .map((metric) => ({
      logicalId: metric.alarm.logicalId,
      property: `${metric.metricAt}MetricName`,
      message: explain(template, metric),
    }));
}

function explain(template: Template, metric: WatchedMetric): string {
  const mode = endpointOf(template, metric)?.mode;
  const real = elsewhere(metric.name, mode);
  const whose = mode === undefined ? 'no endpoint publishes' : `a ${mode} endpoint does not publish`;
  if (real !== undefined) return `${whose} ${String(metric.name)} in namespace ${shown(metric.namespace)}; it is in '${real.namespace}'`;
  const names = mode === undefined ? '' : `; it publishes ${[...new Set(metricsOf(mode).map(({ name }) => name))].join(', ')}`;
  return `${whose} ${shown(metric.name)}${names}`;
}
