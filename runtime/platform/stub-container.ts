import { setTimeout as delay } from 'node:timers/promises';
import { stubMillis, type StubLatency } from '../../core/service/stub-latency.js';
import type { Random } from '../random.js';
import type { Container, ContainerRequest, ContainerResponse } from './container.js';

export interface Stub extends StubLatency {
  readonly answer: string;
}

/** The same answer to everything, after a time drawn from the declared distribution. */
export class StubContainer implements Container {
  constructor(
    readonly name: string,
    private readonly stub: Stub,
    private readonly random: Random,
  ) {}

  async invoke({ headers, signal }: ContainerRequest): Promise<ContainerResponse> {
    await delay(stubMillis(this.stub, this.random()), undefined, { signal });
    return {
      status: 200,
      headers: { 'content-type': headers['accept'] ?? 'application/json' },
      chunks: once(Buffer.from(this.stub.answer)),
    };
  }

  async close(): Promise<void> {
    // Nothing runs.
  }
}

async function* once(chunk: Buffer): AsyncGenerator<Buffer> {
  yield chunk;
}
