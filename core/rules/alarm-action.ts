import { ALARM_LIMITS } from '../limits/index.js';
import { ALARM, COMPOSITE } from './alarms.js';
import type { Problem, Rule, Template } from './rule.js';
import { resourcesOf, shown } from './template.js';

export const alarmAction: Rule = {
  id: 'alarm-action',
  severity: 'error',
  when: 'an action of an alarm is no ARN, or there are too many',
  remedy: 'give ARNs of topics, functions or policies, at most five a list',
  source: 'botocore 1.43.107, cloudwatch, ResourceList (5) and ResourceName',
  check,
};

const LISTS = ['AlarmActions', 'OKActions', 'InsufficientDataActions'];

function check(template: Template): Problem[] {
  return resourcesOf(template, ALARM, COMPOSITE).flatMap(({ logicalId, properties }) =>
    LISTS.flatMap((property) => {
      const actions: unknown = properties[property];
      if (!Array.isArray(actions)) return [];
      const wrong = actions.filter((action): action is string => typeof action === 'string' && !action.startsWith('arn:'));
      return [
        ...wrong.map((action) => ({
          logicalId,
          property,
          message: `action ${shown(action)} is no ARN; give the ARN of a topic, a function or a scaling policy`,
        })),
        ...(actions.length > ALARM_LIMITS.actions
          ? [{ logicalId, property, message: `${actions.length} actions are given; at most ${ALARM_LIMITS.actions} are accepted` }]
          : []),
      ];
    }),
  );
}
