/** Calls through SageMaker Runtime's wire format beside a bare reverse proxy in front of the same model server: what errors, metrics and variants cost. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { once } from 'node:events';
import { Agent, createServer, request, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { version as onnxruntime } from 'onnxruntime-node/package.json';
import { openPlatform, seeded, SILENT, SYSTEM_CLOCK, type Plan } from '../runtime/index.js';
import { readAll, type Container } from '../runtime/platform/container.js';
import { startOwnServer } from '../runtime/platform/own-server.js';

const ROOT = join(__dirname, '..');
const MODEL = join(ROOT, 'examples/spam-filter/model');
const ROUNDS = 9;
const CALLS = 1500;
const CONCURRENCY = 8;
/** The limit is a proxy that looks at nothing. */
const GOAL_SHARE = 0.7;

async function main(): Promise<void> {
  const workDirectory = mkdtempSync(join(tmpdir(), 'slipway-bench-'));
  const signal = new AbortController().signal;
  const plan = planOf();
  const platform = await openPlatform(plan, { port: 0, clock: SYSTEM_CLOCK, random: seeded(1), host: SILENT, workDirectory, signal });
  const direct = await startOwnServer({ name: 'primary', modelFolder: MODEL, environment: {}, signal });
  const agent = new Agent({ keepAlive: true });
  const proxy = await bareProxy(direct);
  try {
    const body = Buffer.from(
      readFileSync(join(ROOT, 'examples/spam-filter/data/heldout.csv'), 'utf8').split('\n')[1]?.split(',').slice(0, -1).join(',') ?? '',
    );
    const front = (): Promise<number> => rate(() => post(agent, `${platform.url}/endpoints/spam/invocations`, body));
    const bare = (): Promise<number> => rate(() => post(agent, `http://127.0.0.1:${portOf(proxy)}/`, body));
    const shares: number[] = [];
    const rates: [number, number][] = [];
    await front();
    await bare();
    for (let round = 0; round < ROUNDS; round += 1) {
      const [through, past] = [await front(), await bare()];
      rates.push([through, past]);
      shares.push(through / past);
    }
    process.stdout.write(
      `one row of CSV a call, ${CONCURRENCY} at once, ${ROUNDS} interleaved rounds of ${CALLS} calls; Node ${process.version}, onnxruntime-node ${onnxruntime}\n`,
    );
    process.stdout.write(
      `calls a second: ${median(rates.map(([through]) => through)).toFixed(0)} through the front, ${median(rates.map(([, past]) => past)).toFixed(0)} through a bare node:http proxy\n`,
    );
    process.stdout.write(`figure wire-front-share ${median(shares).toFixed(2)} goal >=${GOAL_SHARE}\n`);
  } finally {
    agent.destroy();
    proxy.close();
    proxy.closeAllConnections();
    await direct.close();
    await platform.close();
    rmSync(workDirectory, { recursive: true, force: true });
  }
}

function planOf(): Plan {
  const container = { image: 'slipway', ours: true, environment: {}, modelFolder: MODEL };
  const variants = [{ name: 'AllTraffic', weight: 1, instances: 1, containers: [container] }];
  const service = {
    path: 'Bench/Endpoint',
    stack: 'Bench',
    stage: '',
    place: {},
    mode: 'real-time',
    endpointName: 'spam',
    region: 'eu-central-1',
    account: '1',
    variants,
    covers: { troubles: [] },
  } as const;
  return {
    directory: ROOT,
    stacks: [],
    services: [service],
    unserved: [],
    batches: [],
    pipelines: [],
    alarms: [],
    stateRules: [],
    updateRules: [],
    refusals: [],
    allow: [],
  };
}

/** Passes bodies on and answers back, over the same client; looks at nothing. */
async function bareProxy(container: Container): Promise<Server> {
  const { signal } = new AbortController();
  const proxy = createServer((request, response) => {
    void readAll(request).then(async (body) => {
      const { status, headers, chunks } = await container.invoke({ body, headers: { 'content-type': 'text/csv' }, signal });
      const answer = await readAll(chunks);
      response.writeHead(status, { 'Content-Type': headers['content-type'], 'Content-Length': answer.length });
      response.end(answer);
    });
  }).listen(0, '127.0.0.1');
  await once(proxy, 'listening');
  return proxy;
}

function portOf(server: Server): number {
  return (server.address() as AddressInfo).port;
}

/** Calls a second. */
async function rate(call: () => Promise<void>): Promise<number> {
  const started = performance.now();
  let left = CALLS;
  await Promise.all(
    Array.from({ length: CONCURRENCY }, async () => {
      while (left-- > 0) await call();
    }),
  );
  return CALLS / ((performance.now() - started) / 1000);
}

function post(agent: Agent, url: string, body: Buffer): Promise<void> {
  return new Promise((done, failed) => {
    const sent = request(
      url,
      { method: 'POST', agent, headers: { 'Content-Type': 'text/csv', 'Content-Length': body.length } },
      (answer) => {
        answer.resume();
        answer.once('end', () => (answer.statusCode === 200 ? done() : failed(new Error(`status ${answer.statusCode}`))));
      },
    );
    sent.once('error', failed);
    sent.end(body);
  });
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}

void main();
