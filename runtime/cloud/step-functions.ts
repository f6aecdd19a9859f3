import type * as sdk from '@aws-sdk/client-sfn';
import type { SFNClient } from '@aws-sdk/client-sfn';
import { openClient, type AccountCalls, type AccountOptions } from './account-calls.js';
import { STEP_FUNCTIONS } from './aws-service.js';

type Sdk = typeof sdk;

/** State machines of one account and region. */
export class StepFunctions {
  private constructor(
    private readonly sdk: Sdk,
    private readonly client: SFNClient,
    private readonly calls: AccountCalls,
  ) {}

  static async open(options: AccountOptions): Promise<StepFunctions> {
    const { sdk, client, calls } = await openClient(
      STEP_FUNCTIONS,
      async () => await import('@aws-sdk/client-sfn'),
      (loaded, config) => new loaded.SFNClient(config),
      options,
    );
    return new StepFunctions(sdk, client, calls);
  }

  get region(): string {
    return this.calls.region;
  }

  /**
   * ARN of an execution of this name and input: a new one, or the one that runs already. Undefined where there was one of this name that has
   * ended: names are free again after ninety days (API reference, StartExecution).
   */
  async start(stateMachineArn: string, name: string, input: object): Promise<string | undefined> {
    return await this.calls.once('StartExecution', async () => {
      try {
        const command = new this.sdk.StartExecutionCommand({ stateMachineArn, name, input: JSON.stringify(input) });
        return (await this.client.send(command, this.calls.options)).executionArn;
      } catch (failure) {
        if (failure instanceof Error && failure.name === 'ExecutionAlreadyExists') return undefined;
        throw failure;
      }
    });
  }

  async execution(executionArn: string): Promise<sdk.DescribeExecutionOutput> {
    const command = new this.sdk.DescribeExecutionCommand({ executionArn });
    return await this.calls.once('DescribeExecution', async () => await this.client.send(command, this.calls.options));
  }

  close(): void {
    this.client.destroy();
  }
}
