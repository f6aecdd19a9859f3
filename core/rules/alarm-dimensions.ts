import { entriesFor, isSageMaker, watchedMetrics } from './alarms.js';
import type { Problem, Rule, Template } from './rule.js';

export const alarmDimensions: Rule = {
  id: 'alarm-dimensions',
  severity: 'error',
  when: 'an alarm names dimensions under which the metric is never published',
  remedy: 'use one of the sets that the message lists',
  source: 'cloud-custodian, pull request 11078; SageMaker Developer Guide, monitoring-cloudwatch',
  check,
};

function check(template: Template): Problem[] {
  return watchedMetrics(template).flatMap((metric) => {
    const entries = isSageMaker(metric) ? entriesFor(template, metric) : [];
    const names = metric.dimensions.map(({ name }) => name);
    if (entries.length === 0 || !metric.allDimensions || !names.every((name) => typeof name === 'string')) return [];
    const given = names.toSorted().join(' + ');
    const sets = [...new Set(entries.flatMap(({ dimensions }) => dimensions.map((set) => set.join(' + '))))];
    if (sets.includes(given)) return [];
    return [
      {
        logicalId: metric.alarm.logicalId,
        property: `${metric.metricAt}Dimensions`,
        message: `${String(metric.name)} is never published under ${given === '' ? 'no dimensions' : given}; give ${sets.join(', or ')}`,
      },
    ];
  });
}
