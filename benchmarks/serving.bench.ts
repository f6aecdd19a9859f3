/** Our server beside what a user would pick instead: requests a second, latency and processor time; `--peers` for all of peers.ts */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { compareEngines } from './engines.js';
import { PEERS, type PeerName } from './peers.js';
import { startOurs, startPython, startRival, type Contestant, type Rows } from './serving/contestants.js';
import { rawRowsPerSecond } from './serving/raw.js';
import { bodiesOf, Generator, interleaved, median, type Measured, type Scenario } from './serving/rounds.js';

const MODELS = join(__dirname, 'models');
const TABLE: Rows = readFileSync(join(MODELS, 'rows.csv'), 'utf8')
  .trim()
  .split('\n')
  .map((line) => line.split(',').map(Number));
const [ROW = []] = TABLE;
const SCENARIOS: readonly Scenario[] = [1, 100].flatMap((rows) =>
  [1, 32, 128].map((connections) => ({ connections, rows, rounds: connections === 32 ? 5 : 3 })),
);
const RAW_MILLIS = 1500;
const STARTS = 5;
/** Requests of this many rows load the server while it is asked for its health. */
const PING_ROWS = 1000;
const PING_CONNECTIONS = 4;
const PING_EVERY_MILLIS = 10;
const PING_MILLIS = 5000;

/** Least of ours over theirs, requests a second at 32 connections: by peer, rows, model. */
const GOALS: Readonly<Record<string, number>> = {
  noop_1row_trees: 1,
  noop_1row_network: 0.75,
  naive_1row_trees: 2.5,
  fastapi_1row_trees: 10,
  fastapi_1row_network: 6,
  fastapi_100rows_trees: 6.5,
  fastapi_100rows_network: 6,
  fastapi_raw_1row_trees: 7,
  litserve_1row_trees: 34,
  bentoml_batched_1row_trees: 38,
  mlserver_1row_trees: 15,
};
const FIGURE_NAMES: Readonly<Record<string, string>> = { 'fastapi-raw': 'fastapi_raw', 'bentoml-32': 'bentoml_batched' };

const say = (text: string): void => void process.stdout.write(`${text}\n`);
const figure = (name: string, value: number, goal: string): void => say(`figure ${name} ${value.toFixed(2)} goal ${goal}`);

async function main(): Promise<void> {
  const generator = new Generator();
  try {
    for (const name of ['trees', 'network']) await compare(name, generator);
    await health(generator);
    await start();
    figure('engine_single_row_vs_onnxruntime', (await compareEngines()).single, '>=8');
  } finally {
    generator.stop();
  }
}

async function compare(name: string, generator: Generator): Promise<void> {
  const model = join(MODELS, `${name}.onnx`);
  const contestants = await startAll(model);
  try {
    for (const scenario of SCENARIOS) {
      const measured = await interleaved(generator, contestants, scenario, TABLE);
      table(name, scenario, measured, await rawRowsPerSecond(model, TABLE, scenario.rows, RAW_MILLIS));
      if (scenario.connections === 32) ratios(name, scenario, measured);
      if (scenario.connections === 1 && scenario.rows === 1 && name === 'trees') {
        figure(
          'naive_1connection_p50_trees',
          compareWith(measured, 'naive', (ours, theirs) => theirs.p50 / ours.p50),
          '>=1',
        );
      }
    }
  } finally {
    for (const contestant of contestants) await contestant.stop();
  }
}

async function startAll(model: string): Promise<Contestant[]> {
  const contestants = [await startOurs(model, ROW), await startRival('noop', model, ROW), await startRival('naive', model, ROW)];
  const every = process.argv.includes('--peers');
  for (const [name, kind] of Object.entries(PEERS)) {
    if (!every && !('always' in kind)) continue;
    const peer = await startPython(name as PeerName, model, ROW);
    if ('skipped' in peer) say(`${name} skipped: ${peer.skipped}`);
    else contestants.push(peer);
  }
  return contestants;
}

function table(name: string, { rows, connections }: Scenario, measured: ReadonlyMap<string, readonly Measured[]>, raw: number): void {
  say(
    `\n${name}, ${rows} ${rows === 1 ? 'row' : 'rows'} a request, ${connections} connections; onnxruntime alone: ${Math.round(raw)} rows/s`,
  );
  for (const [contestant, results] of measured) {
    const of = (pick: (result: Measured) => number, digits: number): string => median(results.map(pick)).toFixed(digits);
    say(
      `  ${contestant.padEnd(12)} ${of((each) => each.requestsPerSecond, 0).padStart(7)} rps  p50 ${of((each) => each.p50, 2).padStart(7)} ms  p99 ${of((each) => each.p99, 2).padStart(7)} ms  ${of((each) => each.cpuMicros, 0).padStart(6)} us of processor a request  (load generator ${of((each) => each.busy * 100, 0)} % busy)`,
    );
  }
}

function ratios(name: string, { rows }: Scenario, measured: ReadonlyMap<string, readonly Measured[]>): void {
  for (const contestant of measured.keys()) {
    const key = `${FIGURE_NAMES[contestant] ?? contestant}_${rows === 1 ? '1row' : `${rows}rows`}_${name}`;
    const goal = GOALS[key];
    if (goal === undefined) continue;
    figure(
      key,
      compareWith(measured, contestant, (ours, theirs) => ours.requestsPerSecond / theirs.requestsPerSecond),
      `>=${goal}`,
    );
  }
}

/** The median over rounds, each of which both were measured in. */
function compareWith(
  measured: ReadonlyMap<string, readonly Measured[]>,
  peer: string,
  ratio: (ours: Measured, theirs: Measured) => number,
): number {
  const theirs = measured.get(peer) ?? [];
  return median((measured.get('slipway') ?? []).map((ours, round) => ratio(ours, theirs[round])));
}

/** How long `/ping` takes while large requests keep the server busy. */
async function health(generator: Generator): Promise<void> {
  for (const name of ['trees', 'network']) {
    const server = await startOurs(join(MODELS, `${name}.onnx`), ROW);
    const { pingP99, requestsPerSecond } = await generator.send({
      url: server.url,
      headers: { 'Content-Type': 'application/json' },
      bodies: bodiesOf(server, TABLE, PING_ROWS).slice(0, 20),
      connections: PING_CONNECTIONS,
      millis: PING_MILLIS,
      pingEvery: PING_EVERY_MILLIS,
    });
    await server.stop();
    say(`\n${name}: ${requestsPerSecond.toFixed(0)} requests of ${PING_ROWS} rows a second, /ping p99 ${pingP99.toFixed(1)} ms`);
    figure(`ping_p99_ms_under_load_${name}`, pingP99, '<=50');
  }
}

/** From the start of the process to its first prediction, and its memory a second later. */
async function start(): Promise<void> {
  const seconds: number[] = [];
  const megabytes: number[] = [];
  for (let time = 0; time < STARTS; time += 1) {
    const server = await startOurs(join(MODELS, 'trees.onnx'), ROW);
    seconds.push(server.startMillis / 1000);
    await delay(1000);
    megabytes.push(server.usage().residentBytes / 1e6);
    await server.stop();
  }
  figure('start_seconds', median(seconds), '<=0.3');
  figure('idle_rss_mb', median(megabytes), '<=100');
}

void main();
