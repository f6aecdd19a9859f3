import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import {
  openPlatform,
  readLabelledRows,
  readPlan,
  callEndpoint,
  seeded,
  SILENT,
  synthesize,
  SYSTEM_CLOCK,
  type Answer,
  type ServicePlan,
} from '../runtime/index.js';

// Deploys the spam filter into the account that is logged in, calls it, compares answers, metrics and captured records with what is recorded
// on this machine, and destroys it again. Needs the AWS CLI, Docker and a bootstrapped account; costs an ml.m5.large for about half an hour.
// `--keep` leaves the stack, `--stack-is-there` skips the deployment.

const ROOT = join(__dirname, '..');
const ENVIRONMENT = 'dev';
const STACK = 'dev/Spam';
const ROWS = 200;
const TOLERANCE = 1e-6;
/** Metrics and captured objects appear some minutes late; how late is one of the things to find out. */
const WAIT_MILLIS = 15 * 60_000;
const POLL_MILLIS = 30_000;

const results: { readonly name: string; readonly ok: boolean; readonly note: string }[] = [];

async function main(): Promise<void> {
  requirePrograms();
  const assembly = await synthesize({ directory: ROOT, context: { env: ENVIRONMENT } });
  const plan = readPlan(assembly);
  const [service] = plan.services;
  if (service === undefined) throw new Error('the assembly declares no endpoint');
  const bodies = readLabelledRows(join(ROOT, 'examples/spam-filter/data/heldout.csv'), 'label').lines.slice(0, ROWS);
  const local = await playedHere(service, bodies);
  try {
    if (!process.argv.includes('--stack-is-there')) cdk('deploy', STACK, '--require-approval', 'never', '--app', assembly);
    const started = SYSTEM_CLOCK.now();
    compareAnswers(await invokeThere(service, bodies), local.answers);
    await compareMetrics(service, started);
    await compareCapture(service, local.record);
  } finally {
    if (!process.argv.includes('--keep')) cdk('destroy', STACK, '--force', '--app', assembly);
  }
}

function requirePrograms(): void {
  const missing = [
    { name: 'the AWS CLI', command: ['aws', '--version'] },
    { name: 'Docker', command: ['docker', 'version'] },
    { name: 'a login (aws sts get-caller-identity)', command: ['aws', 'sts', 'get-caller-identity'] },
  ].filter(({ command: [program = '', ...args] }) => spawnSync(program, args, { stdio: 'ignore' }).status !== 0);
  if (missing.length === 0) return;
  process.stderr.write(
    `verify:aws deploys into a real account and needs ${missing.map(({ name }) => name).join(', ')}, which is not here\n`,
  );
  process.exit(2);
}

async function playedHere(service: ServicePlan, bodies: readonly string[]): Promise<{ answers: Answer[]; record: unknown }> {
  const workDirectory = mkdtempSync(join(tmpdir(), 'slipway-verify-'));
  const plan = {
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
  const platform = await openPlatform(plan, { port: 0, clock: SYSTEM_CLOCK, random: seeded(1), host: SILENT, workDirectory });
  try {
    const { endpointName, region } = service;
    const answers = await callEndpoint({
      url: platform.url,
      region,
      endpointName,
      bodies,
      contentType: 'text/csv',
      accept: 'text/csv',
      concurrency: 4,
    });
    await platform.flush();
    const [file = ''] = readdirSync(platform.captureDirectory, { recursive: true, encoding: 'utf8' }).filter((name) =>
      name.endsWith('.jsonl'),
    );
    return { answers, record: JSON.parse(readFileSync(join(platform.captureDirectory, file), 'utf8').split('\n')[0] ?? '{}') };
  } finally {
    await platform.close();
    rmSync(workDirectory, { recursive: true, force: true });
  }
}

async function invokeThere({ endpointName, region }: ServicePlan, bodies: readonly string[]): Promise<string[]> {
  const { SageMakerRuntimeClient, InvokeEndpointCommand } = await import('@aws-sdk/client-sagemaker-runtime');
  const client = new SageMakerRuntimeClient({ region });
  const answers: string[] = [];
  for (const body of bodies) {
    const { Body } = await client.send(
      new InvokeEndpointCommand({ EndpointName: endpointName, ContentType: 'text/csv', Accept: 'text/csv', Body: body }),
    );
    answers.push(Buffer.from(Body).toString('utf8'));
  }
  client.destroy();
  return answers;
}

function compareAnswers(there: readonly string[], here: readonly Answer[]): void {
  const cells = (text: string): number[] => text.trim().split(',').map(Number);
  const worst = Math.max(
    ...there.map((text, row) =>
      Math.max(...cells(text).map((value, index) => Math.abs(value - (cells(here[row]?.body ?? '')[index] ?? Number.NaN)))),
    ),
  );
  report('answers', worst <= TOLERANCE, `largest difference ${worst} over ${there.length} rows`);
}

async function compareMetrics({ endpointName, region }: ServicePlan, started: number): Promise<void> {
  const invocations = (): number => {
    const { Datapoints = [] } = aws(
      [
        'cloudwatch',
        'get-metric-statistics',
        '--region',
        region,
        '--namespace',
        'AWS/SageMaker',
        '--metric-name',
        'Invocations',
        '--statistics',
        'Sum',
        '--period',
        '60',
      ].concat([
        '--dimensions',
        `Name=EndpointName,Value=${endpointName}`,
        'Name=VariantName,Value=AllTraffic',
        '--start-time',
        new Date(started - 60_000).toISOString(),
        '--end-time',
        new Date(SYSTEM_CLOCK.now() + 60_000).toISOString(),
      ]),
    ) as { Datapoints?: { Sum: number }[] };
    return Datapoints.reduce((sum, { Sum }) => sum + Sum, 0);
  };
  const seconds = await until(() => invocations() >= ROWS);
  report(
    'Invocations',
    seconds !== undefined,
    seconds === undefined ? `${invocations()} of ${ROWS} after ${WAIT_MILLIS / 1000} s` : `${ROWS}, complete after ${seconds} s`,
  );
}

async function compareCapture({ region, endpointName }: ServicePlan, here: unknown): Promise<void> {
  const { DataCaptureConfig } = aws(['sagemaker', 'describe-endpoint', '--region', region, '--endpoint-name', endpointName]) as {
    DataCaptureConfig?: { DestinationS3Uri: string };
  };
  const folder = `${DataCaptureConfig?.DestinationS3Uri ?? ''}/${endpointName}/AllTraffic/`;
  let key = '';
  const seconds = await until(() => {
    const { status, stdout } = spawnSync('aws', ['s3', 'ls', folder, '--recursive', '--region', region], { encoding: 'utf8' });
    key = status === 0 ? (stdout.trim().split('\n').at(-1)?.split(/\s+/).at(-1) ?? '') : '';
    return key !== '';
  });
  if (seconds === undefined) return report('captured records', false, `none in ${folder} after ${WAIT_MILLIS / 1000} s`);
  const bucket = folder.split('/')[2] ?? '';
  const text = execFileSync('aws', ['s3', 'cp', `s3://${bucket}/${key}`, '-', '--region', region], { encoding: 'utf8' });
  const there: unknown = JSON.parse(text.split('\n')[0] ?? '{}');
  const layout = /\/AllTraffic\/\d{4}\/\d{2}\/\d{2}\/\d{2}\/\d{2}-\d{2}-\d{3}-[0-9a-f-]{36}\.jsonl$/.test(`/${key}`);
  report('captured record', shapeOf(there) === shapeOf(here), `there ${shapeOf(there)}, here ${shapeOf(here)}; after ${seconds} s`);
  report('captured object', layout, key);
}

/** Names and kinds, without the values. */
function shapeOf(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(shapeOf).join()}]`;
  if (typeof value !== 'object' || value === null) return typeof value;
  return `{${Object.entries(value)
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, each]) => `${key}:${shapeOf(each)}`)
    .join()}}`;
}

async function until(holds: () => boolean): Promise<number | undefined> {
  const started = SYSTEM_CLOCK.now();
  while (SYSTEM_CLOCK.now() - started < WAIT_MILLIS) {
    if (holds()) return Math.round((SYSTEM_CLOCK.now() - started) / 1000);
    await delay(POLL_MILLIS);
  }
  return undefined;
}

function cdk(...args: readonly string[]): void {
  execFileSync(process.execPath, [join(ROOT, 'node_modules/aws-cdk/bin/cdk'), ...args], { cwd: ROOT, stdio: 'inherit' });
}

function aws(args: readonly string[]): unknown {
  return JSON.parse(execFileSync('aws', [...args, '--output', 'json'], { encoding: 'utf8' }));
}

function report(name: string, ok: boolean, note: string): void {
  results.push({ name, ok, note });
  process.stdout.write(`${ok ? 'ok    ' : 'DIFFER'}  ${name}: ${note}\n`);
}

void main()
  .catch((failure: unknown) => {
    report('run', false, failure instanceof Error ? failure.message : String(failure));
  })
  .finally(() => {
    const differing = results.filter(({ ok }) => !ok).length;
    process.stdout.write(`${results.length - differing} agree, ${differing} differ; write what you found into docs/fidelity.md\n`);
    process.exitCode = differing === 0 ? 0 : 3;
  });
