import type * as sdk from '@aws-sdk/client-sns';
import type { SNSClient } from '@aws-sdk/client-sns';
import { openClient, type AccountCalls, type AccountOptions } from './account-calls.js';
import { SNS } from './aws-service.js';

type Sdk = typeof sdk;

/** Who listens to a topic. */
export interface Listeners {
  readonly confirmed: number;
  /** Who has not said yes yet, and gets nothing until then. */
  readonly pending: number;
}

/** Topics of one account and region. Reads only. */
export class Sns {
  private constructor(
    private readonly sdk: Sdk,
    private readonly client: SNSClient,
    private readonly calls: AccountCalls,
  ) {}

  static async open(options: AccountOptions): Promise<Sns> {
    const { sdk, client, calls } = await openClient(
      SNS,
      async () => await import('@aws-sdk/client-sns'),
      (loaded, config) => new loaded.SNSClient(config),
      options,
    );
    return new Sns(sdk, client, calls);
  }

  async listeners(TopicArn: string): Promise<Listeners> {
    const subscriptions = await this.calls.pages('ListSubscriptionsByTopic', async (NextToken) => {
      const answer = await this.client.send(new this.sdk.ListSubscriptionsByTopicCommand({ TopicArn, NextToken }), this.calls.options);
      return { items: answer.Subscriptions ?? [], next: answer.NextToken };
    });
    // In the place of an ARN SNS says PendingConfirmation, or Deleted.
    const isConfirmed = ({ SubscriptionArn: arn = '' }: sdk.Subscription): boolean => arn.startsWith('arn:');
    return {
      confirmed: subscriptions.filter(isConfirmed).length,
      pending: subscriptions.filter(({ SubscriptionArn }) => SubscriptionArn === 'PendingConfirmation').length,
    };
  }

  close(): void {
    this.client.destroy();
  }
}
