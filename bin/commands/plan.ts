import { InvalidArgumentError, type Command } from 'commander';
import { existsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { SlipwayError } from '../../core/errors/index.js';
import { measuredText, measureModel, planModel, readPrices, type ModelMeasurement, type Workload } from '../../runtime/index.js';
import { EXIT } from '../exit.js';
import { interruption } from '../interruption.js';
import { renderPlan } from '../render/plan.js';
import { TerminalHost } from '../render/progress.js';
import { surfaceOf } from '../render/rehearsal.js';
import { parseBytes, parseDuration, parseNames, parsePositive } from './quantities.js';
import { writeWhole } from './write-whole.js';

const SEED = 1;
const MEASURED = 'measured.json';

interface PlanOptions {
  readonly latency?: number;
  readonly completed?: number;
  readonly refreshed?: number;
  readonly traffic?: number;
  readonly peak?: number;
  readonly quietest?: number;
  readonly rows?: number;
  readonly payload?: number;
  readonly samples?: string;
  readonly prices?: string;
  readonly types?: readonly string[];
  readonly factor?: Readonly<Record<string, number>>;
  readonly save?: boolean;
  readonly json?: boolean;
  readonly quiet?: boolean;
}

/** `slipway plan MODEL`: which hosting modes and sizes fit a promise, which do not and why, and what each costs. */
export function planVerb(command: Command): void {
  command
    .option('--latency <duration>', 'an answer is there within this time: real-time, serverless, embedded', parseDuration)
    .option('--completed <duration>', 'a queued request is done within this time: asynchronous', parseDuration)
    .option('--refreshed <duration>', 'predictions are no older than this: batch', parseDuration)
    .option('--traffic <number>', 'requests a minute, usually', parsePositive)
    .option('--peak <number>', 'requests a minute at the busiest (default: as usually)', parsePositive)
    .option('--quietest <number>', 'requests a minute at the quietest (default: as usually)', parsePositive)
    .option('--rows <number>', 'rows of one run of a batch', parsePositive)
    .option('--payload <size>', 'of the largest usual body, 20kB (default: that of the samples)', parseBytes)
    .option(
      '--samples <file>',
      'what callers send, {"input": …} a line (default: the samples of the model folder, else made up from its schema)',
    )
    .option('--prices <file>', 'what instances and serverless cost you (default: no cost is said)')
    .option(
      '--types <names>',
      'these instance types alone, with commas between (default: all for x86 without GPU or CPU credits)',
      parseNames,
    )
    .option('--factor <type=number>', 'service time there over that on this machine (default: 1); may be repeated', addFactor)
    .option('--save', `keep what was measured in the model folder (${MEASURED}): synthesis then refuses what it does not fit`)
    .option('--json', 'one document on stdout, all else on stderr')
    .option('-q, --quiet', 'no progress')
    .addHelpText('after', '\nThe model is measured on this machine, one request at a time. Exit code 3: nothing fits.')
    .action(plan);
}

async function plan(model: string, options: PlanOptions): Promise<void> {
  const workload = workloadOf(options);
  const prices = options.prices === undefined ? undefined : readPrices(options.prices);
  requireFolderToSave(model, options);
  const host = new TerminalHost(process.stderr, options.quiet);
  const measured = await measureModel(model, { seed: SEED, host, signal: interruption(), samples: options.samples });
  const asked: ModelMeasurement = options.payload === undefined ? measured : { ...measured, bodyBytes: options.payload };
  const result = planModel(asked, { workload, prices, factors: options.factor ?? {}, types: options.types });
  host.clear();
  const saved = options.save === true ? join(model, MEASURED) : undefined;
  if (saved !== undefined) writeWhole(saved, measuredText(asked));
  const { millis: _, ...kept } = result.model;
  process.stdout.write(
    options.json === true
      ? `${JSON.stringify({ ...result, model: kept }, undefined, 2)}\n`
      : renderPlan(result, { model, saved, prices: options.prices }, surfaceOf(process.stdout)),
  );
  process.exitCode = result.options.some(({ fits }) => fits) ? EXIT.good : EXIT.verdict;
}

function workloadOf({ latency, completed, refreshed, traffic, peak, quietest, rows }: PlanOptions): Workload {
  if (latency === undefined && completed === undefined && refreshed === undefined)
    throw new SlipwayError(
      'plan-option',
      'nothing is promised; give --latency with --traffic, --completed with --traffic, --refreshed with --rows, or several of them',
    );
  const lacking = [
    ...(latency !== undefined && traffic === undefined ? ['--traffic with --latency'] : []),
    ...(completed !== undefined && traffic === undefined ? ['--traffic with --completed'] : []),
    ...(refreshed !== undefined && rows === undefined ? ['--rows with --refreshed'] : []),
  ];
  if (lacking.length > 0)
    throw new SlipwayError('plan-option', `a promise is held against what it is promised for; give ${lacking.join(', ')}`);
  if (peak !== undefined && traffic !== undefined && peak < traffic)
    throw new SlipwayError('plan-option', `--peak ${peak} is less than --traffic ${traffic}; give at least as much`);
  if (quietest !== undefined && traffic !== undefined && quietest > traffic)
    throw new SlipwayError('plan-option', `--quietest ${quietest} is more than --traffic ${traffic}; give no more`);
  return {
    latencyMillis: latency,
    completedMillis: completed,
    refreshedMillis: refreshed,
    perMinute: traffic,
    peakPerMinute: peak,
    quietestPerMinute: quietest,
    rows,
  };
}

function requireFolderToSave(model: string, { save }: PlanOptions): void {
  if (save !== true || (existsSync(model) && statSync(model).isDirectory())) return;
  throw new SlipwayError(
    'plan-option',
    `--save keeps ${MEASURED} in the folder of the model, and '${model}' is no folder; give the folder`,
  );
}

function addFactor(text: string, sofar: Readonly<Record<string, number>> = {}): Readonly<Record<string, number>> {
  const [, type, value] = /^([^=]+)=(.+)$/.exec(text) ?? [];
  const factor = Number(value ?? Number.NaN);
  if (type === undefined || !(factor > 0))
    throw new InvalidArgumentError(`'${text}' is no type=number; write for example --factor ml.m5.large=1.8 or serverless-2048=2`);
  return { ...sofar, [type]: factor };
}
