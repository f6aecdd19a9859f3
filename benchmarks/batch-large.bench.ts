/** `slipway batch` over 5 GB of CSV: whether memory stays as it is with a million rows, and whether kill -9 at random moments loses or doubles a row. */
import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { closeSync, createReadStream, existsSync, openSync, readFileSync, renameSync, rmSync, statSync, writeSync } from 'node:fs';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { seeded } from '../runtime/random.js';
import { makeTables } from './batch/tables.js';

const ROOT = join(__dirname, '..');
const MODEL = join(__dirname, 'models', 'trees.onnx');
const ROWS = 1_000_000;
/** 17 times 295 MB. */
const TIMES = 17;
const KILLS = 8;
/** How often it is looked how far a run is. */
const LOOK_MILLIS = 5;

function option(name: string, otherwise: string): string {
  const at = process.argv.indexOf(`--${name}`);
  return at < 0 ? otherwise : (process.argv[at + 1] ?? otherwise);
}

const FOLDER = option('folder', join(tmpdir(), 'slipway-bench-batch'));
const SLIPWAY = option('cli', join(ROOT, 'dist', 'bin', 'slipway.js'));

/** The same rows again and again: so what comes out is known to the last byte. */
function repeated(csv: string): string {
  const path = join(FOLDER, 'large.csv');
  if (existsSync(path)) return path;
  const bytes = readFileSync(csv);
  const body = bytes.subarray(bytes.indexOf(0x0a) + 1);
  const file = openSync(`${path}.unfinished`, 'w');
  writeSync(file, bytes.subarray(0, bytes.indexOf(0x0a) + 1));
  for (let time = 0; time < TIMES; time += 1) writeSync(file, body);
  closeSync(file);
  renameSync(`${path}.unfinished`, path);
  return path;
}

function argsOf(input: string, output: string): string[] {
  return ['-r', join(__dirname, 'rss.cjs'), SLIPWAY, 'batch', MODEL, input, '-o', output, '--json'];
}

function scored(input: string, output: string): { rows: number; seconds: number; rssMb: number; resumedRows?: number } {
  const { status, stdout, stderr } = spawnSync(process.execPath, argsOf(input, output), { encoding: 'utf8' });
  if (status !== 0) throw new TypeError(stderr);
  const result = JSON.parse(stdout) as { rows: number; seconds: number; resumedRows?: number };
  return { ...result, rssMb: Number(/rss_kb=(\d+)/.exec(stderr)?.[1]) / 1024 };
}

/** Killed at a random moment after a random part of it was written. */
async function killed(input: string, output: string, bytes: number): Promise<boolean> {
  const child = spawn(process.execPath, argsOf(input, output), { stdio: 'ignore' });
  const ended = once(child, 'exit');
  while (child.exitCode === null && (!existsSync(`${output}.unfinished`) || statSync(`${output}.unfinished`).size < bytes))
    await delay(LOOK_MILLIS);
  const wasAlive = child.kill('SIGKILL');
  await ended;
  return wasAlive && !existsSync(output);
}

async function digestOf(path: string): Promise<string> {
  const hash = createHash('sha256');
  for await (const chunk of createReadStream(path)) hash.update(chunk as Buffer);
  return hash.digest('hex');
}

function wantedDigest(output: string): string {
  const bytes = readFileSync(output);
  const start = bytes.indexOf(0x0a) + 1;
  const hash = createHash('sha256').update(bytes.subarray(0, start));
  for (let time = 0; time < TIMES; time += 1) hash.update(bytes.subarray(start));
  return hash.digest('hex');
}

async function main(): Promise<void> {
  const { csv } = await makeTables(FOLDER, ROWS, 'csv');
  const large = repeated(csv);
  const [small, output] = [join(FOLDER, 'small out.csv'), join(FOLDER, 'large out.csv')];
  const one = scored(csv, small);
  const wanted = wantedDigest(small);
  const all = scored(large, output);
  const gigabytes = statSync(large).size / 1e9;
  process.stdout.write(
    `${gigabytes.toFixed(2)} GB, ${all.rows} rows in ${all.seconds.toFixed(1)} s; ${Math.round(one.rssMb)} MB at most for a million rows, ${Math.round(all.rssMb)} MB for all\n`,
  );
  const isWhole = (await digestOf(output)) === wanted;
  const full = statSync(output).size;
  rmSync(output);
  const random = seeded(5);
  let kills = 0;
  for (let kill = 0; kill < KILLS; kill += 1) if (await killed(large, output, (full * (kill + random())) / KILLS)) kills += 1;
  const last = existsSync(output) ? undefined : scored(large, output);
  const isSame = (await digestOf(output)) === wanted;
  process.stdout.write(`killed ${kills} times; the last run went on from row ${last?.resumedRows ?? 0}\n`);
  process.stdout.write(`figure large_output_is_right ${Number(isWhole)} goal >=1\n`);
  process.stdout.write(`figure killed_output_is_right ${Number(isSame && kills > 0)} goal >=1\n`);
  process.stdout.write(`figure large_memory_vs_small ${(all.rssMb / one.rssMb).toFixed(2)} goal <=1.25\n`);
  rmSync(large);
  rmSync(output);
}

void main();
