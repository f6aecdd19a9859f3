import type { Problem, Rule, Template } from './rule.js';
import { isRecord, presentOf, referredBy, resourceOf, resourcesOf } from './template.js';

export const eventBucket: Rule = {
  id: 'event-bucket',
  severity: 'error',
  when: 'a rule waits for objects of a bucket that does not tell EventBridge of them: it would never match',
  remedy: 'give the bucket eventBridgeEnabled: true, or NotificationConfiguration.EventBridgeConfiguration in a template',
  source: 'S3 user guide, EventBridge, enable-event-notifications-eventbridge: no events are sent unless it is turned on for the bucket',
  check,
};

const BUCKET = 'AWS::S3::Bucket';
/** The resource by which the CDK tells a bucket, once it is there, whom to notify. */
const CDK_NOTIFICATIONS = 'Custom::S3BucketNotifications';

function check(template: Template): Problem[] {
  return resourcesOf(template, 'AWS::Events::Rule').flatMap(({ logicalId, properties }) =>
    bucketsOf(properties['EventPattern'])
      .map((name) => resourceOf(template, BUCKET, referredBy(name)))
      .filter((bucket) => bucket !== undefined)
      .filter((bucket) => !tells(bucket.properties['NotificationConfiguration']) && !isToldByCdk(template, bucket.logicalId))
      .map((bucket) => ({
        logicalId,
        property: 'EventPattern.detail.bucket.name',
        message: `the rule never matches: the bucket ${bucket.logicalId} does not tell EventBridge of its objects; give it eventBridgeEnabled: true`,
      })),
  );
}

/** Names of buckets that a pattern on S3's events asks for. */
function bucketsOf(pattern: unknown): readonly unknown[] {
  if (!isRecord(pattern) || !Array.isArray(pattern['source']) || !pattern['source'].includes('aws.s3')) return [];
  const detail = pattern['detail'];
  const bucket = isRecord(detail) ? detail['bucket'] : undefined;
  const names = isRecord(bucket) ? bucket['name'] : undefined;
  return Array.isArray(names) ? names : [];
}

function isToldByCdk(template: Template, bucket: string): boolean {
  return resourcesOf(template, CDK_NOTIFICATIONS).some(
    ({ properties }) => referredBy(properties['BucketName']) === bucket && tells(properties['NotificationConfiguration']),
  );
}

/** Whether a notification configuration names EventBridge; what only the deployment knows is not doubted. */
function tells(configuration: unknown): boolean {
  if (presentOf(configuration) === undefined) return false;
  if (!isRecord(configuration)) return true;
  const told = presentOf(configuration['EventBridgeConfiguration']);
  if (told === undefined) return Object.keys(configuration).some((key) => key.startsWith('Fn::'));
  return !isRecord(told) || told['EventBridgeEnabled'] !== false;
}
