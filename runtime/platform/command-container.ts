import { spawn } from 'node:child_process';
import { setTimeout as delay } from 'node:timers/promises';
import { SlipwayError } from '../../core/errors/index.js';
import { RUNTIME_LIMITS } from '../../core/limits/index.js';
import { bundled } from '../bundled.js';
import type { Container } from './container.js';
import { endWithUs } from './end-with-us.js';
import { freePort } from './free-port.js';
import { HttpContainer } from './http-container.js';
import { stopProcess } from './stop-process.js';

const SLIPWAY = '{slipway}';
const PING_EVERY_MILLIS = 50;
const TAIL_CHARACTERS = 2000;

export interface CommandOptions {
  readonly name: string;
  /** In an argument `{slipway}` is the folder of the stand-ins that this package ships. */
  readonly argv: readonly string[];
  /** Folder in which it runs; the current one where absent. */
  readonly folder?: string;
  readonly environment: Readonly<Record<string, string>>;
  readonly signal: AbortSignal;
  /** Until it has to be healthy. */
  readonly startMillis?: number;
}

/** Starts a stand-in program on a free port and waits until its `/ping` answers. */
export async function startCommand({
  name,
  argv: declared,
  folder,
  environment,
  signal,
  startMillis = RUNTIME_LIMITS.startMillis,
}: CommandOptions): Promise<Container> {
  signal.throwIfAborted();
  const port = await freePort();
  const argv = declared.map((part) => (part.includes(SLIPWAY) ? part.replaceAll(SLIPWAY, bundled('standins')) : part));
  const [program = '', ...rest] = argv;
  const child = spawn(program, rest, {
    cwd: folder,
    env: { ...process.env, ...environment, SAGEMAKER_BIND_TO_PORT: String(port) },
    stdio: ['ignore', 'pipe', 'pipe'],
    // A group of its own: what the program starts goes with it.
    detached: true,
  });
  const release = endWithUs(child);
  let said = '';
  const keep = (chunk: Buffer): void => {
    said = (said + chunk.toString('utf8')).slice(-TAIL_CHARACTERS);
  };
  child.stdout.on('data', keep);
  child.stderr.on('data', keep);
  const ended = new AbortController();
  child.once('error', (cause) => {
    keep(Buffer.from(cause.message));
    ended.abort(cause);
  });
  child.once('exit', () => ended.abort());
  const container = new HttpContainer(name, port, () => stopProcess(child, { group: true }).finally(release), child.pid);
  try {
    await healthy(container, AbortSignal.any([signal, ended.signal, AbortSignal.timeout(startMillis)]));
    return container;
  } catch (cause) {
    await container.close();
    signal.throwIfAborted();
    throw new SlipwayError(
      'container-stopped',
      `the stand-in '${argv.join(' ')}' did not answer GET /ping with 200 on port ${port} (SAGEMAKER_BIND_TO_PORT); it said: ${said.trim() === '' ? 'nothing' : said.trim()}`,
      {},
      { cause },
    );
  }
}

async function healthy(container: HttpContainer, signal: AbortSignal): Promise<void> {
  while (!(await container.isHealthy(AbortSignal.any([signal, AbortSignal.timeout(RUNTIME_LIMITS.pingMillis)])))) {
    signal.throwIfAborted();
    await delay(PING_EVERY_MILLIS, undefined, { signal });
  }
}
