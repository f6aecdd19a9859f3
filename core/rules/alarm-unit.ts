import { entriesFor, isSageMaker, watchedMetrics } from './alarms.js';
import type { Problem, Rule, Template } from './rule.js';
import { shown } from './template.js';

export const alarmUnit: Rule = {
  id: 'alarm-unit',
  severity: 'error',
  when: 'an alarm filters on a unit in which the metric is not published',
  remedy: 'leave Unit out, or give the one of the message',
  source: 'botocore 1.43.107, cloudwatch, PutMetricAlarmInput',
  check,
};

function check(template: Template): Problem[] {
  return watchedMetrics(template).flatMap((metric) => {
    const { unit, name, alarm, at } = metric;
    const units = isSageMaker(metric) ? [...new Set(entriesFor(template, metric).map((entry) => entry.unit))] : [];
    if (typeof unit !== 'string' || units.length === 0 || units.some((each) => each === unit)) return [];
    return [
      {
        logicalId: alarm.logicalId,
        property: `${at}Unit`,
        message: `unit ${shown(unit)} filters all data out: ${String(name)} is in ${units.join(' or ')}; leave it out`,
      },
    ];
  });
}
