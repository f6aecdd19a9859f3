import type * as sdk from '@aws-sdk/client-application-auto-scaling';
import type { ApplicationAutoScalingClient } from '@aws-sdk/client-application-auto-scaling';
import { openClient, type AccountCalls, type AccountOptions } from './account-calls.js';
import { AUTO_SCALING } from './aws-service.js';

type Sdk = typeof sdk;

const NAMESPACE = 'sagemaker';

/** How the variants of one account and region scale. Reads only. */
export class AutoScaling {
  private constructor(
    private readonly sdk: Sdk,
    private readonly client: ApplicationAutoScalingClient,
    private readonly calls: AccountCalls,
  ) {}

  static async open(options: AccountOptions): Promise<AutoScaling> {
    const { sdk, client, calls } = await openClient(
      AUTO_SCALING,
      async () => await import('@aws-sdk/client-application-auto-scaling'),
      (loaded, config) => new loaded.ApplicationAutoScalingClient(config),
      options,
    );
    return new AutoScaling(sdk, client, calls);
  }

  /** Bounds of resources such as `endpoint/spam/variant/AllTraffic`. */
  async targets(resourceIds: readonly string[]): Promise<sdk.ScalableTarget[]> {
    return await this.calls.pages('DescribeScalableTargets', async (NextToken) => {
      const command = new this.sdk.DescribeScalableTargetsCommand({
        ServiceNamespace: NAMESPACE,
        ResourceIds: [...resourceIds],
        NextToken,
      });
      const answer = await this.client.send(command, this.calls.options);
      return { items: answer.ScalableTargets ?? [], next: answer.NextToken };
    });
  }

  /** Policies of one resource. */
  async policies(ResourceId: string): Promise<sdk.ScalingPolicy[]> {
    return await this.calls.pages('DescribeScalingPolicies', async (NextToken) => {
      const command = new this.sdk.DescribeScalingPoliciesCommand({ ServiceNamespace: NAMESPACE, ResourceId, NextToken });
      const answer = await this.client.send(command, this.calls.options);
      return { items: answer.ScalingPolicies ?? [], next: answer.NextToken };
    });
  }

  /** Other bounds of one resource from stated times on. */
  async scheduledActions(ResourceId: string): Promise<sdk.ScheduledAction[]> {
    return await this.calls.pages('DescribeScheduledActions', async (NextToken) => {
      const command = new this.sdk.DescribeScheduledActionsCommand({ ServiceNamespace: NAMESPACE, ResourceId, NextToken });
      const answer = await this.client.send(command, this.calls.options);
      return { items: answer.ScheduledActions ?? [], next: answer.NextToken };
    });
  }

  close(): void {
    this.client.destroy();
  }
}
