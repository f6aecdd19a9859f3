import { once } from 'node:events';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { SlipwayError } from '../../core/errors/index.js';
import type { ModelSchema } from '../../core/schema/schema.js';
import { createModelServer, type Serving } from './http.js';
import type { Engine } from '../scoring/engine.js';
import { CHOOSE_ENGINE, chooseInProcess } from '../scoring/choose-engine.js';
import { openEngine } from '../scoring/open-engine.js';
import { openModel } from '../scoring/open-model.js';
import { Invocations } from './invocations.js';
import { ServerMetrics } from './metrics.js';
import { settingsFrom, type Settings } from './settings.js';

/** What the process that started this one is told over the IPC channel, where there is one. */
export type ServerMessage =
  | { readonly type: 'listening'; readonly port: number }
  | {
      readonly type: 'ready';
      readonly loadMillis: number;
      readonly goldenRows: number;
      readonly engine: Engine['kind'];
      readonly schema: ModelSchema;
    }
  | { readonly type: 'failed'; readonly code: string; readonly message: string };

/** SageMaker kills 30 s after it has asked (aws-facts: container contract); until then what was asked is answered. */
const STOP_MILLIS = 25_000;

/** Answers `/ping` with 503 from the first moment, loads the model, then answers calls until it is told to stop. */
async function main(): Promise<void> {
  const settings = settingsFrom(process.env);
  const serving: Serving = { bodyLimit: settings.bodyLimit, metrics: new ServerMetrics(() => performance.now()) };
  const { server, closeIdle } = createModelServer(serving);
  const stop = (): void => {
    serving.stopping = true;
    server.close(() => process.exit(0));
    closeIdle();
    setTimeout(() => process.exit(0), STOP_MILLIS).unref();
  };
  process.once('SIGTERM', stop);
  process.once('SIGINT', stop);
  // Whoever started this server is gone: nobody is left to stop it.
  process.once('disconnect', () => process.exit());
  await listen(server, settings);
  const { port } = server.address() as AddressInfo;
  tell({ type: 'listening', port });
  log({ event: 'listening', address: settings.address, port, model: settings.modelDirectory });
  await load(settings, serving);
}

async function listen(server: Server, { port, address }: Settings): Promise<void> {
  try {
    server.listen(port, address);
    await once(server, 'listening');
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code !== 'EADDRINUSE') throw cause;
    throw new SlipwayError(
      'port-in-use',
      `port ${port} on ${address} is taken; give another in SAGEMAKER_BIND_TO_PORT, or 0 for any free one`,
      {},
      { cause },
    );
  }
}

async function load(settings: Settings, serving: Serving): Promise<void> {
  const started = performance.now();
  try {
    const model = await openModel(settings.modelDirectory, { choose: chooseInProcess(__filename) });
    const loadMillis = performance.now() - started;
    serving.metrics.load(model, loadMillis / 1000);
    serving.invocations = new Invocations(model, serving.metrics, settings.onBadRecord);
    tell({ type: 'ready', loadMillis, goldenRows: model.goldenRows, engine: model.kind, schema: model.schema });
    log({ event: 'ready', loadMillis: Math.round(loadMillis), goldenRows: model.goldenRows, engine: model.kind });
  } catch (failure) {
    serving.failure = failure instanceof Error ? failure.message : String(failure);
    report(failure);
  }
}

function report(failure: unknown): void {
  const message = failure instanceof Error ? failure.message : String(failure);
  const code = failure instanceof SlipwayError ? failure.code : 'internal';
  tell({ type: 'failed', code, message });
  log({ event: 'failed', code, message });
}

function tell(message: ServerMessage): void {
  if (process.connected) process.send?.(message);
}

function log(line: Readonly<Record<string, unknown>>): void {
  process.stderr.write(`${JSON.stringify(line)}\n`);
}

/** All that a process does which another one started to compare the engines: tells it which to take. */
async function tellEngine([file = '', features]: readonly string[]): Promise<void> {
  process.once('disconnect', () => process.exit());
  const { kind } = await openEngine(file, features === undefined ? undefined : Number(features));
  process.send?.(kind, () => process.exit());
}

const [, , first, ...others] = process.argv;
if (first === CHOOSE_ENGINE) void tellEngine(others).catch(() => process.exit(1));
else
  void main().catch((failure: unknown) => {
    report(failure);
    process.exitCode = failure instanceof SlipwayError && failure.blame === 'you' ? 2 : 1;
    if (process.connected) process.disconnect();
  });
