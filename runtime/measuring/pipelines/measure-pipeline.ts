import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SlipwayError } from '../../../core/errors/index.js';
import { SimulatedClock } from '../../pipeline/clock.js';
import { isoTime } from '../../pipeline/iso-time.js';
import type { PipelinePlan } from '../../pipeline/local/pipeline-plan.js';
import { runPipeline, type PipelineRun } from '../../pipeline/local/run-pipeline.js';
import { seeded } from '../../random.js';
import type { PipelineProfile, TaskOutcome, TaskOutcomes } from '../profile.js';
import { RUN_START_MILLIS } from '../../simulation/week.js';
import { brokenFiles, WAYS, type Way } from './broken-files.js';
import { recordedTasks } from './recorded-tasks.js';

export interface MeasurePipelineOptions {
  readonly seed: number;
  readonly signal: AbortSignal;
  /** Folder that the files of its tables are looked for in. */
  readonly directory: string;
}

/** Runs a pipeline over the files that stand for its tables, as they are and as they go wrong, and writes down what came of each task. */
export async function measurePipeline(plan: PipelinePlan, options: MeasurePipelineOptions): Promise<PipelineProfile> {
  const folder = mkdtempSync(join(tmpdir(), 'slipway-pipeline-'));
  const nothing = { usual: {}, cut: {}, renamed: {}, retyped: {} };
  try {
    const usual = await measured(plan, 'usual', {}, folder, options);
    if (usual.run.status !== 'succeeded')
      return { ...nothing, usual: usual.tasks, because: `${usual.run.error ?? 'it failed'}: ${usual.run.cause ?? ''}` };
    const broken: Partial<Record<Way, TaskOutcomes>> = {};
    for (const way of WAYS) broken[way] = await goneWrong(plan, way, folder, options);
    return { ...nothing, usual: usual.tasks, ...broken };
  } catch (cause) {
    // What this machine lacks, files or DuckDB, is said and keeps nothing else from being rehearsed.
    if (cause instanceof SlipwayError) return { ...nothing, because: cause.message };
    throw cause;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** The first of its tables goes wrong: a run reads them all. Where it cannot go wrong so, nothing came of any task. */
async function goneWrong(plan: PipelinePlan, way: Way, folder: string, options: MeasurePipelineOptions): Promise<TaskOutcomes> {
  const [table] = Object.values(plan.entry.tables);
  if (table === undefined) return {};
  const files = await brokenFiles(table, way, options.directory, join(folder, 'files', way));
  if (typeof files === 'string') return {};
  return (await measured(plan, way, { [table.name]: files }, folder, options)).tasks;
}

async function measured(
  plan: PipelinePlan,
  name: string,
  data: Readonly<Record<string, readonly string[]>>,
  folder: string,
  { seed, signal, directory }: MeasurePipelineOptions,
): Promise<{ readonly run: PipelineRun; readonly tasks: TaskOutcomes }> {
  const tasks = new Map<string, TaskOutcome>();
  const run = await runPipeline(plan, {
    name,
    output: join(folder, 'runs'),
    directory,
    data,
    // Retries wait on a clock that jumps; what a task takes is measured on the wall.
    clock: new SimulatedClock(RUN_START_MILLIS),
    random: seeded(seed),
    time: isoTime(RUN_START_MILLIS),
    signal,
    anyFiles: name !== 'usual',
    around: (registry) => recordedTasks(registry, tasks),
  });
  signal.throwIfAborted();
  return { run, tasks: Object.fromEntries(tasks) };
}
