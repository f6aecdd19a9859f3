import { ALARM_LIMITS } from '../limits/index.js';
import { ALARM } from './alarms.js';
import type { Problem, Rule, Template } from './rule.js';
import { itemsOf, numberOf, objectOf, resourcesOf, type Found } from './template.js';

export const alarmPeriod: Rule = {
  id: 'alarm-period',
  severity: 'error',
  when: "an alarm's period, or its period times its evaluation periods, is not accepted",
  remedy: 'give 10, 20, 30 or a multiple of 60 seconds, and a window of at most a day',
  source: 'botocore 1.43.107, cloudwatch, PutMetricAlarmInput',
  check,
};

const HOUR_SECONDS = 3600;

function check(template: Template): Problem[] {
  return resourcesOf(template, ALARM).flatMap((alarm) =>
    periodsOf(alarm).flatMap(([property, period]) => problemsOf(alarm, property, period)),
  );
}

function periodsOf({ properties }: Found): [string, number][] {
  const items = itemsOf(properties['Metrics']).flatMap(({ index, item }): [string, unknown][] => [
    [`Metrics.${index}.Period`, item['Period']],
    [`Metrics.${index}.MetricStat.Period`, objectOf(item['MetricStat'])?.['Period']],
  ]);
  return [['Period', properties['Period']] as [string, unknown], ...items].flatMap(([property, value]): [string, number][] => {
    const period = numberOf(value);
    return period === undefined ? [] : [[property, period]];
  });
}

function problemsOf({ logicalId, properties }: Found, property: string, period: number): Problem[] {
  const { highResolutionPeriods, periodSeconds, windowSeconds, windowSecondsUnderAnHour } = ALARM_LIMITS;
  const known = highResolutionPeriods.some((each) => each === period) || (period > 0 && period % periodSeconds === 0);
  if (!known)
    return [
      {
        logicalId,
        property,
        message: `period ${period} s is not accepted; give ${highResolutionPeriods.join(', ')} or a multiple of ${periodSeconds}`,
      },
    ];
  const window = period * (numberOf(properties['EvaluationPeriods']) ?? 1);
  const most = period < HOUR_SECONDS ? windowSecondsUnderAnHour : windowSeconds;
  return window <= most
    ? []
    : [{ logicalId, property, message: `the alarm looks back ${window} s; with a period of ${period} s at most ${most} s are accepted` }];
}
