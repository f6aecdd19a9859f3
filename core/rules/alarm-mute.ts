import { ALARM, COMPOSITE } from './alarms.js';
import { admits } from './policies.js';
import type { Problem, Rule, Template } from './rule.js';
import { booleanOf, referredBy, resourcesOf, type Found } from './template.js';

export const alarmMute: Rule = {
  id: 'alarm-mute',
  severity: 'error',
  when: "an alarm's topic does not admit CloudWatch, by its key or its policy, or its actions are off: nobody would be told",
  remedy:
    'let cloudwatch.amazonaws.com use the key (kms:Decrypt, kms:GenerateDataKey*) and publish to the topic, or take NotificationTopic',
  source: 'CloudWatch user guide, alarm-actions; SNS developer guide, sns-key-management',
  check,
};

const CLOUDWATCH = 'cloudwatch.amazonaws.com';

function check(template: Template): Problem[] {
  return resourcesOf(template, ALARM, COMPOSITE).flatMap(({ logicalId, properties }) => {
    const actions: unknown = properties['AlarmActions'];
    if (!Array.isArray(actions) || actions.length === 0) return [];
    if (booleanOf(properties['ActionsEnabled']) === false) {
      return [
        {
          logicalId,
          property: 'ActionsEnabled',
          message: 'actions are given and ActionsEnabled is false, so that nobody is told; leave it out',
        },
      ];
    }
    return actions.flatMap((action, index) => {
      const topic = topicOf(template, action);
      const reason = topic === undefined ? undefined : whyMute(template, topic);
      return reason === undefined ? [] : [{ logicalId, property: `AlarmActions.${index}`, message: reason }];
    });
  });
}

function topicOf(template: Template, action: unknown): Found | undefined {
  return resourcesOf(template, 'AWS::SNS::Topic').find(({ logicalId }) => logicalId === referredBy(action));
}

function whyMute(template: Template, topic: Found): string | undefined {
  const keyId = topic.properties['KmsMasterKeyId'];
  if (keyId === 'alias/aws/sns') {
    return `topic ${topic.logicalId} is encrypted with AWS's own key for SNS, which CloudWatch may not use, so the alarm is mute; encrypt it with a key that admits ${CLOUDWATCH}`;
  }
  const key = resourcesOf(template, 'AWS::KMS::Key').find(({ logicalId }) => logicalId === referredBy(keyId));
  if (
    key !== undefined &&
    !['kms:Decrypt', 'kms:GenerateDataKey'].every((action) => admits([key.properties['KeyPolicy']], CLOUDWATCH, action))
  ) {
    return `the key ${key.logicalId} of topic ${topic.logicalId} does not admit CloudWatch, so the alarm is mute; allow ${CLOUDWATCH} kms:Decrypt and kms:GenerateDataKey*`;
  }
  const policies = resourcesOf(template, 'AWS::SNS::TopicPolicy')
    .filter(
      ({ properties }) => Array.isArray(properties['Topics']) && properties['Topics'].some((each) => referredBy(each) === topic.logicalId),
    )
    .map(({ properties }) => properties['PolicyDocument']);
  // A policy, even one that only demands TLS, replaces the default that lets the account's alarms publish.
  if (policies.length === 0 || admits(policies, CLOUDWATCH, 'sns:Publish')) return undefined;
  return `the policy of topic ${topic.logicalId} replaces SNS's default and does not admit CloudWatch, so the alarm is mute; allow ${CLOUDWATCH} sns:Publish`;
}
