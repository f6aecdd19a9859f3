/** Drift of 50 columns by a million rows beside scipy, numpy and Evidently, the capture reader beside a bare line scan, memory over 100 million rows. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { planBins } from '../core/drift/profile/bins.js';
import type { NumericPlan } from '../core/drift/profile/profile.js';
import { pythonEnvironment } from '../scripts/python-environment.js';
import { captureFigure } from './drift/capture.js';
import { columnOf } from './drift/columns.js';
import { crossover } from './drift/crossover.js';
import { memoryFigure } from './drift/memory.js';
import { Peer, type Took } from './drift/peer.js';
import { TwoWorkers } from './drift/two-workers.js';
import { bothNew, profiles, sortedOnce, type TwoSides } from './drift/ways.js';

/** A round has a column of each of the ten kinds. */
const [COLUMNS, ROWS, ROUND] = [50, 1_000_000, 10];
const EVIDENTLY_COLUMNS = 2;
/** What runs a few thousand times has its final code by then. */
const WARM_UPS = 12;

interface Column extends TwoSides {
  readonly files: readonly [string, string];
}

interface ScipyAnswer extends Took {
  readonly ks: number;
  readonly wasserstein: number;
}

async function main(): Promise<void> {
  const environment = pythonEnvironment('bench-drift', [join(__dirname, 'peers/requirements/drift.txt')]);
  if ('skipped' in environment) return void process.stderr.write(`skipped: ${environment.skipped}\n`);
  process.stdout.write(`${COLUMNS} columns by ${ROWS} rows; ${environment.versions.join(', ')}, one thread; node ${process.version}\n`);
  const folder = mkdtempSync(join(tmpdir(), 'slipway-drift-bench-'));
  const peer = new Peer(environment.python);
  try {
    await compare(folder, peer);
    crossover();
  } finally {
    await peer.stop();
    rmSync(folder, { recursive: true, force: true });
  }
  await captureFigure();
  memoryFigure();
}

/** Each round is some columns, by every way one after the other; the figures are medians over rounds, of processor time but for two workers. */
async function compare(folder: string, peer: Peer): Promise<void> {
  const rounds: Record<'exact' | 'cached' | 'profile' | 'evidently' | 'workers' | 'exactWall' | 'cachedWall' | 'profileWall', number[]> = {
    exact: [],
    cached: [],
    profile: [],
    evidently: [],
    workers: [],
    exactWall: [],
    cachedWall: [],
    profileWall: [],
  };
  let [ksOff, areaOff] = [0, 0];
  const pair = new TwoWorkers();
  await warmUp(pair);
  for (let first = 0; first < COLUMNS; first += ROUND) {
    const columns = Array.from({ length: ROUND }, (_, index) => makeColumn(folder, first + index));
    const scipy: ScipyAnswer[] = [];
    for (const { plan, files } of columns)
      scipy.push(await peer.ask<ScipyAnswer>({ do: 'scipy', baseline: files[0], current: files[1], edges: plan.edges }));
    const theirs = sum(scipy);
    const exact = bothNew(columns);
    const cached = sortedOnce(columns);
    const profile = profiles(columns);
    const workers = await pair.take(columns, cached.sorted);
    for (const [index, { plan }] of columns.entries()) {
      const [ours, other] = [exact.distances.get(plan.name), scipy[index]];
      if (ours === undefined || other === undefined) throw new Error(`nothing was said of ${plan.name}`);
      ksOff = Math.max(ksOff, Math.abs(ours.ks - other.ks));
      areaOff = Math.max(areaOff, Math.abs(ours.wasserstein / other.wasserstein - 1));
    }
    rounds.exact.push(theirs.cpu / exact.took.cpu);
    rounds.cached.push(theirs.cpu / cached.took.cpu);
    rounds.profile.push(theirs.cpu / profile.cpu);
    rounds.exactWall.push(theirs.wall / exact.took.wall);
    rounds.cachedWall.push(theirs.wall / cached.took.wall);
    rounds.profileWall.push(theirs.wall / profile.wall);
    rounds.workers.push(theirs.wall / workers);
    const some = columns.slice(0, EVIDENTLY_COLUMNS);
    const evidently = await peer.ask({
      do: 'evidently',
      baseline: some.map(({ files }) => files[0]),
      current: some.map(({ files }) => files[1]),
    });
    rounds.evidently.push(evidently.cpu / bothNew(some).took.cpu);
    process.stdout.write(
      `columns ${first} to ${first + ROUND - 1}, seconds of processor time: scipy ${theirs.cpu.toFixed(2)}, exact ${exact.took.cpu.toFixed(3)}, ` +
        `baseline sorted once ${cached.took.cpu.toFixed(3)}, profiles ${profile.cpu.toFixed(3)}; two workers ${workers.toFixed(3)} on the clock\n`,
    );
    for (const { files } of columns) for (const file of files) rmSync(file);
  }
  await pair.close();
  process.stdout.write(`against scipy: KS off by ${ksOff.toExponential(1)} at most, Wasserstein by ${areaOff.toExponential(1)} of it\n`);
  process.stdout.write(
    `on the clock: exact ${median(rounds.exactWall).toFixed(1)}, baseline sorted once ${median(rounds.cachedWall).toFixed(1)}, profiles ${median(rounds.profileWall).toFixed(1)} times scipy\n`,
  );
  figure('exact_vs_scipy', rounds.exact, '>=25');
  figure('cached_vs_scipy', rounds.cached, '>=35');
  figure('profile_vs_scipy', rounds.profile, '>=100');
  figure('exact_vs_evidently', rounds.evidently, '>=100');
  figure('two_workers_cached_vs_scipy', rounds.workers, '>=60');
}

function makeColumn(folder: string, place: number): Column {
  const [baseline, current] = [columnOf(place, ROWS, false), columnOf(place, ROWS, true)];
  const plan = planOf(`x${place}`, baseline);
  const files = [join(folder, `${place}-baseline.f64`), join(folder, `${place}-current.f64`)] as const;
  writeFileSync(files[0], new Uint8Array(baseline.buffer));
  writeFileSync(files[1], new Uint8Array(current.buffer));
  return { plan, baseline, current, files };
}

/** Small tables first, so that everything is compiled, then one of a round's size, so that memory has grown. */
async function warmUp(pair: TwoWorkers): Promise<void> {
  for (const rows of [...Array.from({ length: WARM_UPS }, () => ROWS / 20), ROWS]) {
    const columns = Array.from({ length: ROUND }, (_, place): TwoSides => {
      const [baseline, current] = [columnOf(place, rows, false), columnOf(place, rows, true)];
      const plan = planOf(`w${place}`, baseline);
      return { plan, baseline, current };
    });
    bothNew(columns);
    profiles(columns);
    await pair.take(columns, sortedOnce(columns).sorted);
  }
}

/** Its bins come of one value in a hundred. */
function planOf(name: string, baseline: Float64Array): NumericPlan {
  const sample = baseline.filter((value, row) => row % 100 === 0 && !Number.isNaN(value)).sort();
  return { name, kind: 'numeric', integer: false, ...planBins(sample) };
}

function sum(tooks: readonly Took[]): Took {
  return { wall: tooks.reduce((total, { wall }) => total + wall, 0), cpu: tooks.reduce((total, { cpu }) => total + cpu, 0) };
}

function figure(name: string, values: readonly number[], goal: string): void {
  process.stdout.write(`figure ${name} ${median(values).toFixed(1)} goal ${goal}\n`);
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}

void main();
