import { isSageMaker, watchedMetrics } from './alarms.js';
import { releasesOf, rollbackAlarmsOf } from './releases.js';
import type { Problem, Rule, Template } from './rule.js';

export const releaseAlarmFleet: Rule = {
  id: 'release-alarm-fleet',
  severity: 'error',
  when: 'an alarm that is to stop an update also sees the old fleet: a fault of the old one undoes the update that mends it',
  remedy: 'add the dimension EndpointConfigName, so that it sees the new fleet alone',
  source: 'SageMaker Developer Guide, deployment-guardrails-configuration',
  check,
};

const FLEET = 'EndpointConfigName';

function check(template: Template): Problem[] {
  const watched = watchedMetrics(template).filter(isSageMaker);
  return releasesOf(template).flatMap((release) =>
    rollbackAlarmsOf(template, release).flatMap(({ alarm }) => {
      const wide = watched.find(
        (metric) =>
          metric.alarm.logicalId === alarm?.logicalId && metric.allDimensions && !metric.dimensions.some(({ name }) => name === FLEET),
      );
      if (alarm === undefined || wide === undefined) return [];
      return [
        {
          logicalId: alarm.logicalId,
          property: `${wide.metricAt}Dimensions`,
          message: `this alarm is to stop an update of ${release.endpoint.logicalId} and sees the old fleet too; add dimension ${FLEET} with Fn::GetAtt of the endpoint configuration`,
        },
      ];
    }),
  );
}
