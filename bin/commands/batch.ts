import { InvalidArgumentError, type Command } from 'commander';
import { existsSync } from 'node:fs';
import { scoreFiles, type HeaderChoice } from '../../runtime/index.js';
import { EXIT } from '../exit.js';
import { interruption } from '../interruption.js';
import { BatchBar } from '../render/batch-bar.js';
import { renderBatch } from '../render/batch.js';
import { TerminalHost } from '../render/progress.js';
import { surfaceOf } from '../render/rehearsal.js';
import { collectContext } from './assembly-options.js';
import { parseParallel } from './quantities.js';
import { declaredBatch, type DeclaredBatchOptions } from './declared-batch.js';

interface BatchVerbOptions {
  readonly output: string;
  readonly keep?: readonly string[];
  /** Undefined where neither --header nor --no-header is given. */
  readonly header?: boolean;
  readonly prefix?: string;
  readonly threads?: number;
  readonly json?: boolean;
  readonly quiet?: boolean;
}

/** `slipway batch MODEL INPUT -o OUTPUT`: scores the rows of files by a model. */
export function batchVerb(command: Command): void {
  command
    .requiredOption(
      '-o, --output <file>',
      'what is written: .csv, .jsonl or .parquet, as its name says; of a declared job the folder of its buckets',
    )
    .option('-k, --keep <column...>', 'columns of the input that stand before the predictions')
    .option('--header', "the first line of a CSV file names its columns (default: it does if one of the model's names is in it)")
    .option('--no-header', "the first line of a CSV file is a row, and all are in the order of the model's features")
    .option('--prefix <text>', 'what stands before the names of predictions')
    .option(
      '--threads <number>',
      'threads that score (default: as many as there are cores, up to 8; one for less than 32 MiB)',
      parseThreads,
    )
    .option('-a, --app <command or folder>', 'declared job: a command that synthesizes, or a cdk.out folder (default: from cdk.json)')
    .option('-c, --context <key=value>', 'declared job: context for the app, may be repeated', collectContext)
    .option('--time <time>', 'declared job: the time that the run is about, 2026-03-01T04:30:00Z (default: now)')
    .option('--from <day>', 'declared job: a run for each day from this one on, 2026-03-01; tells nobody, and never moves results back')
    .option('--to <day>', 'declared job: the last of these days (default: the first)')
    .option('--parallel <number>', 'declared job: so many days at once (default: one)', parseParallel)
    .option('--json', 'what was done as one JSON document on stdout')
    .option('-q, --quiet', 'nothing on stdout, and no progress')
    .addHelpText(
      'after',
      '\nMODEL is a model folder or file: ONNX, XGBoost (.ubj, .json), LightGBM (.txt). INPUT is a CSV, JSON Lines or Parquet file, or a folder of\nsuch files; .csv.gz and .jsonl.gz too. Features are found by name; other columns do not matter.\nRecords that cannot be scored go to OUTPUT.rejected.jsonl, and the exit code is 3. Stopped at any moment, the same command goes on where it was.\n\nInstead of a model the construct path of a batch deployment of the app: its state machine and functions run here over INPUT, as synthesized.',
    )
    .action(batch);
}

function parseThreads(text: string): number {
  const threads = Number(text);
  if (!Number.isInteger(threads) || threads < 1 || threads > 64)
    throw new InvalidArgumentError(`'${text}' is no number of threads; give 1 to 64`);
  return threads;
}

async function batch(model: string, input: string, given: BatchVerbOptions & DeclaredBatchOptions): Promise<void> {
  const hasApp = given.app !== undefined || existsSync('cdk.json');
  if (hasApp && !existsSync(model) && /^[\w-]+(\/[\w-]+)*$/.test(model)) return declaredBatch(model, input, given);
  const { header, json = false, quiet = false, ...options } = given;
  const host = new TerminalHost(process.stderr, quiet);
  const bar = new BatchBar(process.stderr, quiet);
  const choice: HeaderChoice = header === undefined ? 'auto' : header ? 'yes' : 'no';
  try {
    const result = await scoreFiles({
      model,
      input,
      ...options,
      header: choice,
      host,
      signal: interruption(),
      onProgress: (now) => bar.show(now),
    });
    bar.clear();
    if (json) process.stdout.write(`${JSON.stringify(result, null, 2)}\n`);
    else if (!quiet) process.stdout.write(renderBatch(result, surfaceOf(process.stdout)));
    process.exitCode = result.rejected > 0 ? EXIT.verdict : EXIT.good;
  } finally {
    bar.clear();
  }
}
