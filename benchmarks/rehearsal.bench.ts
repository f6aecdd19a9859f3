/** The spam filter's whole rehearsal in production, the CLI's help, and the synthesis of ten deployments beside ten hand-written endpoints. */
import { App, CfnResource, Duration, Stack, type Environment } from 'aws-cdk-lib';
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { EnvironmentStage, Hosting, InstanceType, Model, ModelDeployment } from '../constructs/index.js';
import { environments } from '../lib/environments.js';
import { SpamStack } from '../lib/spam-stack.js';
import { readPlan, rehearse, SILENT, verdictOf } from '../runtime/index.js';

process.env['CDK_VALIDATION'] = 'false';

const ROOT = join(__dirname, '..');
const MODEL = join(ROOT, 'examples/spam-filter/model');
const CLI = join(ROOT, 'dist/bin/slipway.js');
const ENV: Environment = { account: '310987654321', region: 'eu-central-1' };
const ROUNDS = 7;
const DEPLOYMENTS = 10;

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

/** From the assembly to the verdict: measuring, every fault that applies, weakest strengths, 90 healthy days, the ends of every band. */
async function wholeRehearsal(folder: string): Promise<number> {
  const app = new App({ outdir: join(folder, 'spam') });
  for (const environment of environments({ staging: '210987654321', prod: '310987654321' }).selected(app)) {
    if (environment.name === 'prod') new SpamStack(new EnvironmentStage(app, environment), 'Spam', environment);
  }
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

/** Interleaved, in one process, validation off in both; the first round of each warms up. */
function synthesis(folder: string): void {
  const ours: number[] = [];
  const theirs: number[] = [];
  for (let round = 0; round <= ROUNDS; round += 1) {
    theirs.push(timed(join(folder, `l1-${round}`), handWritten));
    ours.push(timed(join(folder, `ours-${round}`), deployed));
  }
  const ratio = median(ours.slice(1)) / median(theirs.slice(1));
  process.stdout.write(
    `synthesis of ${DEPLOYMENTS} deployments: ${(median(ours.slice(1)) * 1000).toFixed(0)} ms, as L1 constructs with the same resources ${(median(theirs.slice(1)) * 1000).toFixed(0)} ms\n`,
  );
  process.stdout.write(`figure synth_vs_l1 ${ratio.toFixed(2)} goal <=1.3\n`);
}

function timed(outdir: string, declare: (stack: Stack) => void): number {
  const started = performance.now();
  const app = new App({ outdir });
  declare(new Stack(app, 'Bench', { env: ENV }));
  app.synth();
  return (performance.now() - started) / 1000;
}

function deployed(stack: Stack): void {
  for (let index = 0; index < DEPLOYMENTS; index += 1) {
    new ModelDeployment(stack, `Filter${index}`, {
      model: Model.fromDirectory(MODEL),
      hosting: Hosting.realtime({ instanceType: InstanceType.M5_LARGE, latency: Duration.millis(100) }),
    });
  }
}

/** The resources that the ten deployments come to, each declared with the properties that it comes out with. */
function handWritten(stack: Stack): void {
  for (const [id, { Type, Properties }] of Object.entries(resources)) new CfnResource(stack, id, { type: Type, properties: Properties });
}

function resourcesOfOurs(): Readonly<Record<string, { readonly Type: string; readonly Properties?: Record<string, unknown> }>> {
  const outdir = mkdtempSync(join(tmpdir(), 'slipway-bench-l1-'));
  try {
    const app = new App({ outdir });
    const stack = new Stack(app, 'Bench', { env: ENV });
    deployed(stack);
    return (app.synth().getStackArtifact(stack.artifactId).template as { Resources: typeof resources }).Resources;
  } finally {
    rmSync(outdir, { recursive: true, force: true });
  }
}

const resources = resourcesOfOurs();

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}

void main();
