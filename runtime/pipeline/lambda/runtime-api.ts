import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What a function process answered for an invocation: its result, or the error that it reported, as JSON texts. */
export type Answered = { readonly response: string } | { readonly error: string };

export interface Invocation {
  readonly requestId: string;
  readonly functionArn: string;
  /** Milliseconds since 1970. */
  readonly deadline: number;
  readonly event: string;
}

interface Pending {
  readonly invocation: Invocation;
  readonly settle: (answer: Answered) => void;
}

/**
 * The Runtime API of one function process (`/2018-06-01/runtime/`, AWS Lambda developer guide, "Using the Lambda runtime API"): one invocation
 * at a time.
 */
export class RuntimeApi {
  private asking: ServerResponse | undefined;
  private pending: Pending | undefined;
  private running: Pending | undefined;
  private constructor(
    private readonly server: Server,
    private readonly failedInit: (error: string) => void,
  ) {}

  static async open(failedInit: (error: string) => void): Promise<RuntimeApi> {
    const server = createServer();
    // The process may ask for its next event for as long as there is none.
    server.requestTimeout = 0;
    server.keepAliveTimeout = 0;
    const api = new RuntimeApi(server, failedInit);
    server.on('request', (request: IncomingMessage, answer: ServerResponse) => void api.answer(request, answer));
    await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
    return api;
  }

  /** Host and port, the value of AWS_LAMBDA_RUNTIME_API. */
  get address(): string {
    const { port } = this.server.address() as AddressInfo;
    return `127.0.0.1:${port}`;
  }

  async invoke(invocation: Invocation): Promise<Answered> {
    return new Promise((settle) => {
      this.pending = { invocation, settle };
      this.hand();
    });
  }

  async close(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise<void>((closed) => this.server.close(() => closed()));
  }

  private async answer(request: IncomingMessage, answer: ServerResponse): Promise<void> {
    const body = await bodyOf(request);
    const path = (request.url ?? '').replace('/2018-06-01/runtime/', '');
    if (request.method === 'GET' && path === 'invocation/next') {
      this.asking = answer;
      this.hand();
      return;
    }
    if (path === 'init/error') this.failedInit(body);
    else this.settle(path, body);
    answer.writeHead(202).end('{"status":"OK"}');
  }

  private settle(path: string, body: string): void {
    const [, id, kind] = /^invocation\/([^/]+)\/(response|error)$/.exec(path) ?? [];
    if (this.running?.invocation.requestId !== id) return;
    const { settle } = this.running ?? {};
    this.running = undefined;
    settle?.(kind === 'response' ? { response: body } : { error: body });
  }

  private hand(): void {
    if (this.asking === undefined || this.pending === undefined) return;
    const { asking, pending } = this;
    this.asking = undefined;
    this.pending = undefined;
    this.running = pending;
    const { requestId, functionArn, deadline, event } = pending.invocation;
    asking.writeHead(200, {
      'Content-Type': 'application/json',
      'Lambda-Runtime-Aws-Request-Id': requestId,
      'Lambda-Runtime-Deadline-Ms': String(deadline),
      'Lambda-Runtime-Invoked-Function-Arn': functionArn,
      'Lambda-Runtime-Trace-Id': 'Root=1-00000000-000000000000000000000000;Sampled=0',
    });
    asking.end(event);
  }
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString('utf8');
}
