import type * as sdk from '@aws-sdk/client-cloudformation';
import type { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import { openClient, type AccountCalls, type AccountOptions } from './account-calls.js';
import { CLOUDFORMATION } from './aws-service.js';

type Sdk = typeof sdk;

/** How CloudFormation answers for a stack that it does not know: a ValidationError that ends so. */
const NOT_FOUND = /does not exist$/;

/** Stacks of one account and region. Reads only. */
export class CloudFormation {
  private constructor(
    private readonly sdk: Sdk,
    private readonly client: CloudFormationClient,
    private readonly calls: AccountCalls,
  ) {}

  static async open(options: AccountOptions): Promise<CloudFormation> {
    const { sdk, client, calls } = await openClient(
      CLOUDFORMATION,
      async () => await import('@aws-sdk/client-cloudformation'),
      (loaded, config) => new loaded.CloudFormationClient(config),
      options,
    );
    return new CloudFormation(sdk, client, calls);
  }

  get region(): string {
    return this.calls.region;
  }

  /** A stack by name or ARN; undefined where there is none. */
  async stack(StackName: string): Promise<sdk.Stack | undefined> {
    const command = new this.sdk.DescribeStacksCommand({ StackName });
    const answer = await this.calls.find('DescribeStacks', NOT_FOUND, async () => await this.client.send(command, this.calls.options));
    return answer?.Stacks?.[0];
  }

  /** What a stack is made of. */
  async resources(StackName: string): Promise<sdk.StackResourceSummary[]> {
    return await this.calls.pages('ListStackResources', async (NextToken) => {
      const answer = await this.client.send(new this.sdk.ListStackResourcesCommand({ StackName, NextToken }), this.calls.options);
      return { items: answer.StackResourceSummaries ?? [], next: answer.NextToken };
    });
  }

  /** The template as it was given, JSON or YAML. */
  async template(StackName: string): Promise<string> {
    const command = new this.sdk.GetTemplateCommand({ StackName, TemplateStage: 'Original' });
    const answer = await this.calls.once('GetTemplate', async () => await this.client.send(command, this.calls.options));
    return answer.TemplateBody ?? '';
  }

  /** What happened to a stack, newest first, as far back as `enough` asks for. */
  async events(StackName: string, enough: (events: readonly sdk.StackEvent[]) => boolean): Promise<sdk.StackEvent[]> {
    const page = async (NextToken?: string): Promise<{ items: sdk.StackEvent[]; next?: string }> => {
      const answer = await this.client.send(new this.sdk.DescribeStackEventsCommand({ StackName, NextToken }), this.calls.options);
      return { items: answer.StackEvents ?? [], ...(answer.NextToken === undefined ? {} : { next: answer.NextToken }) };
    };
    return await this.calls.pages('DescribeStackEvents', page, enough);
  }

  close(): void {
    this.client.destroy();
  }
}
