import { ACTION_LISTS, ALARM, COMPOSITE } from './alarms.js';
import { admits } from './policies.js';
import type { Problem, Rule, Template } from './rule.js';
import { booleanOf, isSame, literalsOf, referredBy, resourcesOf, type Found } from './template.js';

/**
 * An alarm whose message cannot arrive. CloudWatch publishes to a topic as `cloudwatch.amazonaws.com`, and tells nobody that it failed:
 *
 * - AWS's own key for SNS (`alias/aws/sns`) shuts CloudWatch out, and nobody can change that key's policy;
 * - a key of one's own has to allow CloudWatch kms:Decrypt and kms:GenerateDataKey*; CDK's default key policy speaks of the account alone;
 * - without any policy a topic takes messages of its own account's alarms. **Any** policy replaces that default: one that holds nothing but
 *   a Deny (enforce TLS) shuts CloudWatch out too, though it names nobody.
 *
 * Only topics, keys and policies of the same template are looked at.
 */
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
const KEY_ACTIONS: readonly string[] = ['kms:Decrypt', 'kms:GenerateDataKey'];

function check(template: Template): Problem[] {
  return resourcesOf(template, ALARM, COMPOSITE).flatMap(({ logicalId, properties }): Problem[] => {
    const actions = ACTION_LISTS.flatMap((list) => actionsOf(list, properties[list]));
    if (actions.length > 0 && booleanOf(properties['ActionsEnabled']) === false) {
      const message = 'actions are given and ActionsEnabled is false, so that nobody is told; leave it out';
      return [{ logicalId, property: 'ActionsEnabled', message }];
    }
    return actions.flatMap(({ property, action }) => {
      const topic = resourcesOf(template, 'AWS::SNS::Topic').find((each) => each.logicalId === referredBy(action));
      const message = topic === undefined ? undefined : (whyKey(template, topic) ?? whyPolicy(template, topic));
      return message === undefined ? [] : [{ logicalId, property, message }];
    });
  });
}

function actionsOf(list: string, actions: unknown): { readonly property: string; readonly action: unknown }[] {
  return Array.isArray(actions) ? actions.map((action: unknown, index) => ({ property: `${list}.${index}`, action })) : [];
}

function whyKey(template: Template, { logicalId, properties }: Found): string | undefined {
  const keyId = properties['KmsMasterKeyId'];
  if (literalsOf(keyId).at(-1)?.endsWith('alias/aws/sns') === true) {
    return `topic ${logicalId} is encrypted with AWS's own key for SNS (alias/aws/sns), which CloudWatch may not use, so the alarm is mute; encrypt it with a key that admits ${CLOUDWATCH}`;
  }
  const key = keyOf(template, keyId);
  const policy = [key?.properties['KeyPolicy']];
  if (key === undefined || KEY_ACTIONS.every((action) => admits(policy, { service: CLOUDWATCH, action, forAccount: false })))
    return undefined;
  return `the key ${key.logicalId} of topic ${logicalId} does not admit CloudWatch, so the alarm is mute; allow ${CLOUDWATCH} kms:Decrypt and kms:GenerateDataKey*`;
}

/** By reference, or by way of an alias of the template. */
function keyOf(template: Template, keyId: unknown): Found | undefined {
  const alias = resourcesOf(template, 'AWS::KMS::Alias').find(
    ({ logicalId, properties }) => logicalId === referredBy(keyId) || isSame(properties['AliasName'], keyId),
  );
  const target = referredBy(alias === undefined ? keyId : alias.properties['TargetKeyId']);
  return resourcesOf(template, 'AWS::KMS::Key').find(({ logicalId }) => logicalId === target);
}

function whyPolicy(template: Template, { logicalId }: Found): string | undefined {
  const policies = [
    ...resourcesOf(template, 'AWS::SNS::TopicPolicy').filter(({ properties }) => isOnTopic(properties['Topics'], logicalId)),
    ...resourcesOf(template, 'AWS::SNS::TopicInlinePolicy').filter(({ properties }) => referredBy(properties['TopicArn']) === logicalId),
  ].map(({ properties }) => properties['PolicyDocument']);
  if (policies.length === 0 || admits(policies, { service: CLOUDWATCH, action: 'sns:Publish', forAccount: true })) return undefined;
  return `the policy of topic ${logicalId} replaces SNS's default and does not admit CloudWatch, so the alarm is mute; allow ${CLOUDWATCH} sns:Publish`;
}

function isOnTopic(topics: unknown, logicalId: string): boolean {
  return Array.isArray(topics) && topics.some((topic) => referredBy(topic) === logicalId);
}
