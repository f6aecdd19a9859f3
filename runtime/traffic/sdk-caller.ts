import type * as sagemakerRuntime from '@aws-sdk/client-sagemaker-runtime';

/** What one call gave. */
export interface Answer {
  readonly body: string;
  readonly variant: string;
  /** As the caller saw it, milliseconds. */
  readonly millis: number;
}

export interface CallOptions {
  readonly url: string;
  readonly region: string;
  readonly endpointName: string;
  readonly bodies: readonly string[];
  readonly contentType: string;
  readonly accept: string;
  /** Calls under way at once. */
  readonly concurrency: number;
  readonly onAnswer?: (done: number) => void;
  readonly signal?: AbortSignal;
}

/** Calls an endpoint once per body through AWS's own SDK client, answers in the order of the bodies. */
export async function callEndpoint(options: CallOptions): Promise<Answer[]> {
  const sdk = await import('@aws-sdk/client-sagemaker-runtime');
  const client = new sdk.SageMakerRuntimeClient({
    endpoint: options.url,
    region: options.region,
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
    maxAttempts: 1,
  });
  const answers: Answer[] = [];
  let next = 0;
  let done = 0;
  const worker = async (): Promise<void> => {
    for (let index = next++; index < options.bodies.length; index = next++) {
      answers[index] = await callOnce(client, sdk, options, options.bodies[index] ?? '');
      done += 1;
      options.onAnswer?.(done);
    }
  };
  try {
    await Promise.all(Array.from({ length: options.concurrency }, worker));
  } finally {
    client.destroy();
  }
  return answers;
}

type Sdk = typeof sagemakerRuntime;

async function callOnce(
  client: sagemakerRuntime.SageMakerRuntimeClient,
  sdk: Sdk,
  { endpointName, contentType, accept, signal }: CallOptions,
  body: string,
): Promise<Answer> {
  const started = performance.now();
  const answer = await client.send(
    new sdk.InvokeEndpointCommand({ EndpointName: endpointName, ContentType: contentType, Accept: accept, Body: Buffer.from(body) }),
    {
      abortSignal: signal,
    },
  );
  return {
    body: Buffer.from(answer.Body).toString('utf8'),
    variant: answer.InvokedProductionVariant ?? '',
    millis: performance.now() - started,
  };
}
