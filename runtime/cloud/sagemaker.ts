import type * as sdk from '@aws-sdk/client-sagemaker';
import type { SageMakerClient } from '@aws-sdk/client-sagemaker';
import { openClient, type AccountCalls, type AccountOptions } from './account-calls.js';
import { SAGEMAKER } from './aws-service.js';

type Sdk = typeof sdk;

/** How SageMaker answers for a name that it does not know: a ValidationException whose text begins so. */
const NOT_FOUND = /^Could not find /i;

/** Endpoints of one account and region, and what they are made of. Reads only. */
export class SageMaker {
  private constructor(
    private readonly sdk: Sdk,
    private readonly client: SageMakerClient,
    private readonly calls: AccountCalls,
  ) {}

  static async open(options: AccountOptions): Promise<SageMaker> {
    const { sdk, client, calls } = await openClient(
      SAGEMAKER,
      async () => await import('@aws-sdk/client-sagemaker'),
      (loaded, config) => new loaded.SageMakerClient(config),
      options,
    );
    return new SageMaker(sdk, client, calls);
  }

  get region(): string {
    return this.calls.region;
  }

  /** Undefined where there is none. */
  async endpoint(EndpointName: string): Promise<sdk.DescribeEndpointOutput | undefined> {
    const command = new this.sdk.DescribeEndpointCommand({ EndpointName });
    return await this.calls.find('DescribeEndpoint', NOT_FOUND, async () => await this.client.send(command, this.calls.options));
  }

  /** Undefined where there is none. */
  async endpointConfig(EndpointConfigName: string): Promise<sdk.DescribeEndpointConfigOutput | undefined> {
    const command = new this.sdk.DescribeEndpointConfigCommand({ EndpointConfigName });
    return await this.calls.find('DescribeEndpointConfig', NOT_FOUND, async () => await this.client.send(command, this.calls.options));
  }

  /** Undefined where there is none. */
  async model(ModelName: string): Promise<sdk.DescribeModelOutput | undefined> {
    const command = new this.sdk.DescribeModelCommand({ ModelName });
    return await this.calls.find('DescribeModel', NOT_FOUND, async () => await this.client.send(command, this.calls.options));
  }

  /** Names of endpoints that contain a text, for a message. */
  async endpointNames(contains?: string): Promise<string[]> {
    const endpoints = await this.calls.pages('ListEndpoints', async (NextToken) => {
      const command = new this.sdk.ListEndpointsCommand({ NameContains: contains, NextToken });
      const answer = await this.client.send(command, this.calls.options);
      return { items: answer.Endpoints ?? [], next: answer.NextToken };
    });
    return endpoints.flatMap(({ EndpointName }) => EndpointName ?? []);
  }

  close(): void {
    this.client.destroy();
  }
}
