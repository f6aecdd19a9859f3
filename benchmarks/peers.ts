/**
 * What a user would pick instead of our server: started as its documentation says, one worker, one thread, the same .onnx file.
 *
 *     const peer = await startPeer('fastapi', { model: 'benchmarks/models/trees.onnx', row });
 *     if ('skipped' in peer) return say(peer.skipped);       // no python3, or the packages cannot be installed
 *     // POST peer.url with peer.headers and peer.body(rows); peer.scores(answer) are what it said
 *     const { cpuMillis, residentBytes } = peer.usage();     // of all its processes
 *     await peer.stop();
 *
 * `npm run bench serving` measures PEERS with `always`; `--peers` all of them. Environments lie in the user's cache, made at the first call.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join, resolve } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { endWithUs } from '../runtime/platform/end-with-us.js';
import { freePort } from '../runtime/platform/free-port.js';
import { stopProcess } from '../runtime/platform/stop-process.js';
import { pythonEnvironment, type Skipped } from '../scripts/python-environment.js';
import { rememberTree, treeUsage, type TreeUsage } from './process-tree.js';

type Rows = readonly (readonly number[])[];

interface PeerKind {
  /** Pinned in peers/requirements/. */
  readonly environment: 'fastapi' | 'litserve' | 'bentoml' | 'mlserver';
  /** What Python runs, in the folder peers/. */
  readonly argv: (port: number) => readonly string[];
  /** Requests that it gathers at most for one call of the model. */
  readonly batch?: number;
  readonly path: string;
  readonly body: (rows: Rows) => unknown;
  readonly scores: (answer: unknown) => readonly number[];
  /** Measured without `--peers` too. */
  readonly always?: boolean;
}

const PREDICT = {
  path: '/predict',
  body: (rows: Rows): unknown => ({ instances: rows }),
  scores: (answer: unknown): readonly number[] => (answer as { predictions: number[] }).predictions,
};
const LITSERVE = { ...PREDICT, environment: 'litserve', argv: () => ['litserve_api.py'] } as const;
const BENTOML = {
  ...PREDICT,
  environment: 'bentoml',
  argv: (port: number) => ['-m', 'bentoml', 'serve', 'bentoml_service:Scorer', '--host', '127.0.0.1', '--port', String(port)],
  scores: (answer: unknown) => answer as number[],
} as const;

/** By name, in the order of a table. */
export const PEERS = {
  fastapi: { ...PREDICT, environment: 'fastapi', argv: () => ['fastapi_pydantic.py'], always: true },
  'fastapi-raw': { ...PREDICT, environment: 'fastapi', argv: () => ['fastapi_raw.py'], always: true },
  litserve: LITSERVE,
  'litserve-32': { ...LITSERVE, batch: 32 },
  bentoml: BENTOML,
  'bentoml-32': { ...BENTOML, batch: 32 },
  mlserver: {
    environment: 'mlserver',
    argv: () => ['mlserver_runtime.py'],
    path: '/v2/models/model/infer',
    // The V2 inference protocol, data flat.
    body: (rows) => ({ inputs: [{ name: 'rows', shape: [rows.length, rows[0]?.length ?? 0], datatype: 'FP32', data: rows.flat() }] }),
    scores: (answer) => (answer as { outputs: { data: number[] }[] }).outputs[0]?.data ?? [],
  },
} as const satisfies Record<string, PeerKind>;
export type PeerName = keyof typeof PEERS;

/** A peer that answers. */
export interface Peer {
  readonly name: PeerName;
  /** Its pinned packages: `fastapi 0.165.0`. */
  readonly versions: readonly string[];
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  /** From its start to its first prediction. */
  readonly startMillis: number;
  readonly body: (rows: Rows) => Buffer;
  /** One score a row: the probability of the second class. */
  readonly scores: (answer: Buffer) => readonly number[];
  readonly usage: () => TreeUsage;
  readonly stop: () => Promise<void>;
}

export interface PeerOptions {
  /** An .onnx file. */
  readonly model: string;
  /** A row that the model takes: it has started when this is answered. */
  readonly row: readonly number[];
}

const FOLDER = join(__dirname, 'peers');
const ASK_EVERY_MILLIS = 10;
const START_MILLIS = 60_000;
const TAIL_CHARACTERS = 2000;

/** Starts a peer and waits for its first prediction. */
export async function startPeer(name: PeerName, { model, row }: PeerOptions): Promise<Peer | Skipped> {
  const kind: PeerKind = PEERS[name];
  const environment = pythonEnvironment(kind.environment, [join(FOLDER, 'requirements', `${kind.environment}.txt`)]);
  if ('skipped' in environment) return environment;
  const port = await freePort();
  const url = `http://127.0.0.1:${port}${kind.path}`;
  const headers = { 'Content-Type': 'application/json' };
  const body = (rows: Rows): Buffer => Buffer.from(JSON.stringify(kind.body(rows)));
  const started = performance.now();
  const { usage, said, ended, stop } = run(environment.python, kind, port, resolve(model));
  try {
    await answers(url, { method: 'POST', headers, body: body([row]) }, AbortSignal.any([ended, AbortSignal.timeout(START_MILLIS)]));
  } catch (cause) {
    await stop();
    throw new Error(`${name} did not answer; it said: ${said()}`, { cause });
  }
  const startMillis = performance.now() - started;
  const scores = (answer: Buffer): readonly number[] => kind.scores(JSON.parse(answer.toString('utf8')));
  return { name, versions: environment.versions, url, headers, startMillis, body, scores, usage, stop };
}

function run(python: string, { argv, batch = 1 }: PeerKind, port: number, model: string) {
  const child = spawn(python, argv(port), {
    cwd: FOLDER,
    env: {
      ...process.env,
      MODEL: model,
      PORT: String(port),
      BATCH: String(batch),
      OMP_NUM_THREADS: '1',
      BENTOML_DO_NOT_TRACK: 'True',
      PYTHONDONTWRITEBYTECODE: '1',
    },
    stdio: ['ignore', 'pipe', 'pipe'],
    // A group of its own: LitServe, BentoML start others.
    detached: true,
  });
  const release = endWithUs(child);
  const ended = new AbortController();
  let tail = '';
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (chunk: Buffer) => {
      tail = (tail + chunk.toString('utf8')).slice(-TAIL_CHARACTERS);
    });
  void once(child, 'exit').then(() => ended.abort());
  return {
    usage: () => treeUsage(child.pid ?? 0),
    said: () => tail.trim(),
    ended: ended.signal,
    stop: async () => {
      // BentoML's workers are in sessions of their own.
      const killRest = rememberTree(child.pid ?? 0);
      await stopProcess(child, { group: true });
      killRest();
      release();
    },
  };
}

async function answers(url: string, init: RequestInit, signal: AbortSignal): Promise<void> {
  for (;;) {
    const status = await fetch(url, { ...init, signal }).then(
      async (response) => {
        await response.arrayBuffer();
        return response.status;
      },
      () => 0,
    );
    if (status === 200) return;
    await delay(ASK_EVERY_MILLIS, undefined, { signal });
  }
}
