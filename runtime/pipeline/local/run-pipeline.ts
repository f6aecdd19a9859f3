import { join } from 'node:path';
import { identifier, type PipelineRecord, type PipelineEntryStep } from '../../../core/pipeline/index.js';
import type { Random } from '../../random.js';
import { checkDefinition } from '../check/check-definition.js';
import type { PipelineClock } from '../clock.js';
import { execute, type ExecutionResult } from '../execution.js';
import { isoTime } from '../iso-time.js';
import { isObject } from '../json.js';
import { JsonataEvaluator } from '../jsonata/evaluator.js';
import { MapRuns } from '../map-runs.js';
import type { SqlFiles } from '../sql/index.js';
import { TaskTokens } from '../task-tokens.js';
import type { TaskRegistry } from '../tasks.js';
import { approvalTasks, type Approve } from './ask-people.js';
import { LocalWorld } from './local-world.js';
import { withoutWaiting } from './no-wait.js';
import type { PipelinePlan } from './pipeline-plan.js';
import { RunFolder } from './run-folder.js';
import { tablesOf } from './run-tables.js';
import { StepProgress, type StepStatus } from './step-progress.js';
import { whyFailed } from './why-failed.js';

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
  /** By which the run is known, whatever started it and however often: another one with the same id ends at once. */
  readonly id?: string;
  /** Asked where a step wants people to agree. Nobody agrees unless this does. */
  readonly approve?: Approve;
  /** Steps that wait do not. */
  readonly noWait?: boolean;
  readonly signal?: AbortSignal;
  readonly step?: (name: string, what: 'begins' | 'ends' | 'fails') => void;
  /** What stands between the state machine and its services. Default: nothing. */
  readonly around?: (tasks: TaskRegistry) => TaskRegistry;
  /** Files are not looked at before the run begins: what cannot be read fails the step that reads it. Default: they are. */
  readonly anyFiles?: boolean;
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
  /** Why it did nothing, where it ended before its steps. */
  readonly because?: string;
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
  /** When it began, in seconds after the run did. */
  readonly began?: number;
  /** Steps whose output it takes. */
  readonly after: readonly string[];
  /** Tables of buckets that it reads. */
  readonly reads: readonly string[];
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
  const folder = new RunFolder(join(options.output, identifier(options.name)));
  const tables = tablesOf(plan, options);
  const time = folder.begin(options.name, plan, options.time, options.clock.now());
  try {
    return await runIn(folder, { plan, tables, time, options });
  } finally {
    folder.end();
  }
}

interface Prepared {
  readonly plan: PipelinePlan;
  readonly tables: Readonly<Record<string, SqlFiles>>;
  readonly time: string;
  readonly options: RunOptions;
}

async function runIn(runFolder: RunFolder, { plan, tables, time, options }: Prepared): Promise<PipelineRun> {
  const folder = runFolder.path;
  const world = await LocalWorld.open({
    plan,
    tables,
    folder,
    output: options.output,
    directory: options.directory,
    random: options.random,
    anyFiles: options.anyFiles ?? false,
  });
  const evaluator = new JsonataEvaluator();
  try {
    const tokens = new TaskTokens();
    const mapRuns = new MapRuns();
    const services = { ...world.tasks(), ...mapRuns.tasks(), ...approvalTasks(tokens, options.approve ?? (async () => false)) };
    const tasks = options.around?.(services) ?? services;
    const checked = await checkDefinition(plan.definition, tasks, plan.place);
    const machine = options.noWait === true ? withoutWaiting(checked, plan.entry) : checked;
    const progress = new StepProgress(machine, plan.entry.steps, options.step);
    const executed = await execute({
      machine,
      machineName: identifier(plan.path),
      name: options.name,
      input: { time, ...(options.id === undefined ? {} : { id: options.id }) },
      clock: options.clock,
      random: options.random,
      evaluator,
      tasks,
      tokens,
      items: world.items,
      mapRuns,
      region: plan.region,
      account: plan.account,
      ...(options.signal === undefined ? {} : { signal: options.signal }),
      watch: (event) => progress.take(event),
    });
    const cause = whyFailed(executed, mapRuns);
    const result = cause === undefined ? executed : { ...executed, cause };
    if (result.status !== 'SUCCEEDED') runFolder.leaveFailure(failureOf(plan, result, time));
    const steps = plan.entry.steps.map(({ name, kind, after, reads }): StepRun => {
      const { at, ...stands } = progress.of(name);
      const began = at === undefined ? {} : { began: (at - result.startDate) / 1000 };
      return { name, kind, after, reads, ...stands, ...began, ...world.madeBy(name, options.name) };
    });
    return {
      pipeline: plan.path,
      name: options.name,
      status: result.status === 'SUCCEEDED' ? 'succeeded' : options.signal?.aborted === true ? 'interrupted' : 'failed',
      steps,
      seconds: (result.stopDate - result.startDate) / 1000,
      ...(result.error === undefined ? {} : { error: result.error }),
      ...(result.cause === undefined ? {} : { cause: result.cause }),
      ...becauseOf(result),
      folder,
      metrics: world.metrics,
    };
  } finally {
    await evaluator.close();
    await world.close();
  }
}

function becauseOf({ output = null }: ExecutionResult): { readonly because?: string } {
  const { because } = isObject(output) ? output : {};
  return typeof because === 'string' ? { because } : {};
}

function failureOf({ entry }: PipelinePlan, result: ExecutionResult, time: string): PipelineRecord {
  return {
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
}
