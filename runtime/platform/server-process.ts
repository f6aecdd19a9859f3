import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { ERRORS, SlipwayError, type ErrorCode } from '../../core/errors/index.js';
import type { ServerMessage } from '../../workloads/server/index.js';
import { bundled } from '../bundled.js';
import { stopProcess } from './stop-process.js';

/** What a model server is started with. */
export interface ServerProcessOptions {
  /** Folder that holds the model, or a bare model file. */
  readonly model: string;
  /** On 127.0.0.1; 0 takes any free one. */
  readonly port: number;
  readonly environment?: Readonly<Record<string, string>>;
  readonly signal: AbortSignal;
}

/** What the server says of its model when it is ready. */
export type Ready = Extract<ServerMessage, { type: 'ready' }>;

/** A model server that answers. */
export interface ServerProcess {
  readonly pid: number | undefined;
  readonly port: number;
  readonly ready: Ready;
  /** Resolves when it has ended, by itself or because it was told to. */
  readonly ended: Promise<void>;
  readonly stop: () => Promise<void>;
}

/** Starts this package's own model server and waits until it answers; a model that does not load is an error of its own. */
export async function startServerProcess({ model, port, environment = {}, signal }: ServerProcessOptions): Promise<ServerProcess> {
  signal.throwIfAborted();
  const child = fork(bundled('server', 'index.js'), ['serve'], {
    env: { ...process.env, ...environment, SAGEMAKER_BIND_TO_PORT: String(port), SLIPWAY_MODEL_DIR: model, SLIPWAY_HOST: '127.0.0.1' },
    execArgv: [],
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
    serialization: 'json',
  });
  const ended = once(child, 'exit').then(() => undefined);
  const stop = (): Promise<void> => stopProcess(child);
  try {
    return { pid: child.pid, ...(await untilReady(child, model, signal)), ended, stop };
  } catch (failure) {
    await stop();
    throw failure;
  }
}

function untilReady(child: ChildProcess, model: string, signal: AbortSignal): Promise<{ port: number; ready: Ready }> {
  return new Promise((isReady, failed) => {
    let port = 0;
    const abort = (): void => failed(signal.reason as Error);
    signal.addEventListener('abort', abort, { once: true });
    child.on('message', (message: ServerMessage) => {
      if (message.type === 'listening') port = message.port;
      if (message.type === 'ready') isReady({ port, ready: message });
      if (message.type === 'failed')
        failed(new SlipwayError(message.code in ERRORS ? (message.code as ErrorCode) : 'internal', message.message));
      if (message.type !== 'listening') signal.removeEventListener('abort', abort);
    });
    child.once('error', failed);
    void once(child, 'exit').then(([code]) =>
      failed(
        new SlipwayError(
          'container-stopped',
          `the model server of ${model} ended with exit code ${String(code)} before it answered; serve the model by itself to see why`,
        ),
      ),
    );
  });
}
