import type { SageMakerRuntimeClient } from '@aws-sdk/client-sagemaker-runtime';
import { openClient, type AccountCalls, type AccountOptions } from './account-calls.js';
import { SAGEMAKER_RUNTIME } from './aws-service.js';

/** How an endpoint itself fails, and not the call of it: the container, or SageMaker in front of it. */
const ENDPOINT_FAILS = new Set([
  'ModelError',
  'InternalFailure',
  'InternalDependencyException',
  'ServiceUnavailable',
  'ModelNotReadyException',
  'ValidationError',
  'ValidationException',
]);

/** Calls endpoints of one account and region. */
export class SageMakerRuntime {
  private constructor(
    private readonly client: SageMakerRuntimeClient,
    private readonly calls: AccountCalls,
  ) {}

  static async open(options: AccountOptions): Promise<SageMakerRuntime> {
    const { client, calls } = await openClient(
      SAGEMAKER_RUNTIME,
      async () => await import('@aws-sdk/client-sagemaker-runtime'),
      (loaded, config) => new loaded.SageMakerRuntimeClient(config),
      options,
    );
    return new SageMakerRuntime(client, calls);
  }

  /** What a call gives, or how the endpoint failed, in its own words. What is wrong with the account is thrown. */
  async ask<Answer>(call: (client: SageMakerRuntimeClient) => Promise<Answer>): Promise<Answer | { readonly failure: string }> {
    return await this.calls.once('InvokeEndpoint', async () => {
      try {
        return await call(this.client);
      } catch (failure) {
        if (failure instanceof Error && ENDPOINT_FAILS.has(failure.name)) return { failure: `${failure.name}: ${failure.message}` };
        throw failure;
      }
    });
  }

  close(): void {
    this.client.destroy();
  }
}
