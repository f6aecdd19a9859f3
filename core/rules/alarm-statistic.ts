import { parseStatistic, publishes } from '../metrics/index.js';
import { entriesFor, isSageMaker, watchedMetrics } from './alarms.js';
import type { Problem, Rule, Template } from './rule.js';
import { shown } from './template.js';

export const alarmStatistic: Rule = {
  id: 'alarm-statistic',
  severity: 'error',
  when: 'an alarm uses a statistic that CloudWatch does not know, or does not hold for this metric',
  remedy: 'use one of the statistics that the message lists',
  source: 'botocore 1.43.107, cloudwatch, PutMetricAlarmInput; SageMaker Developer Guide, monitoring-cloudwatch',
  check,
};

function check(template: Template): Problem[] {
  return watchedMetrics(template).flatMap((metric) => {
    const { statistic, alarm, at, name } = metric;
    if (typeof statistic !== 'string') return [];
    const property = at === '' ? (alarm.properties['ExtendedStatistic'] === undefined ? 'Statistic' : 'ExtendedStatistic') : `${at}Stat`;
    const problem = (message: string): Problem => ({ logicalId: alarm.logicalId, property, message });
    if (parseStatistic(statistic) === undefined) {
      return [
        problem(`statistic ${shown(statistic)} is none; give SampleCount, Average, Sum, Minimum, Maximum, or a percentile from p0 to p100`),
      ];
    }
    const entries = isSageMaker(metric) ? entriesFor(template, metric) : [];
    if (entries.length === 0 || entries.some((entry) => publishes(entry, statistic))) return [];
    const held = [...new Set(entries.flatMap(({ statistics }) => statistics))].join(', ');
    return [problem(`${String(name)} has no ${statistic}, so the alarm would never see data; CloudWatch holds ${held}`)];
  });
}
