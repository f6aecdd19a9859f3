import type { Problem, Rule, Template } from './rule.js';
import { isRecord, itemsOf, resourcesOf } from './template.js';
import { topicAt, whyMuteFor, type Publisher } from './topics.js';

export const eventMute: Rule = {
  id: 'event-mute',
  severity: 'error',
  when: "a rule on SageMaker's events has a topic that does not admit EventBridge, by its key or its policy: nobody would be told",
  remedy: 'let events.amazonaws.com use the key (kms:Decrypt, kms:GenerateDataKey*) and publish to the topic, or take NotificationTopic',
  source: 'EventBridge user guide, eb-use-resource-based; SNS developer guide, sns-key-management',
  check,
};

const EVENT_BRIDGE: Publisher = { service: 'events.amazonaws.com', name: 'EventBridge', byDefault: false };
const whyMute = whyMuteFor(EVENT_BRIDGE);
const SAGEMAKER = 'aws.sagemaker';

function check(template: Template): Problem[] {
  return resourcesOf(template, 'AWS::Events::Rule')
    .filter(({ properties }) => isAboutSageMaker(properties['EventPattern']))
    .flatMap(({ logicalId, properties }) =>
      itemsOf(properties['Targets']).flatMap(({ index, item }) => {
        const topic = topicAt(template, item['Arn']);
        const why = topic === undefined ? undefined : whyMute(template, topic.logicalId);
        return why === undefined ? [] : [{ logicalId, property: `Targets.${index}.Arn`, message: `the rule is mute: ${why}` }];
      }),
    );
}

function isAboutSageMaker(pattern: unknown): boolean {
  const sources = isRecord(pattern) ? pattern['source'] : undefined;
  return Array.isArray(sources) && sources.includes(SAGEMAKER);
}
