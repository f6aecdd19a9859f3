/** The spam filter's whole rehearsal in production, the CLI's help, and the synthesis of ten deployments beside the same resources as L1 constructs. */
import { App } from 'aws-cdk-lib';
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { EnvironmentStage } from '../constructs/index.js';
import { environments } from '../lib/environments.js';
import { SpamStack } from '../lib/spam-stack.js';
import type * as Runtime from '../runtime/index.js';

process.env['CDK_VALIDATION'] = 'false';

const ROOT = join(__dirname, '..');
const CLI = join(ROOT, 'dist/bin/slipway.js');
const RUNTIME = join(ROOT, 'dist/runtime/index.js');
const ROUNDS = 7;

async function main(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'slipway-bench-'));
  try {
    const seconds = await wholeRehearsal(folder);
    process.stdout.write(`figure whole_rehearsal_seconds ${seconds.toFixed(1)} goal <=30\n`);
    help();
    synthesis(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** From the assembly to the verdict, as published: measuring, every fault that applies, weakest strengths, 90 healthy days, the ends of every band. */
async function wholeRehearsal(folder: string): Promise<number> {
  const app = new App({ outdir: join(folder, 'spam') });
  for (const environment of environments({ staging: '210987654321', prod: '310987654321' }).selected(app)) {
    if (environment.name === 'prod') new SpamStack(new EnvironmentStage(app, environment), 'Spam', environment);
  }
  const { readPlan, rehearse, SILENT, verdictOf } = published();
  const plan = readPlan(app.synth().directory);
  const started = performance.now();
  const report = await rehearse(plan, { seed: 1, host: SILENT });
  const seconds = (performance.now() - started) / 1000;
  const run = report.faults.filter(({ status }) => status !== 'not-runnable').length;
  process.stdout.write(
    `${report.alarms.length} alarms, ${run} faults, ${report.deployments[0]?.healthy?.days ?? 0} healthy days, one core; passed: ${verdictOf(report).passed}\n`,
  );
  return seconds;
}

/** What users run: tsx names functions anew each time that they are made, which costs a quarter of a rehearsal. */
function published(): typeof Runtime {
  if (!existsSync(RUNTIME)) throw new Error('dist/ is not there; run npm run build first');
  return require(RUNTIME) as typeof Runtime;
}

/** Time and memory of `slipway --help`, as published; memory is the most that the process held. */
function help(): void {
  if (!existsSync(CLI)) throw new Error('dist/ is not there; run npm run build first');
  const runs = Array.from({ length: ROUNDS }, () => {
    const started = performance.now();
    const { status, stderr } = spawnSync(process.execPath, ['--require', join(__dirname, 'rss.cjs'), CLI, '--help'], { encoding: 'utf8' });
    if (status !== 0) throw new Error(`--help ended with ${String(status)}: ${stderr}`);
    return { seconds: (performance.now() - started) / 1000, mb: Number(/rss_kb=(\d+)/.exec(stderr)?.[1]) / 1024 };
  });
  process.stdout.write(`figure help_seconds ${median(runs.map(({ seconds }) => seconds)).toFixed(2)} goal <=0.2\n`);
  process.stdout.write(`figure help_rss_mb ${median(runs.map(({ mb }) => mb)).toFixed(0)} goal <=60\n`);
}

/** Whole processes, interleaved, CDK's own validation off in both: what whoever runs `cdk synth` waits for. The first round warms up the disk. */
function synthesis(folder: string): void {
  const run = (kind: 'ours' | 'l1', name: string): number => {
    const started = performance.now();
    const { status, stderr } = spawnSync(
      process.execPath,
      [join(__dirname, 'synth-app.cjs'), kind, join(folder, name), join(folder, 'resources.json')],
      { encoding: 'utf8' },
    );
    if (status !== 0) throw new Error(`the app of ${kind} ended with ${String(status)}: ${stderr}`);
    return (performance.now() - started) / 1000;
  };
  run('ours', 'first');
  const resourcesOf = (name: string): unknown => {
    const { Resources } = JSON.parse(readFileSync(join(folder, name, 'Bench.template.json'), 'utf8')) as {
      Resources: Record<string, { Type: string; Properties?: unknown }>;
    };
    return Object.entries(Resources)
      .map(([id, { Type, Properties }]) => ({ id, Type, Properties }))
      .toSorted((a, b) => (a.id < b.id ? -1 : 1));
  };
  writeFileSync(join(folder, 'resources.json'), JSON.stringify(resourcesOf('first')));
  run('l1', 'by-hand');
  if (!isDeepStrictEqual(resourcesOf('by-hand'), resourcesOf('first'))) throw new Error('the two apps do not come to the same resources');
  const rounds = Array.from({ length: ROUNDS }, (_, round) => [run('l1', `l1-${round}`), run('ours', `ours-${round}`)] as const);
  const [theirs, ours] = [median(rounds.map(([l1]) => l1)), median(rounds.map(([, own]) => own))];
  process.stdout.write(
    `synthesis of ten deployments: ${(ours * 1000).toFixed(0)} ms, the same resources by hand in L1 ${(theirs * 1000).toFixed(0)} ms\n`,
  );
  process.stdout.write(`figure synth_vs_l1 ${(ours / theirs).toFixed(2)} goal <=1.3\n`);
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}

void main();
