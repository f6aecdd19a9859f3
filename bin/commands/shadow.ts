import { InvalidArgumentError, type Command } from 'commander';
import { SlipwayError } from '../../core/errors/index.js';
import { shadow, type Host, type ShadowOptions } from '../../runtime/index.js';
import { EXIT } from '../exit.js';
import { interruption } from '../interruption.js';
import { TerminalHost } from '../render/progress.js';
import { surfaceOf } from '../render/rehearsal.js';
import { renderShadow } from '../render/shadow.js';
import { openPlan, withAssemblyOptions, type AssemblyOptions } from './assembly-options.js';
import { parseDuration } from './quantities.js';

const SEED = 1;

interface ShadowVerbOptions extends AssemblyOptions {
  readonly current?: string;
  readonly deployment?: string;
  readonly traffic?: string;
  readonly golden?: string;
  readonly latency?: number;
  readonly agree?: number;
}

/** `slipway shadow CANDIDATE`: a candidate beside the model that serves today, before anything is deployed. */
export function shadowVerb(command: Command): void {
  withAssemblyOptions(command)
    .option('--current <model>', 'the model that serves today, a folder or file (default: that of the deployment)')
    .option('--deployment <path>', 'whose model it is, by construct path (default: the only deployment of the app)')
    .option(
      '-t, --traffic <dir or file>',
      'captured data, or samples, {"input": …} a line (default: the samples of the current model, else made up from its schema)',
    )
    .option(
      '--golden <file>',
      'rows that the candidate must answer as declared, {"input": …, "output": …} a line; its own are held to anyway',
    )
    .option(
      '--latency <duration>',
      'time within which ninety-nine of a hundred answers are there (default: what the deployment promises)',
      parseDuration,
    )
    .option('--agree <share>', 'least share of rows with the same label, 0.95', parseShare)
    .addHelpText(
      'after',
      '\nCANDIDATE is a model folder or file. Exit code 3: the candidate breaks what is declared: golden rows, names and kinds of features and outputs, latency, agreement, or it refuses what the current model answers.',
    )
    .action(holdBeside);
}

async function holdBeside(candidate: string, options: ShadowVerbOptions): Promise<void> {
  const signal = interruption();
  const host = new TerminalHost(process.stderr, options.quiet);
  const { current, promised } = await currentOf(options, host, signal);
  const { traffic, golden, agree, latency: latencyMillis = promised } = options;
  const report = await shadow({ current, candidate, traffic, golden, agree, latencyMillis, seed: SEED, host, signal });
  host.clear();
  process.stdout.write(
    options.json === true ? `${JSON.stringify(report, undefined, 2)}\n` : renderShadow(report, surfaceOf(process.stdout)),
  );
  process.exitCode = report.broken.length === 0 ? EXIT.good : EXIT.verdict;
}

interface Current {
  readonly current: ShadowOptions['current'];
  readonly promised: number | undefined;
}

/** A model that is named, or that of a deployment. */
async function currentOf(options: ShadowVerbOptions, host: Host, signal: AbortSignal): Promise<Current> {
  if (options.current !== undefined) return { current: options.current, promised: undefined };
  const { services } = await openPlan(options, host, signal);
  const paths = services.map(({ path }) => path).join(', ') || 'none';
  const named = services.filter(({ path }) => options.deployment === undefined || path === options.deployment);
  const [service, ...more] = named;
  if (service === undefined)
    throw new SlipwayError(
      'shadow-option',
      options.deployment === undefined
        ? 'the app declares no endpoint that can be served here; give --current MODEL, the model that serves today'
        : `there is no deployment at ${options.deployment}; there are ${paths}`,
    );
  if (more.length > 0)
    throw new SlipwayError(
      'shadow-option',
      `there are several deployments; say whose model serves today with --deployment, one of ${paths}`,
    );
  const variant = service.variants.reduce((most, each) => (each.weight > most.weight ? each : most));
  return { current: { service, variant }, promised: service.latencyMillis };
}

function parseShare(text: string): number {
  const share = Number(text);
  if (text.trim() === '' || !(share > 0 && share <= 1)) throw new InvalidArgumentError(`'${text}' is no share; give above 0 and at most 1`);
  return share;
}
