import { setTimeout as delay } from 'node:timers/promises';
import type { Random } from '../random.js';
import type { Container, ContainerRequest, ContainerResponse } from './container.js';

/** One of a hundred answers is the slowest. */
const SLOW_SHARE = 0.01;

export interface Stub {
  readonly answer: string;
  readonly latencyMillis: number;
  readonly slowestMillis?: number;
}

/** The same answer to everything, after a stated time. */
export class StubContainer implements Container {
  constructor(
    readonly name: string,
    private readonly stub: Stub,
    private readonly random: Random,
  ) {}

  async invoke({ headers, signal }: ContainerRequest): Promise<ContainerResponse> {
    const { answer, latencyMillis, slowestMillis = latencyMillis } = this.stub;
    await delay(this.random() < SLOW_SHARE ? slowestMillis : latencyMillis, undefined, { signal });
    return { status: 200, headers: { 'content-type': headers['accept'] ?? 'application/json' }, chunks: once(Buffer.from(answer)) };
  }

  async close(): Promise<void> {
    // Nothing runs.
  }
}

async function* once(chunk: Buffer): AsyncGenerator<Buffer> {
  yield chunk;
}
