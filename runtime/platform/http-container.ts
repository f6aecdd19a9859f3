import { Agent, request as httpRequest, type IncomingMessage } from 'node:http';
import type { ModelSchema } from '../../core/schema/schema.js';
import { readAll, type Container, type ContainerRequest, type ContainerResponse } from './container.js';

/** How a connection ends that the other side has closed. */
const CLOSED = new Set<string | undefined>(['ECONNRESET', 'EPIPE']);

/** A container behind a port of this machine. Connections are kept, as SageMaker keeps them. */
export class HttpContainer implements Container {
  private readonly agent = new Agent({ keepAlive: true });

  constructor(
    readonly name: string,
    private readonly port: number,
    private readonly stop: () => Promise<void>,
    readonly pid?: number,
    readonly schema?: ModelSchema,
  ) {}

  async invoke({ body, headers, signal }: ContainerRequest): Promise<ContainerResponse> {
    const answer = await this.send('POST', '/invocations', signal, { ...headers, 'content-length': String(body.length) }, body);
    const { statusCode = 0, headers: given } = answer;
    return {
      status: statusCode,
      headers: Object.fromEntries(Object.entries(given).map(([name, value]) => [name, Array.isArray(value) ? value.join(', ') : value])),
      chunks: answer as AsyncIterable<Buffer>,
    };
  }

  /** Whether `/ping` answers 200 in time. */
  async isHealthy(signal: AbortSignal): Promise<boolean> {
    try {
      const answer = await this.send('GET', '/ping', signal, {});
      answer.resume();
      return answer.statusCode === 200;
    } catch {
      return false;
    }
  }

  /** What it wants of a batch transform job; a container without the page is none the worse for it. */
  async executionParameters(signal: AbortSignal): Promise<Readonly<Record<string, unknown>> | undefined> {
    try {
      const answer = await this.send('GET', '/execution-parameters', signal, {});
      const body = await readAll(answer as AsyncIterable<Buffer>);
      return answer.statusCode === 200 ? (JSON.parse(body.toString('utf8')) as Readonly<Record<string, unknown>>) : undefined;
    } catch {
      return undefined;
    }
  }

  async close(): Promise<void> {
    this.agent.destroy();
    await this.stop();
  }

  private send(
    method: string,
    path: string,
    signal: AbortSignal,
    headers: Readonly<Record<string, string>>,
    body?: Buffer,
  ): Promise<IncomingMessage> {
    return new Promise((answered, failed) => {
      const request = httpRequest(
        { host: '127.0.0.1', port: this.port, method, path, agent: this.agent, headers: { ...headers }, signal },
        answered,
      );
      request.once('error', (error: NodeJS.ErrnoException) => {
        // A connection that was kept and that the container has closed meanwhile: it has not seen the request (Node's http, request.reusedSocket).
        if (request.reusedSocket && CLOSED.has(error.code) && !signal.aborted)
          this.send(method, path, signal, headers, body).then(answered, failed);
        else failed(error);
      });
      request.end(body);
    });
  }
}
