import { entriesFor, isSageMaker, watchedMetrics } from './alarms.js';
import type { Problem, Rule, Template } from './rule.js';
import { numberOf } from './template.js';

export const alarmLatencyUnit: Rule = {
  id: 'alarm-latency-unit',
  severity: 'warning',
  when: 'a latency alarm has a threshold so small that milliseconds or seconds were meant',
  remedy: 'give the threshold in microseconds',
  source: 'SageMaker Developer Guide, monitoring-cloudwatch: latencies are in microseconds',
  check,
};

/** No model answers over HTTP in less than a millisecond and is worth an alarm then. */
const SUSPICIOUS_BELOW = 1000;

function check(template: Template): Problem[] {
  return watchedMetrics(template).flatMap((metric) => {
    const { alarm, compared, statistic, name } = metric;
    const threshold = numberOf(alarm.properties['Threshold']);
    const micros = isSageMaker(metric) && entriesFor(template, metric).some(({ unit }) => unit === 'Microseconds');
    if (!micros || !compared || threshold === undefined || statistic === 'SampleCount' || threshold <= 0 || threshold >= SUSPICIOUS_BELOW)
      return [];
    return [
      {
        logicalId: alarm.logicalId,
        property: 'Threshold',
        message: `threshold ${threshold} of ${String(name)} is ${threshold} microseconds; for milliseconds give ${threshold * 1000}`,
      },
    ];
  });
}
