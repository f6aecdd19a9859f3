import { ArnFormat, Duration, RemovalPolicy, Stack } from 'aws-cdk-lib';
import * as cloudwatchActions from 'aws-cdk-lib/aws-cloudwatch-actions';
import type * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as sns from 'aws-cdk-lib/aws-sns';
import * as subscriptions from 'aws-cdk-lib/aws-sns-subscriptions';
import { Construct } from 'constructs';

/** Who is told. */
export interface NotificationTopicProps {
  /**
   * Addresses that are mailed to; each has to confirm once.
   *
   * @default - nobody; subscribe to `topic`
   */
  readonly emails?: string[];

  /**
   * Key that encrypts the messages; its policy has to let CloudWatch use it, which is added here where the key is made in this app.
   *
   * @default - one is made
   */
  readonly encryptionKey?: kms.IKey;

  /**
   * What happens to the key that is made when the stack goes.
   *
   * @default RemovalPolicy.RETAIN
   */
  readonly removalPolicy?: RemovalPolicy;
}

/** A key that is about to be deleted can be called back this long; the shortest that KMS takes. */
const PENDING_WINDOW = Duration.days(7);

/**
 * A topic that alarms can really reach. An encrypted topic whose key or policy does not admit CloudWatch makes every alarm mute without a
 * word: here both admit it, for the alarms of this account alone. A rule of EventBridge that has the topic as its target adds itself to both.
 */
export class NotificationTopic extends Construct {
  /** The topic. */
  readonly topic: sns.Topic;

  constructor(scope: Construct, id: string, props: NotificationTopicProps = {}) {
    super(scope, id);
    const { emails = [], encryptionKey = this.makeKey(props.removalPolicy) } = props;
    const alarms = alarmsOf(this);
    encryptionKey.addToResourcePolicy(
      new iam.PolicyStatement({
        principals: [new iam.ServicePrincipal('cloudwatch.amazonaws.com')],
        actions: ['kms:Decrypt', 'kms:GenerateDataKey*'],
        resources: ['*'],
        conditions: alarms,
      }),
    );
    this.topic = new sns.Topic(this, 'Topic', { masterKey: encryptionKey, enforceSSL: true });
    // A policy of one's own, here the one that demands TLS, replaces the default one that lets the account's alarms publish.
    this.topic.addToResourcePolicy(
      new iam.PolicyStatement({
        sid: 'AlarmsOfThisAccount',
        principals: [new iam.ServicePrincipal('cloudwatch.amazonaws.com')],
        actions: ['sns:Publish'],
        resources: [this.topic.topicArn],
        conditions: alarms,
      }),
    );
    for (const email of emails) this.topic.addSubscription(new subscriptions.EmailSubscription(email));
  }

  /** The topic as an alarm takes it. */
  asAlarmAction(): cloudwatch.IAlarmAction {
    return new cloudwatchActions.SnsAction(this.topic);
  }

  private makeKey(removalPolicy: RemovalPolicy = RemovalPolicy.RETAIN): kms.Key {
    return new kms.Key(this, 'Key', {
      description: `Messages of ${this.node.path}`,
      enableKeyRotation: true,
      removalPolicy,
      ...(removalPolicy === RemovalPolicy.DESTROY ? { pendingWindow: PENDING_WINDOW } : {}),
    });
  }
}

function alarmsOf(scope: Construct): Record<string, Record<string, string>> {
  const stack = Stack.of(scope);
  return {
    StringEquals: { 'aws:SourceAccount': stack.account },
    ArnLike: {
      'aws:SourceArn': stack.formatArn({
        service: 'cloudwatch',
        resource: 'alarm',
        resourceName: '*',
        arnFormat: ArnFormat.COLON_RESOURCE_NAME,
      }),
    },
  };
}
