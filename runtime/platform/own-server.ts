import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { ERRORS, SlipwayError, type ErrorCode } from '../../core/errors/index.js';
import type { Container } from './container.js';
import { HttpContainer } from './http-container.js';
import { stopProcess } from './stop-process.js';

/** What a model server is started with. */
export interface OwnServerOptions {
  readonly name: string;
  readonly modelFolder: string;
  readonly environment: Readonly<Record<string, string>>;
  readonly signal: AbortSignal;
}

type Message =
  | { readonly type: 'listening'; readonly port: number }
  | { readonly type: 'ready' }
  | { readonly type: 'failed'; readonly code: string; readonly message: string };

/** Starts this package's own model server on a model and waits until it answers; a model that does not load is an error of its own. */
export async function startOwnServer({ name, modelFolder, environment, signal }: OwnServerOptions): Promise<Container> {
  signal.throwIfAborted();
  const child = fork(serverEntry(), ['serve'], {
    env: { ...process.env, ...environment, SAGEMAKER_BIND_TO_PORT: '0', SLIPWAY_MODEL_DIR: modelFolder, SLIPWAY_HOST: '127.0.0.1' },
    execArgv: [],
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
    serialization: 'json',
  });
  const stop = (): Promise<void> => stopProcess(child);
  try {
    return new HttpContainer(name, await portWhenReady(child, modelFolder, signal), stop);
  } catch (failure) {
    await stop();
    throw failure;
  }
}

function portWhenReady(child: ChildProcess, modelFolder: string, signal: AbortSignal): Promise<number> {
  return new Promise((ready, failed) => {
    let port = 0;
    const abort = (): void => failed(signal.reason as Error);
    signal.addEventListener('abort', abort, { once: true });
    child.on('message', (message: Message) => {
      if (message.type === 'listening') port = message.port;
      if (message.type === 'ready') ready(port);
      if (message.type === 'failed')
        failed(new SlipwayError(message.code in ERRORS ? (message.code as ErrorCode) : 'internal', message.message));
      if (message.type !== 'listening') signal.removeEventListener('abort', abort);
    });
    child.once('error', failed);
    void once(child, 'exit').then(([code]) =>
      failed(
        new SlipwayError(
          'container-stopped',
          `the model server of ${modelFolder} ended with exit code ${String(code)} before it answered; serve the model by itself to see why`,
        ),
      ),
    );
  });
}

/** The bundled workload lies in `assets/`, some folders above this file: two in the repository, two in the published bundle. */
function serverEntry(): string {
  for (let folder = __dirname; folder !== dirname(folder); folder = dirname(folder)) {
    const entry = join(folder, 'assets', 'server', 'index.js');
    if (existsSync(entry)) return entry;
  }
  throw new SlipwayError(
    'assets-missing',
    "the bundled workload 'server' is not there; run npm run build in a clone, or install the package again",
    { source: __dirname },
  );
}
