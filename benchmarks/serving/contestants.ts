import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import type { Skipped } from '../../scripts/python-environment.js';
import type { ServerMessage } from '../../workloads/server/index.js';
import { startPeer, type PeerName } from '../peers.js';
import { treeUsage, type TreeUsage } from '../process-tree.js';

export type Rows = readonly (readonly number[])[];

/** A server that answers, ours or another. */
export interface Contestant {
  readonly name: string;
  readonly url: string;
  readonly body: (rows: Rows) => string;
  /** From its start to its first prediction. */
  readonly startMillis: number;
  readonly usage: () => TreeUsage;
  readonly stop: () => Promise<void>;
}

const SERVER = join(__dirname, '..', '..', 'assets', 'server', 'index.js');
const RIVALS = join(__dirname, 'rivals.ts');
const instances = (rows: Rows): string => JSON.stringify({ instances: rows });

/** This package's model server, as the container starts it. */
export async function startOurs(model: string, row: readonly number[]): Promise<Contestant> {
  const started = performance.now();
  const child = fork(SERVER, ['serve'], {
    env: { PATH: process.env['PATH'], SAGEMAKER_BIND_TO_PORT: '0', SLIPWAY_MODEL_DIR: model },
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
    execArgv: [],
  });
  let port = 0;
  return answering('slipway', child, started, row, (message) => {
    const told = message as ServerMessage;
    if (told.type === 'failed') throw new TypeError(told.message);
    if (told.type === 'listening') port = told.port;
    return told.type === 'ready' ? `http://127.0.0.1:${port}/invocations` : undefined;
  });
}

/** A server of rivals.ts. */
export async function startRival(name: 'noop' | 'naive', model: string, row: readonly number[]): Promise<Contestant> {
  const started = performance.now();
  const child = fork(RIVALS, [name, model], { stdio: ['ignore', 'ignore', 'inherit', 'ipc'], execArgv: ['--import', 'tsx'] });
  return answering(name, child, started, row, (port) => `http://127.0.0.1:${String(port)}/invocations`);
}

/** A Python peer; why there is none, where there is none. */
export async function startPython(name: PeerName, model: string, row: readonly number[]): Promise<Contestant | Skipped> {
  const peer = await startPeer(name, { model, row });
  return 'skipped' in peer ? peer : { ...peer, body: (rows) => peer.body(rows).toString('latin1') };
}

async function answering(
  name: string,
  child: ChildProcess,
  started: number,
  row: readonly number[],
  urlIn: (message: unknown) => string | undefined,
): Promise<Contestant> {
  const url = await new Promise<string>((found, failed) => {
    child.on('message', (message) => {
      const url = urlIn(message);
      if (url !== undefined) found(url);
    });
    child.once('exit', (code) => failed(new TypeError(`${name} ended with exit code ${code}`)));
  });
  while (!(await predicts(url, row))) {
    if (child.exitCode !== null) throw new TypeError(`${name} ended with exit code ${child.exitCode}`);
  }
  const startMillis = performance.now() - started;
  return {
    name,
    url,
    body: instances,
    startMillis,
    usage: () => treeUsage(child.pid ?? 0),
    stop: async () => {
      const ended = once(child, 'exit');
      child.kill('SIGKILL');
      await ended;
    },
  };
}

async function predicts(url: string, row: readonly number[]): Promise<boolean> {
  const response = await fetch(url, { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: instances([row]) });
  await response.arrayBuffer();
  return response.ok;
}
