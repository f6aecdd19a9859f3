import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import type { ServerMessage } from '../../../workloads/server/index';

const ENTRY = join(__dirname, '..', '..', '..', 'assets', 'server', 'index.js');
export const MODEL_FOLDER = join(__dirname, '..', '..', '..', 'examples', 'spam-filter', 'model');

const running: ChildProcess[] = [];
afterAll(() => {
  for (const child of running) child.kill('SIGKILL');
});

/** The server process as the platform starts it. */
export class ServerProcess {
  readonly messages: ServerMessage[] = [];

  constructor(readonly child: ChildProcess) {
    running.push(child);
    child.on('message', (message: ServerMessage) => this.messages.push(message));
  }

  static start(environment: Record<string, string> = {}): ServerProcess {
    const env = { PATH: process.env['PATH'], SAGEMAKER_BIND_TO_PORT: '0', SLIPWAY_MODEL_DIR: MODEL_FOLDER, ...environment };
    return new ServerProcess(fork(ENTRY, ['serve'], { env, stdio: ['ignore', 'pipe', 'pipe', 'ipc'], execArgv: [] }));
  }

  /** The first message of a type. */
  async message<T extends ServerMessage['type']>(type: T): Promise<Extract<ServerMessage, { type: T }>> {
    for (;;) {
      const found = this.messages.find((message) => message.type === type);
      if (found !== undefined) return found as Extract<ServerMessage, { type: T }>;
      await once(this.child, 'message');
    }
  }

  async url(path: string): Promise<string> {
    return `http://127.0.0.1:${(await this.message('listening')).port}${path}`;
  }

  async exit(): Promise<number | null> {
    if (this.child.exitCode !== null) return this.child.exitCode;
    const [code] = (await once(this.child, 'exit')) as [number | null];
    return code;
  }
}
