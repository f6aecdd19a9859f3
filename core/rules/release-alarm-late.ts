import { RELEASE_LIMITS } from '../limits/index.js';
import { releasesOf, rollbackAlarmsOf } from './releases.js';
import type { Problem, Rule, Template } from './rule.js';
import { itemsOf, numberOf, objectOf, type Found } from './template.js';

export const releaseAlarmLate: Rule = {
  id: 'release-alarm-late',
  severity: 'error',
  when: 'an alarm that is to stop an update needs longer to go off than the update waits',
  remedy: 'shorten its period, or bake longer',
  source:
    'SageMaker Developer Guide, deployment-guardrails-configuration (its own example is one: two periods of 600 s in a bake of 600 s)',
  check,
};

function check(template: Template): Problem[] {
  return releasesOf(template).flatMap((release) => {
    const baking = release.bakes.filter(({ seconds }) => seconds > 0);
    const [shortest] = baking.toSorted((a, b) => a.seconds - b.seconds);
    if (shortest === undefined) return [];
    return rollbackAlarmsOf(template, release).flatMap(({ alarm }) => {
      const needed = alarm === undefined ? undefined : detectionSeconds(alarm);
      if (alarm === undefined || needed === undefined || needed <= shortest.seconds) return [];
      return [
        {
          logicalId: alarm.logicalId,
          property: 'Period',
          message: `this alarm is to stop an update of ${release.endpoint.logicalId}, and takes ${needed} s to go off (its periods, and ${RELEASE_LIMITS.detectionDelaySeconds} s until the data is there) where the update waits ${shortest.seconds} s; take periods of 60 s, or bake longer`,
        },
      ];
    });
  });
}

/** Period × breaching periods, and the time until their data can be read. */
function detectionSeconds({ properties }: Found): number | undefined {
  const periods = [
    numberOf(properties['Period']),
    ...itemsOf(properties['Metrics']).flatMap(({ item }) => [numberOf(item['Period']), numberOf(objectOf(item['MetricStat'])?.['Period'])]),
  ].filter((seconds) => seconds !== undefined);
  const needed = numberOf(properties['DatapointsToAlarm'] ?? properties['EvaluationPeriods']);
  if (periods.length === 0 || needed === undefined) return undefined;
  return Math.max(...periods) * needed + RELEASE_LIMITS.detectionDelaySeconds;
}
