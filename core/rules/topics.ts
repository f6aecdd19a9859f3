import { admits } from './policies.js';
import type { Template } from './rule.js';
import { literalsOf, oncePerTemplate, referredBy, resourceMeant, resourceOf, resourcesOf, type Found } from './template.js';

/** What a service needs of a key to publish to a topic that is encrypted with it. */
const KEY_ACTIONS: readonly string[] = ['kms:Decrypt', 'kms:GenerateDataKey'];

/** Who publishes: the service, and how people call it. */
export interface Publisher {
  /** `cloudwatch.amazonaws.com`. */
  readonly service: string;
  readonly name: string;
  /** Whether SNS's default policy, which speaks of the account, lets it publish. */
  readonly byDefault: boolean;
}

/** The topic of the template that an action or a target means. */
export function topicAt(template: Template, action: unknown): Found | undefined {
  return resourceOf(template, 'AWS::SNS::Topic', referredBy(action));
}

/**
 * Why what a service publishes to a topic does not arrive, which SNS tells nobody:
 *
 * - AWS's own key for SNS (`alias/aws/sns`) shuts other services out, and nobody can change that key's policy;
 * - a key of one's own has to allow the service kms:Decrypt and kms:GenerateDataKey*; CDK's default key policy speaks of the account alone;
 * - without any policy a topic takes messages of its own account's alarms, and of no rule. **Any** policy replaces that default: one that
 *   holds nothing but a Deny (enforce TLS) shuts all out, though it names nobody.
 *
 * Only keys and policies of the same template are looked at, and once for each topic: a deployment has a dozen alarms, and all speak to one.
 */
export function whyMuteFor(publisher: Publisher): (template: Template, topicId: string) => string | undefined {
  return oncePerTemplate((template, topicId) => {
    const topic = resourceOf(template, 'AWS::SNS::Topic', topicId);
    return topic === undefined ? undefined : (whyKey(template, topic, publisher) ?? whyPolicy(template, topic, publisher));
  });
}

function whyKey(template: Template, { logicalId, properties }: Found, { service, name }: Publisher): string | undefined {
  const keyId = properties['KmsMasterKeyId'];
  if (literalsOf(keyId).at(-1)?.endsWith('alias/aws/sns') === true)
    return `topic ${logicalId} is encrypted with AWS's own key for SNS (alias/aws/sns), which ${name} may not use; encrypt it with a key that admits ${service}`;
  const key = keyOf(template, keyId);
  const policy = [key?.properties['KeyPolicy']];
  if (key === undefined || KEY_ACTIONS.every((action) => admits(policy, { service, action, forAccount: false }))) return undefined;
  return `the key ${key.logicalId} of topic ${logicalId} does not admit ${name}; allow ${service} kms:Decrypt and kms:GenerateDataKey*`;
}

/** By reference, or by way of an alias of the template. */
function keyOf(template: Template, keyId: unknown): Found | undefined {
  const alias = resourceMeant(template, 'AWS::KMS::Alias', 'AliasName', keyId);
  return resourceOf(template, 'AWS::KMS::Key', referredBy(alias === undefined ? keyId : alias.properties['TargetKeyId']));
}

function whyPolicy(template: Template, { logicalId }: Found, { service, name, byDefault }: Publisher): string | undefined {
  const policies = [
    ...resourcesOf(template, 'AWS::SNS::TopicPolicy').filter(({ properties }) => isOnTopic(properties['Topics'], logicalId)),
    ...resourcesOf(template, 'AWS::SNS::TopicInlinePolicy').filter(({ properties }) => referredBy(properties['TopicArn']) === logicalId),
  ].map(({ properties }) => properties['PolicyDocument']);
  if (policies.length === 0)
    return byDefault
      ? undefined
      : `topic ${logicalId} has SNS's default policy, which does not admit ${name}; allow ${service} sns:Publish`;
  if (admits(policies, { service, action: 'sns:Publish', forAccount: byDefault })) return undefined;
  return `the policy of topic ${logicalId} replaces SNS's default and does not admit ${name}; allow ${service} sns:Publish`;
}

function isOnTopic(topics: unknown, logicalId: string): boolean {
  return Array.isArray(topics) && topics.some((topic) => referredBy(topic) === logicalId);
}
