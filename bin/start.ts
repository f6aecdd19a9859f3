import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  callEndpoint,
  openPlatform,
  readLabelledRows,
  rehearse,
  seeded,
  summarize,
  SYSTEM_CLOCK,
  type Plan,
  type Platform,
  type RunSummary,
} from '../runtime/index.js';
import { openPlan } from './commands/assembly-options.js';
import { interruption } from './interruption.js';
import { reportFailure } from './render/failure.js';
import { TerminalHost } from './render/progress.js';
import { renderRehearsal, surfaceOf } from './render/rehearsal.js';
import { renderSummary } from './render/summary.js';

process.env['AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED'] ??= 'true';

const ROOT = join(__dirname, '..');
const HELD_OUT = join(ROOT, 'examples', 'spam-filter', 'data', 'heldout.csv');
const LABEL = { column: 'label', negative: '0', positive: '1', names: ['nonspam', 'spam'] } as const;
const ENVIRONMENT = 'dev';
const SEED = 1;
const CONCURRENCY = 4;

/** Eleven ways in which it breaks, one of them with a new version, each in seconds; `npm run rehearse` plays them all. */
const FAULTS = [
  'slow-model',
  'timeout-60s',
  'error-burst',
  'contract-change',
  'memory-growth',
  'disk-full',
  'payload-too-large',
  'denied',
  'bad-candidate',
  'no-traffic',
  'weekend',
] as const;
const HEALTHY_DAYS = 7;

/**
 * `npm start`: the spam filter, synthesized, served on this machine, called with e-mails that it has not seen; then broken in eleven ways, and who
 * would be told.
 */
async function start(): Promise<void> {
  const started = performance.now();
  const signal = interruption();
  const host = new TerminalHost(process.stderr);
  const workDirectory = mkdtempSync(join(tmpdir(), 'slipway-start-'));
  try {
    const plan = await openPlan({ context: { env: ENVIRONMENT } }, host, signal, { directory: ROOT });
    show(renderSummary(await serveAndCall(plan, host, signal, workDirectory, started), surfaceOf(process.stdout)), host);
    const options = { seed: SEED, host, signal, faults: FAULTS, healthyDays: HEALTHY_DAYS, bands: false };
    show(renderRehearsal(await rehearse(plan, options), surfaceOf(process.stdout)), host);
    const seconds = ((performance.now() - started) / 1000).toFixed(1);
    show(
      `done in ${seconds} s. npm run rehearse plays every fault; npx slipway serve keeps the endpoint open; npm test checks everything.`,
      host,
    );
  } finally {
    host.clear();
    rmSync(workDirectory, { recursive: true, force: true });
  }
}

function show(text: string, host: TerminalHost): void {
  host.clear();
  process.stdout.write(`${text}\n\n`);
}

async function serveAndCall(
  plan: Plan,
  host: TerminalHost,
  signal: AbortSignal,
  workDirectory: string,
  started: number,
): Promise<RunSummary> {
  const platform = await openPlatform(plan, { port: 0, clock: SYSTEM_CLOCK, random: seeded(SEED), host, workDirectory, signal });
  try {
    return await callAndSummarize(plan, platform, host, signal, started);
  } finally {
    await platform.close();
  }
}

async function callAndSummarize(
  plan: Plan,
  platform: Platform,
  host: TerminalHost,
  signal: AbortSignal,
  started: number,
): Promise<RunSummary> {
  const [service] = platform.services;
  const { lines, labels } = readLabelledRows(HELD_OUT, LABEL.column);
  const answers = await callEndpoint({
    url: platform.url,
    region: service.region,
    endpointName: service.endpointName,
    bodies: lines,
    contentType: 'text/csv',
    accept: 'text/csv',
    concurrency: CONCURRENCY,
    signal,
    onAnswer: (done) =>
      host.say({
        level: 'progress',
        stage: 'call',
        text: `${service.endpointName}: ${done} of ${lines.length} e-mails`,
        done: done / lines.length,
      }),
  });
  await platform.flush();
  return summarize({ plan, service, platform, labels, answers, label: LABEL, seconds: (performance.now() - started) / 1000 });
}

void start().catch((failure: unknown) => {
  process.exitCode = reportFailure(failure);
});
