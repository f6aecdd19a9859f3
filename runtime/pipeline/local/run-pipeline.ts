import { accessSync, constants, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { SlipwayError } from '../../../core/errors/index.js';
import { FAILURE_FILE, RECORD_FILE, identifier, type PipelineRecord, type PipelineEntryStep } from '../../../core/pipeline/index.js';
import type { Random } from '../../random.js';
import { checkDefinition } from '../check/check-definition.js';
import type { PipelineClock } from '../clock.js';
import { execute, type ExecutionResult } from '../execution.js';
import { isoTime } from '../iso-time.js';
import { JsonataEvaluator } from '../jsonata/evaluator.js';
import { NO_OBJECTS } from '../no-objects.js';
import { TaskTokens } from '../task-tokens.js';
import { LocalWorld } from './local-world.js';
import type { PipelinePlan } from './read-pipelines.js';
import { tablesOf } from './run-tables.js';
import { StepProgress, type StepStatus } from './step-progress.js';

export interface RunOptions {
  /** Name of the execution, `2026-03-01`. */
  readonly name: string;
  /** Folder below which the run keeps its rows and its record. */
  readonly output: string;
  /** Folder that relative files are looked for in. */
  readonly directory: string;
  /** Files for tables, by the names that steps have for them; before what the app says. */
  readonly data: { readonly [table: string]: readonly string[] };
  readonly clock: PipelineClock;
  readonly random: Random;
  /** Time of the run, ISO 8601; that of its start when absent. */
  readonly time?: string;
  readonly signal?: AbortSignal;
  readonly step?: (name: string, what: 'begins' | 'ends' | 'fails') => void;
}

/** How a run ended, step by step. */
export interface PipelineRun {
  readonly pipeline: string;
  readonly name: string;
  readonly status: 'succeeded' | 'failed' | 'interrupted';
  readonly steps: readonly StepRun[];
  readonly seconds: number;
  readonly error?: string;
  readonly cause?: string;
  /** Folder of the run. */
  readonly folder: string;
  /** What the run published to CloudWatch, by name. */
  readonly metrics: readonly { readonly name: string; readonly value: number }[];
}

export interface StepRun {
  readonly name: string;
  readonly kind: PipelineEntryStep['kind'];
  readonly status: StepStatus;
  /** Rows that it wrote. */
  readonly rows?: number;
  readonly seconds?: number;
  /** Whether the rows were there of an earlier try of the same run. */
  readonly kept?: boolean;
  /** Files that it wrote, for a step that gives rows. */
  readonly files?: readonly string[];
}

/**
 * Runs the state machine of a pipeline on this machine: the definition that will be deployed, its queries on DuckDB over local files. A run that
 * has failed or was stopped goes on under the same name: what a step has written is not computed again, unless its statement has changed.
 */
export async function runPipeline(plan: PipelinePlan, options: RunOptions): Promise<PipelineRun> {
  const folder = join(options.output, identifier(options.name));
  if (existsSync(join(folder, RECORD_FILE)))
    throw new SlipwayError(
      'run-exists',
      `the run '${options.name}' is in ${folder} already; give another --name, or remove the folder`,
      plan.place,
    );
  const tables = tablesOf(plan, options);
  makeFolder(folder, plan);
  const time = timeOf(folder, options);
  const world = await LocalWorld.open({
    plan,
    tables,
    folder,
    output: options.output,
    directory: options.directory,
    random: options.random,
  });
  const evaluator = new JsonataEvaluator();
  try {
    const tasks = world.tasks();
    const machine = await checkDefinition(plan.definition, tasks, plan.place);
    const progress = new StepProgress(machine, plan.entry.steps, options.step);
    const result = await execute({
      machine,
      machineName: identifier(plan.path),
      name: options.name,
      input: { time },
      clock: options.clock,
      random: options.random,
      evaluator,
      tasks,
      tokens: new TaskTokens(),
      items: NO_OBJECTS,
      region: plan.region,
      account: plan.account,
      ...(options.signal === undefined ? {} : { signal: options.signal }),
      watch: (event) => progress.take(event),
    });
    if (result.status === 'SUCCEEDED') rmSync(join(folder, FAILURE_FILE), { force: true });
    else leaveFailure(folder, plan, result, time);
    const steps = plan.entry.steps.map(({ name, kind }): StepRun => ({
      name,
      kind,
      ...progress.of(name),
      ...world.madeBy(name, options.name),
    }));
    return {
      pipeline: plan.path,
      name: options.name,
      status: result.status === 'SUCCEEDED' ? 'succeeded' : options.signal?.aborted === true ? 'interrupted' : 'failed',
      steps,
      seconds: (result.stopDate - result.startDate) / 1000,
      ...(result.error === undefined ? {} : { error: result.error }),
      ...(result.cause === undefined ? {} : { cause: result.cause }),
      folder,
      metrics: world.metrics,
    };
  } finally {
    await evaluator.close();
    await world.close();
  }
}

/** In the cloud the state machine beside the pipeline writes it, which hears of every run that did not end well. */
function leaveFailure(folder: string, { entry }: PipelinePlan, result: ExecutionResult, time: string): void {
  const record: PipelineRecord = {
    version: 1,
    pipeline: entry.pipeline,
    run: result.name,
    execution: result.executionArn,
    status: result.status.toLowerCase() as PipelineRecord['status'],
    error: result.error ?? null,
    cause: result.cause ?? null,
    time,
    startedAt: isoTime(result.startDate),
    endedAt: isoTime(result.stopDate),
  };
  writeFileSync(join(folder, FAILURE_FILE), `${JSON.stringify(record)}\n`);
}

/** Said before anything runs: a run whose rows cannot be kept is worth nothing. */
function makeFolder(folder: string, { place }: PipelinePlan): void {
  try {
    mkdirSync(folder, { recursive: true });
    accessSync(folder, constants.W_OK);
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new SlipwayError(
      'run-folder',
      `the run cannot be kept in ${folder} (${why}); give a folder that can be written with --out`,
      place,
      { cause },
    );
  }
}

/**
 * The time that the run is about: a run that goes on under its name keeps its own, so that what its steps were told is the same. Said before
 * anything else, so that a run which was stopped at once has it too.
 */
function timeOf(folder: string, { time, clock }: RunOptions): string {
  const file = join(folder, 'begun.json');
  const before = existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as { readonly time: string }).time : undefined;
  const chosen = time ?? before ?? isoTime(clock.now());
  writeFileSync(file, `${JSON.stringify({ version: 1, time: chosen })}\n`);
  return chosen;
}
