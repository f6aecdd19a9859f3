import { ACTION_LISTS, ALARM, COMPOSITE } from './alarms.js';
import type { Problem, Rule, Template } from './rule.js';
import { booleanOf, resourcesOf } from './template.js';
import { topicAt, whyMuteFor, type Publisher } from './topics.js';

/** An alarm whose message cannot arrive. CloudWatch tells nobody that it failed to publish. */
export const alarmMute: Rule = {
  id: 'alarm-mute',
  severity: 'error',
  when: "an alarm's topic does not admit CloudWatch, by its key or its policy, or its actions are off: nobody would be told",
  remedy:
    'let cloudwatch.amazonaws.com use the key (kms:Decrypt, kms:GenerateDataKey*) and publish to the topic, or take NotificationTopic',
  source: 'CloudWatch user guide, alarm-actions; SNS developer guide, sns-key-management',
  check,
};

const CLOUDWATCH: Publisher = { service: 'cloudwatch.amazonaws.com', name: 'CloudWatch', byDefault: true };
const whyMute = whyMuteFor(CLOUDWATCH);

function check(template: Template): Problem[] {
  return resourcesOf(template, ALARM, COMPOSITE).flatMap(({ logicalId, properties }): Problem[] => {
    const actions = ACTION_LISTS.flatMap((list) => actionsOf(list, properties[list]));
    if (actions.length > 0 && booleanOf(properties['ActionsEnabled']) === false) {
      const message = 'actions are given and ActionsEnabled is false, so that nobody is told; leave it out';
      return [{ logicalId, property: 'ActionsEnabled', message }];
    }
    return actions.flatMap(({ property, action }) => {
      const topic = topicAt(template, action);
      const why = topic === undefined ? undefined : whyMute(template, topic.logicalId);
      return why === undefined ? [] : [{ logicalId, property, message: `the alarm is mute: ${why}` }];
    });
  });
}

function actionsOf(list: string, actions: unknown): { readonly property: string; readonly action: unknown }[] {
  return Array.isArray(actions) ? actions.map((action: unknown, index) => ({ property: `${list}.${index}`, action })) : [];
}
