import type { AlarmDeclaration } from '../../../runtime/plan';
import { alarmText } from '../../../runtime/report/alarm-text';

function declared(properties: Record<string, unknown>, kind: AlarmDeclaration['kind'] = 'metric'): AlarmDeclaration {
  return { path: 'S/A', logicalId: 'A', stack: 'S', place: {}, kind, name: 'a', description: '', properties };
}

const COMMON = { ComparisonOperator: 'GreaterThanThreshold', Threshold: 100_000 };

test.each<[string, Record<string, unknown>]>([
  [
    'ModelLatency p99 > 100000, 3 of 5 x 5 min',
    { ...COMMON, MetricName: 'ModelLatency', ExtendedStatistic: 'p99', Period: 300, EvaluationPeriods: 5, DatapointsToAlarm: 3 },
  ],
  [
    'Invocations Sum < 1, 1 x 15 min',
    {
      ComparisonOperator: 'LessThanThreshold',
      Threshold: 1,
      MetricName: 'Invocations',
      Statistic: 'Sum',
      Period: 900,
      EvaluationPeriods: 1,
    },
  ],
  ['Invocations Sum > 100000, 2 x 10 s', { ...COMMON, MetricName: 'Invocations', Statistic: 'Sum', Period: '10', EvaluationPeriods: '2' }],
  [
    'share of failures > 100000, 1 x 1 h',
    {
      ...COMMON,
      EvaluationPeriods: 1,
      Metrics: [
        { Id: 'e', Expression: 'a / b', Label: 'share of failures' },
        { Id: 'a', ReturnData: false, MetricStat: { Period: 3600 } },
      ],
    },
  ],
  ['a / b > 100000, 1 x 1 min', { ...COMMON, EvaluationPeriods: 1, Metrics: [{ Id: 'e', Expression: 'a / b' }] }],
])('%s', (text, properties) => {
  expect(alarmText(declared(properties))).toBe(text);
});

test('a composite goes off with any of its alarms', () => {
  expect(alarmText(declared({ AlarmRule: 'ALARM(a)' }, 'composite'))).toBe('any of its alarms');
});
