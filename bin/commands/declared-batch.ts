import { resolve } from 'node:path';
import { SlipwayError } from '../../core/errors/index.js';
import {
  chosenJob,
  dayAt,
  daysBetween,
  placeInput,
  playBatchJob,
  readBatchJobs,
  seeded,
  synthesize,
  SYSTEM_CLOCK,
  type BatchJobPlan,
  type BatchPlayResult,
} from '../../runtime/index.js';
import { EXIT } from '../exit.js';
import { interruption } from '../interruption.js';
import { renderDeclared } from '../render/declared-batch.js';
import { TerminalHost } from '../render/progress.js';
import { surfaceOf } from '../render/rehearsal.js';
import type { AssemblyOptions } from './assembly-options.js';

export interface DeclaredBatchOptions extends AssemblyOptions {
  readonly output: string;
  readonly time?: string;
  readonly from?: string;
  readonly to?: string;
  readonly parallel?: number;
}

const SEED = 1;

/** `slipway batch PATH INPUT -o FOLDER`: a batch deployment of the app, as it was synthesized, over files. */
export async function declaredBatch(path: string, input: string, options: DeclaredBatchOptions): Promise<void> {
  const { app, context, quiet = false, json = false } = options;
  const signal = interruption();
  const host = new TerminalHost(process.stderr, quiet);
  host.say({ level: 'progress', stage: 'synthesize', text: app ?? 'the app of cdk.json' });
  const assembly = await synthesize({ directory: process.cwd(), app, context, signal });
  const job = chosenJob(readBatchJobs(assembly), path, 'neither a model on this machine nor a batch deployment of the app');
  const root = resolve(options.output);
  const results = await inTurn(daysOf(job, options), options.parallel ?? 1, async ({ time, day }) => {
    signal.throwIfAborted();
    placeInput(job.settings, root, resolve(input), day);
    return playBatchJob(job, {
      root,
      time,
      random: seeded(SEED),
      signal,
      backfill: options.from !== undefined,
      watch: ({ kind, state }) => {
        if (kind === 'entered') host.say({ level: 'progress', stage: day, text: state });
      },
    });
  });
  signal.throwIfAborted();
  host.clear();
  if (json) process.stdout.write(`${JSON.stringify({ version: 1, path: job.path, runs: results.map(documentOf) }, undefined, 2)}\n`);
  else if (!quiet) process.stdout.write(renderDeclared(job, results, root, surfaceOf(process.stdout)));
  const failed = results.some(
    ({ execution, record }) => execution.status !== 'SUCCEEDED' || (record?.rejected ?? 0) > 0 || record?.setAside !== undefined,
  );
  process.exitCode = failed ? EXIT.verdict : EXIT.good;
}

/** What comes of each item, in their order, so many at once at most. */
async function inTurn<Item, Result>(items: readonly Item[], atOnce: number, run: (item: Item) => Promise<Result>): Promise<Result[]> {
  const results: Result[] = [];
  const rest = items.entries();
  const one = async (): Promise<void> => {
    for (const [at, item] of rest) results[at] = await run(item);
  };
  await Promise.all(Array.from({ length: Math.min(atOnce, items.length) }, one));
  return results;
}

function daysOf(
  { settings }: BatchJobPlan,
  { time, from, to = from }: DeclaredBatchOptions,
): { readonly time: number; readonly day: string }[] {
  if (from !== undefined && to !== undefined) return daysBetween(settings, from, to);
  // Whole seconds, as schedules have them.
  const at = time === undefined ? Math.floor(SYSTEM_CLOCK.now() / 1000) * 1000 : Date.parse(time);
  if (Number.isNaN(at)) throw new SlipwayError('batch-days', `'${time}' is no time; give it as 2026-03-01T04:30:00Z`);
  return [{ time: at, day: dayAt(settings, at) }];
}

function documentOf({ execution, runId, record, pointer, metrics, jobs }: BatchPlayResult): object {
  const { status, error, cause } = execution;
  return {
    runId,
    status,
    error,
    cause,
    record,
    pointer,
    metrics,
    jobs: jobs.map(({ failureReason, assumptions }) => ({ failureReason, assumptions })),
  };
}
