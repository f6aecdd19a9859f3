import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  callEndpoint,
  openPlatform,
  readLabelledRows,
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
import { surfaceOf } from './render/rehearsal.js';
import { renderSummary } from './render/summary.js';

process.env['AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED'] ??= 'true';

const ROOT = join(__dirname, '..');
const HELD_OUT = join(ROOT, 'examples', 'spam-filter', 'data', 'heldout.csv');
const LABEL = { column: 'label', negative: '0', positive: '1', names: ['nonspam', 'spam'] } as const;
const ENVIRONMENT = 'dev';
const SEED = 1;
const CONCURRENCY = 4;

/** `npm start`: the spam filter, synthesized, served on this machine, called with e-mails that it has not seen, and what that showed. */
async function start(): Promise<void> {
  const started = performance.now();
  const signal = interruption();
  const host = new TerminalHost(process.stderr);
  const workDirectory = mkdtempSync(join(tmpdir(), 'slipway-start-'));
  try {
    const plan = await openPlan({ context: { env: ENVIRONMENT } }, host, signal, { directory: ROOT });
    const platform = await openPlatform(plan, { port: 0, clock: SYSTEM_CLOCK, random: seeded(SEED), host, workDirectory, signal });
    try {
      const summary = await callAndSummarize(plan, platform, host, signal, started);
      host.clear();
      process.stdout.write(`${renderSummary(summary, surfaceOf(process.stdout))}\n`);
    } finally {
      await platform.close();
      host.clear();
    }
  } finally {
    rmSync(workDirectory, { recursive: true, force: true });
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
