import { InvalidArgumentError, type Command } from 'commander';
import { join } from 'node:path';
import { SlipwayError } from '../../core/errors/index.js';
import {
  readBatchJobs,
  readPipelines,
  runPipeline,
  seeded,
  synthesize,
  SYSTEM_CLOCK,
  WALL_CLOCK,
  writeRunReport,
  type PipelinePlan,
} from '../../runtime/index.js';
import { EXIT } from '../exit.js';
import { interruption } from '../interruption.js';
import { approver } from './approver.js';
import { TerminalHost } from '../render/progress.js';
import { surfaceOf } from '../render/rehearsal.js';
import { renderRun } from '../render/run.js';
import { backfillDays } from './backfill.js';
import { parseNames, parseParallel } from './quantities.js';
import { withAssemblyOptions, type AssemblyOptions } from './assembly-options.js';

interface RunVerbOptions extends AssemblyOptions {
  readonly data?: Readonly<Record<string, readonly string[]>>;
  readonly out: string;
  readonly name?: string;
  readonly time?: string;
  readonly approve?: readonly string[];
  readonly wait: boolean;
  readonly report?: string;
  readonly from?: string;
  readonly to?: string;
  readonly parallel?: number;
  readonly region?: string;
}

/** Where runs are kept unless said otherwise, below the current folder. */
const RUNS = 'slipway-runs';
/** Dice of the retries' jitter: the same run waits the same. */
const SEED = 1;

/** `slipway run PATH`: the state machine of a pipeline, as it was synthesized, on this machine; days of a batch deployment in the account. */
export function runVerb(command: Command): void {
  withAssemblyOptions(command)
    .option('--data <table=files>', 'files for a table that the pipeline reads, a glob perhaps; may be repeated', collectData)
    .option('-o, --out <folder>', 'where runs keep their rows and records', RUNS)
    .option('--name <name>', 'name of the run (default: its time)')
    .option('--time <time>', 'run as at this time, 2026-03-01T04:00:00Z (default: now)', parseTime)
    .option('--approve <steps>', 'agree to these steps beforehand, with commas between (default: the terminal asks)', parseNames)
    .option('--report <folder>', 'write a page with a picture of the run there')
    .option('--no-wait', 'steps that wait do not')
    .option(
      '--from <day>',
      'batch deployment: fill in each day from this one on, 2026-03-01, in the account; tells nobody, moves no results back',
    )
    .option('--to <day>', 'batch deployment: the last of these days (default: the first)')
    .option('--parallel <number>', 'batch deployment: so many days at once (default: one)', parseParallel)
    .option('--region <name>', 'batch deployment: region to ask (default: that of the stack, else of the environment)')
    .addHelpText(
      'after',
      [
        '\nA pipeline runs here; its queries on DuckDB, as Athena would answer them (docs/sql.md). Exit code 3: the run failed.',
        'Days of a batch deployment are filled in in the account that is logged in, an execution of its state machine each; `slipway batch` runs one',
        'here. It calls cloudformation:DescribeStacks, ListStackResources; states:StartExecution, DescribeExecution. Interrupted, what is under way goes',
        'on there, and the same command waits for it. Exit code 3: a day failed, or records were set aside.',
      ].join('\n'),
    )
    .action(run);
}

async function run(path: string, options: RunVerbOptions): Promise<void> {
  const { from, ...rest } = options;
  if (from !== undefined) return backfillDays(path, { ...rest, from });
  if (options.to !== undefined) throw new SlipwayError('batch-days', '--to is given without --from; give the first day too');
  const signal = interruption();
  const host = new TerminalHost(process.stderr, options.quiet);
  const { app, context, data = {}, out, time } = options;
  host.say({ level: 'progress', stage: 'synthesize', text: app ?? 'the app of cdk.json' });
  const assembly = await synthesize({ directory: process.cwd(), app, context, signal });
  const plan = chosen(readPipelines(assembly), path, assembly);
  const name = options.name ?? new Date(SYSTEM_CLOCK.now()).toISOString().replaceAll(/[:.]/g, '-');
  const result = await runPipeline(plan, {
    name,
    output: join(out, plan.path.replaceAll('/', '-')),
    directory: process.cwd(),
    data,
    clock: WALL_CLOCK,
    random: seeded(SEED),
    ...(time === undefined ? {} : { time }),
    noWait: !options.wait,
    approve: approver(options.approve, host),
    signal,
    step: progressOf(plan, host),
  });
  const page = options.report === undefined ? undefined : writeRunReport(result, options.report);
  host.clear();
  process.stdout.write(
    options.json === true
      ? `${JSON.stringify({ version: 1, ...result }, undefined, 2)}\n`
      : renderRun(result, page, surfaceOf(process.stdout)),
  );
  process.exitCode = result.status === 'interrupted' ? EXIT.interrupted : result.status === 'succeeded' ? EXIT.good : EXIT.verdict;
}

/** What is under way, and how much is done. */
function progressOf({ entry: { steps } }: PipelinePlan, host: TerminalHost): NonNullable<Parameters<typeof runPipeline>[1]['step']> {
  const going = new Set<string>();
  let done = 0;
  return (step, what) => {
    if (what === 'begins') going.add(step);
    else {
      going.delete(step);
      done += 1;
    }
    host.say({ level: 'progress', stage: `${done} of ${steps.length}`, text: [...going].join(', ') });
  };
}

/** A pipeline by its path, or by a part of it that means one alone. */
function chosen(plans: readonly PipelinePlan[], path: string, assembly: string): PipelinePlan {
  const exact = plans.filter((plan) => plan.path === path);
  const found = exact.length > 0 ? exact : plans.filter((plan) => `/${plan.path}/`.includes(`/${path}/`));
  const [only, ...more] = found;
  if (only !== undefined && more.length === 0) return only;
  if (only === undefined && readBatchJobs(assembly).some((job) => `/${job.path}/`.includes(`/${path}/`)))
    throw new SlipwayError(
      'pipeline-unknown',
      `'${path}' is a batch deployment and no pipeline; run it here with slipway batch, or fill days in in the account with --from 2026-03-01`,
    );
  const known = plans.map((plan) => plan.path).join(', ');
  throw new SlipwayError(
    'pipeline-unknown',
    only === undefined
      ? `there is no pipeline '${path}'; ${known === '' ? 'the app declares none' : `there are ${known}`}`
      : `'${path}' means ${found.map((plan) => plan.path).join(' and ')}; give more of the path`,
  );
}

function collectData(text: string, sofar: Readonly<Record<string, readonly string[]>> = {}): Record<string, readonly string[]> {
  const at = text.indexOf('=');
  if (at < 1 || at === text.length - 1)
    throw new InvalidArgumentError(`'${text}' is no table=files; write for example --data flights=data/*.parquet`);
  const table = text.slice(0, at);
  return { ...sofar, [table]: [...(sofar[table] ?? []), text.slice(at + 1)] };
}

function parseTime(text: string): string {
  const millis = Date.parse(text);
  if (Number.isNaN(millis)) throw new InvalidArgumentError(`'${text}' is no time; write for example 2026-03-01T04:00:00Z`);
  return new Date(millis).toISOString();
}
