import { InvalidArgumentError, type Command } from 'commander';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { SlipwayError, withPlace } from '../../core/errors/index.js';
import { openPlatform, seeded, startServerProcess, SYSTEM_CLOCK, type Plan } from '../../runtime/index.js';
import { interruption } from '../interruption.js';
import { TerminalHost } from '../render/progress.js';
import { renderCalls } from '../render/calls.js';
import { renderModel } from '../render/model.js';
import { surfaceOf } from '../render/rehearsal.js';
import { writeSampleRequests } from './sample-requests.js';
import { openPlan, withAssemblyOptions, type AssemblyOptions } from './assembly-options.js';

const DEFAULT_PORT = 8080;
const SEED = 1;

interface ServeOptions extends AssemblyOptions {
  readonly port: number;
}

/** `slipway serve [model]`: the app's endpoints behind SageMaker Runtime's wire format, or one model under the container contract, until Ctrl-C. */
export function serveVerb(command: Command): void {
  withAssemblyOptions(command)
    .option('-p, --port <number>', 'port on 127.0.0.1; 0 takes any free one', parsePort, DEFAULT_PORT)
    .addHelpText(
      'after',
      '\n[model] is a model file (ONNX, XGBoost .ubj or .json, LightGBM .txt) or a folder that holds one: that model alone is served, with no app at all',
    )
    .action(serve);
}

function parsePort(text: string): number {
  const port = Number(text);
  if (!Number.isInteger(port) || port < 0 || port > 65535) throw new InvalidArgumentError(`'${text}' is no port; give 0 to 65535`);
  return port;
}

async function serve(model: string | undefined, options: ServeOptions): Promise<void> {
  const signal = interruption();
  const host = new TerminalHost(process.stderr, options.quiet);
  await (model === undefined ? serveApp(options, host, signal) : serveModel(model, options, host, signal));
}

async function serveModel(model: string, { port, json }: ServeOptions, host: TerminalHost, signal: AbortSignal): Promise<void> {
  host.say({ level: 'progress', stage: 'load', text: model });
  const server = await startServerProcess({ model: resolve(model), port, signal });
  try {
    host.clear();
    const url = `http://127.0.0.1:${server.port}`;
    process.stdout.write(
      json === true
        ? `${JSON.stringify({ url, schema: server.ready.schema })}\n`
        : renderModel(url, model, server.ready, surfaceOf(process.stdout)),
    );
    if (!signal.aborted) await Promise.race([server.ended, once(signal, 'abort')]);
    if (!signal.aborted) throw new SlipwayError('container-stopped', `the model server of ${model} ended by itself; start it again`);
  } finally {
    await server.stop();
  }
}

async function serveApp(options: ServeOptions, host: TerminalHost, signal: AbortSignal): Promise<void> {
  const plan = await openPlan(options, host, signal);
  requireServices(plan);
  for (const { path, place, what, reason } of plan.refusals) {
    host.say({ level: 'warn', stage: 'read', text: withPlace(`${what} is not played: ${reason}`, { ...place, path }) });
  }
  const workDirectory = mkdtempSync(join(tmpdir(), 'slipway-serve-'));
  try {
    const platform = await openPlatform(plan, {
      port: options.port,
      clock: SYSTEM_CLOCK,
      random: seeded(SEED),
      host,
      workDirectory,
      signal,
    });
    try {
      host.clear();
      process.stdout.write(
        options.json === true
          ? `${JSON.stringify({ url: platform.url, endpoints: plan.services.map(({ endpointName, path, region }) => ({ endpointName, path, region })) })}\n`
          : renderCalls(
              platform.url,
              writeSampleRequests(plan, platform, join(workDirectory, 'requests')),
              platform.captureDirectory,
              surfaceOf(process.stdout),
            ),
      );
      if (!signal.aborted) await once(signal, 'abort');
      host.say({ level: 'progress', stage: 'stop', text: 'closing the endpoints' });
    } finally {
      await platform.close();
      host.clear();
    }
  } finally {
    rmSync(workDirectory, { recursive: true, force: true });
  }
}

function requireServices({ services, stacks, refusals }: Plan): void {
  if (services.length > 0) return;
  const found = stacks.map(({ path }) => path).join(', ') || 'no stack';
  const refused = refusals.map(({ path, place, what, reason }) => `\n  - ${withPlace(`${what}: ${reason}`, { ...place, path })}`).join('');
  throw new SlipwayError('nothing-to-serve', `the assembly declares no endpoint that can be served here; it holds ${found}${refused}`);
}
