import type { MetricAlarm, MetricId } from '../../../core/alarms/index';

export const METRIC: MetricId = { namespace: 'Test', name: 'Value', dimensions: { Of: 'it' } };

/** One of one minute, more than 1 on average; change what the test is about. */
export function alarmOn(metric: MetricId): MetricAlarm {
  return {
    kind: 'metric',
    id: 'Stack/Alarm',
    name: 'alarm',
    actions: { enabled: true, onState: { ALARM: ['arn:aws:sns:eu-central-1:1:page'], OK: [], INSUFFICIENT_DATA: [] } },
    periodSeconds: 60,
    evaluationPeriods: 1,
    datapointsToAlarm: 1,
    comparison: 'GreaterThanThreshold',
    threshold: 1,
    missingData: 'missing',
    lowSamples: 'evaluate',
    watched: { kind: 'statistic', metric, statistic: { family: 'Average', text: 'Average' } },
  };
}
