/** `slipway batch` over a million rows beside the model alone, a loop line by line, and pandas, polars and pyarrow with onnxruntime. */
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { version as onnxruntimeVersion } from 'onnxruntime-node/package.json';
import { pythonEnvironment } from '../scripts/python-environment.js';
import { makeTables, type Tables } from './batch/tables.js';

const ROOT = join(__dirname, '..');
const HERE = join(__dirname, 'batch');
const MODELS = join(__dirname, 'models');
const LINE_BY_LINE_ROWS = 20_000;
const TSX = ['--import', join(ROOT, 'node_modules/tsx/dist/loader.mjs')];

type ModelName = 'trees' | 'network';
type Format = 'csv' | 'jsonl' | 'parquet';
type Library = 'pandas' | 'polars' | 'pyarrow';

interface Measured {
  readonly rowsPerSecond: number;
  /** On one core they are the same, but that whatever else is on the machine does not count. */
  readonly rowsPerCpuSecond: number;
  /** Sum of the last column that was written: whoever has another one did other work. */
  readonly sum?: number;
  readonly rssMb?: number;
}

/** `--rows N` (default a million), `--rounds N` (default 3), `--folder DIR` (default below the folder for temporary files; kept), `--cli FILE`. */
function option(name: string, otherwise: string): string {
  const at = process.argv.indexOf(`--${name}`);
  return at < 0 ? otherwise : (process.argv[at + 1] ?? otherwise);
}

const ROWS = Number(option('rows', '1000000'));
const ROUNDS = Number(option('rounds', '3'));
const SLIPWAY = option('cli', join(ROOT, 'dist', 'bin', 'slipway.js'));
const FOLDER = option('folder', join(tmpdir(), 'slipway-bench-batch'));

/** A command on one core alone, or on all. */
function run(cores: 'one' | 'all', command: string, args: readonly string[]): { stdout: string; stderr: string } {
  const [program, ...rest] = cores === 'one' ? ['taskset', '-c', '0', command, ...args] : [command, ...args];
  const { status, stdout, stderr, error } = spawnSync(program, rest, {
    encoding: 'utf8',
    cwd: ROOT,
    env: { ...process.env, NODE_NO_WARNINGS: '1' },
  });
  if (status !== 0) throw new TypeError(`${program} ${rest.join(' ')}: ${error?.message ?? stderr}`);
  return { stdout, stderr };
}

function raw(model: ModelName, { floats, features }: Tables): Measured {
  const { stdout } = run('one', process.execPath, [...TSX, join(HERE, 'raw.ts'), join(MODELS, `${model}.onnx`), floats, String(features)]);
  return measured(stdout);
}

function lineByLine(model: ModelName, { csv }: Tables): Measured {
  const output = join(FOLDER, 'line-by-line.csv');
  const args = [join(MODELS, `${model}.onnx`), csv, output, String(LINE_BY_LINE_ROWS)];
  return measured(run('one', process.execPath, [...TSX, join(HERE, 'line-by-line.ts'), ...args]).stdout);
}

function rival(python: string, library: Library, model: ModelName, format: Format, tables: Tables, threads: 1 | 2): Measured {
  const output = join(FOLDER, 'rival.csv');
  const args = [join(HERE, 'rival.py'), library, join(MODELS, `${model}.onnx`), tables[format], output, String(threads)];
  return measured(run(threads === 1 ? 'one' : 'all', python, args).stdout);
}

function ours(model: ModelName, format: Format, tables: Tables, threads: 1 | 2): Measured {
  const output = join(FOLDER, 'ours.csv');
  rmSync(output, { force: true });
  const args = ['-r', join(__dirname, 'rss.cjs'), SLIPWAY, 'batch', join(MODELS, `${model}.onnx`), tables[format], '-o', output];
  const { stdout, stderr } = run(threads === 1 ? 'one' : 'all', process.execPath, [...args, '--threads', String(threads), '--json']);
  const { rows, seconds, cpuSeconds, rejected } = JSON.parse(stdout) as Record<'rows' | 'seconds' | 'cpuSeconds' | 'rejected', number>;
  if (rows !== tables.rows || rejected !== 0) throw new TypeError(`${rows} rows of ${tables.rows}, ${rejected} rejected`);
  return {
    rowsPerSecond: rows / seconds,
    rowsPerCpuSecond: rows / cpuSeconds,
    sum: sumOf(output),
    // Each thread says it when it ends, the process last.
    rssMb: Number([...stderr.matchAll(/rss_kb=(\d+)/g)].at(-1)?.[1]) / 1024,
  };
}

function measured(line: string): Measured {
  const [seconds = 0, cpuSeconds = 0, rows = 0, sum] = line.trim().split(/\s+/).map(Number);
  return { rowsPerSecond: rows / seconds, rowsPerCpuSecond: rows / cpuSeconds, ...(sum === undefined ? {} : { sum }) };
}

function sumOf(path: string): number {
  const text = readFileSync(path, 'latin1');
  let sum = 0;
  for (let end = text.length - 1; end > 0;) {
    const start = text.lastIndexOf('\n', end - 1);
    if (start < 0) break;
    sum += Number(
      text
        .slice(start + 1, end)
        .split(',')
        .at(-1),
    );
    end = start;
  }
  return sum;
}

/** What is measured in each round, by name. */
function contestants(tables: Tables, python: string | undefined): Map<string, () => Measured> {
  const all = new Map<string, () => Measured>();
  for (const model of ['trees', 'network'] as const) {
    all.set(`onnxruntime alone, ${model}`, () => raw(model, tables));
    all.set(`line by line, ${model}, csv`, () => lineByLine(model, tables));
    for (const format of ['csv', 'jsonl', 'parquet'] as const) {
      all.set(`slipway, ${model}, ${format}`, () => ours(model, format, tables, 1));
      for (const library of python === undefined || format === 'jsonl' ? [] : (['pandas', 'polars', 'pyarrow'] as const))
        all.set(`${library}, ${model}, ${format}`, () => rival(python ?? '', library, model, format, tables, 1));
    }
    all.set(`slipway on two threads, ${model}, csv`, () => ours(model, 'csv', tables, 2));
    if (python !== undefined) all.set(`polars on two threads, ${model}, csv`, () => rival(python, 'polars', model, 'csv', tables, 2));
  }
  return all;
}

async function main(): Promise<void> {
  if (!existsSync(SLIPWAY)) throw new TypeError(`there is no ${SLIPWAY}; run npm run build`);
  const tables = await makeTables(FOLDER, ROWS);
  const environment = pythonEnvironment('bench-batch', [join(HERE, 'requirements.txt')]);
  if ('skipped' in environment) process.stdout.write(`Python's libraries are left out: ${environment.skipped}\n`);
  const versions = 'skipped' in environment ? [] : environment.versions;
  const all = contestants(tables, 'skipped' in environment ? undefined : environment.python);
  const rounds = new Map([...all.keys()].map((name): [string, Measured[]] => [name, []]));
  for (let round = 0; round < ROUNDS; round += 1) {
    for (const [name, measure] of all) rounds.get(name)?.push(measure());
    process.stderr.write(`round ${round + 1} of ${ROUNDS}\n${tableOf(rounds)}`);
  }
  process.stdout.write(
    `${ROWS} rows of ${tables.features} numbers, ${ROUNDS} interleaved rounds; Node ${process.version}, onnxruntime-node ${onnxruntimeVersion}${versions.map((each) => `, ${each}`).join('')}\n` +
      'on one core rows in a second of the processor, on two threads in one of the clock\n',
  );
  process.stdout.write(tableOf(rounds));
  requireSameSums(rounds);
  figures(rounds);
}

function tableOf(rounds: ReadonlyMap<string, readonly Measured[]>): string {
  return [...rounds]
    .map(([name, given]) => {
      const rss = given.flatMap(({ rssMb }) => rssMb ?? []);
      const memory = rss.length === 0 ? '' : `, ${Math.round(Math.max(...rss))} MB at most`;
      return `${name.padEnd(40)} ${String(Math.round(median(given.map(rateOf(name))))).padStart(9)} rows/s${memory}\n`;
    })
    .join('');
}

function rateOf(name: string): (measured: Measured) => number {
  return name.includes('two threads') ? ({ rowsPerSecond }) => rowsPerSecond : ({ rowsPerCpuSecond }) => rowsPerCpuSecond;
}

/** All that score the same rows by the same model have the same sum, but for how 32-bit floats were added up and written. */
function requireSameSums(rounds: ReadonlyMap<string, readonly Measured[]>): void {
  for (const model of ['trees', 'network']) {
    const sums = [...rounds]
      .filter(([name]) => name.includes(model))
      .flatMap(([name, given]) => given.flatMap(({ sum }) => (sum === undefined ? [] : [{ name, sum }])));
    const [first] = sums;
    for (const { name, sum } of sums)
      if (Math.abs(sum - (first?.sum ?? 0)) > 1e-6 * Math.abs(sum))
        throw new TypeError(`${name} has the sum ${sum}, ${first?.name} ${first?.sum}`);
  }
}

function figures(rounds: ReadonlyMap<string, readonly Measured[]>): void {
  /** Median over the rounds of how many times as many rows a second: of the clock as soon as one of them has two threads. */
  const ratio = (one: string, other: string): number | undefined => {
    const rate = rateOf(one);
    const [ones, others] = [rounds.get(one) ?? [], rounds.get(other) ?? []];
    return others.length === 0 ? undefined : median(ones.map((measured, round) => rate(measured) / rate(others[round])));
  };
  const say = (name: string, value: number | undefined, goal: string): void => {
    if (value !== undefined) process.stdout.write(`figure ${name} ${value.toFixed(2)} goal ${goal}\n`);
  };
  say('onnxruntime_trees', ratio('slipway, trees, csv', 'onnxruntime alone, trees'), '>=2.2');
  say('onnxruntime_network', ratio('slipway, network, csv', 'onnxruntime alone, network'), '>=0.36');
  say('pandas_trees', ratio('slipway, trees, csv', 'pandas, trees, csv'), '>=4');
  say('pandas_network', ratio('slipway, network, csv', 'pandas, network, csv'), '>=2.6');
  say('polars_trees', ratio('slipway, trees, csv', 'polars, trees, csv'), '>=3');
  say('polars_network', ratio('slipway, network, csv', 'polars, network, csv'), '>=1.7');
  say('polars_two_cores_network', ratio('slipway on two threads, network, csv', 'polars on two threads, network, csv'), '>=2.4');
  say('two_workers_vs_one', ratio('slipway on two threads, trees, csv', 'slipway, trees, csv'), '>=1.6');
  say('parquet_polars_trees', ratio('slipway, trees, parquet', 'polars, trees, parquet'), '>=1.0');
  say('parquet_pyarrow_network', ratio('slipway, network, parquet', 'pyarrow, network, parquet'), '>=1.0');
  say('jsonl_vs_csv', ratio('slipway, trees, jsonl', 'slipway, trees, csv'), '>=0.8');
  say('peak_rss_mb', Math.max(...[...rounds.values()].flat().flatMap(({ rssMb }) => rssMb ?? [])), '<=150');
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}

void main();
