import { accessSync, constants, existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname, isAbsolute, join, resolve } from 'node:path';
import { SlipwayError } from '../../../core/errors/index.js';
import { identifier } from '../../../core/pipeline/index.js';
import type { Random } from '../../random.js';
import { checkDefinition } from '../check/check-definition.js';
import type { PipelineClock } from '../clock.js';
import { execute } from '../execution.js';
import { isObject, type Json } from '../json.js';
import { JsonataEvaluator } from '../jsonata/evaluator.js';
import { NO_OBJECTS } from '../no-objects.js';
import { fileRelation } from '../sql/files.js';
import { SqlEngine, type SqlFiles } from '../sql/index.js';
import { TaskTokens } from '../task-tokens.js';
import type { TaskRegistry } from '../tasks.js';
import { AthenaHere } from './athena-here.js';
import type { PipelinePlan } from './read-pipelines.js';

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
  readonly kind: 'sql' | 'check';
  readonly status: 'done' | 'failed' | 'not begun';
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
  if (existsSync(join(folder, 'record.json')))
    throw new SlipwayError(
      'run-exists',
      `the run '${options.name}' is in ${folder} already; give another --name, or remove the folder`,
      plan.place,
    );
  const tables = tablesOf(plan, options);
  makeFolder(folder, plan);
  const engine = await SqlEngine.open();
  const evaluator = new JsonataEvaluator();
  try {
    // What cannot be read is the caller's to mend, and no failure of a step that is worth a retry.
    for (const [table, files] of Object.entries(tables)) await fileRelation(engine, plan.entry.tables[table]?.name ?? table, files);
    const athena = new AthenaHere({ engine, tables, folderOf: (location) => folderOf(options.output, location) });
    const metrics: { name: string; value: number }[] = [];
    const tasks: TaskRegistry = {
      ...athena.tasks(),
      'aws-sdk:s3:putObject': async ({ arguments: given }) => putObject(options.output, given),
      'aws-sdk:cloudwatch:putMetricData': async ({ arguments: given }) => {
        metrics.push(...metricsIn(given));
        return {};
      },
    };
    const machine = await checkDefinition(plan.definition, tasks, plan.place);
    const begun = new Map<string, { at: number; status: 'begun' | 'done' | 'failed'; until?: number }>();
    const names = plan.entry.steps.map(({ name }) => name);
    const result = await execute({
      machine,
      machineName: identifier(plan.path),
      name: options.name,
      input: options.time === undefined ? {} : { time: options.time },
      clock: options.clock,
      random: options.random,
      evaluator,
      tasks,
      tokens: new TaskTokens(),
      items: NO_OBJECTS,
      region: plan.region,
      account: plan.account,
      ...(options.signal === undefined ? {} : { signal: options.signal }),
      watch: ({ kind, state, at }) => {
        const step = names.find((name) => state === name || state.startsWith(`${name}: `));
        if (step === undefined) return;
        const known = begun.get(step) ?? { at, status: 'begun' };
        if (!begun.has(step)) options.step?.(step, 'begins');
        const failed = kind === 'failed' || state.endsWith(': failed');
        const done = kind === 'exited' && (state === `${step}: passed` || (state === step && kindOf(plan, step) === 'sql'));
        begun.set(step, { ...known, until: at, status: failed ? 'failed' : done ? 'done' : known.status });
        if (failed && known.status !== 'failed') options.step?.(step, 'fails');
        if (done) options.step?.(step, 'ends');
      },
    });
    const steps = plan.entry.steps.map(({ name, kind }): StepRun => {
      const known = begun.get(name);
      const written = athena.runs.find(({ table }) =>
        table?.startsWith(`${plan.entry.database}.${identifier(name)}_${identifier(options.name)}_`),
      );
      return {
        name,
        kind,
        status: known === undefined ? 'not begun' : known.status === 'done' ? 'done' : 'failed',
        ...(known?.until === undefined ? {} : { seconds: (known.until - known.at) / 1000 }),
        ...(written?.table === undefined
          ? {}
          : { rows: written.rows, ...(written.kept ? { kept: true } : {}), files: athena.filesOf(written.table) }),
      };
    });
    return {
      pipeline: plan.path,
      name: options.name,
      status: result.status === 'SUCCEEDED' ? 'succeeded' : options.signal?.aborted === true ? 'interrupted' : 'failed',
      steps,
      seconds: (result.stopDate - result.startDate) / 1000,
      ...(result.error === undefined ? {} : { error: result.error }),
      ...(result.cause === undefined ? {} : { cause: result.cause }),
      folder,
      metrics,
    };
  } finally {
    await evaluator.close();
    engine.close();
  }
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

const kindOf = (plan: PipelinePlan, step: string): string | undefined => plan.entry.steps.find(({ name }) => name === step)?.kind;

/** Files for every table, as options say, then as the app says. All that is missing is said at once. */
function tablesOf({ entry, place, path }: PipelinePlan, { data, directory }: RunOptions): Record<string, SqlFiles> {
  const known = Object.values(entry.tables).map(({ name }) => name);
  const strangers = Object.keys(data).filter((name) => !known.includes(name));
  const missing = Object.values(entry.tables).filter(({ name, local }) => data[name] === undefined && local === undefined);
  if (strangers.length > 0 || missing.length > 0) {
    const problems = [
      ...strangers.map((name) => `${path} reads no table '${name}'; it reads ${known.join(', ')}`),
      ...missing.map(
        ({ name }) => `no files stand for the table '${name}'; give --data ${name}=FILES, or Table.fromBucket(…, { local: 'FILES' })`,
      ),
    ];
    throw new SlipwayError('pipeline-data', problems.join('\n'), place);
  }
  return Object.fromEntries(
    Object.entries(entry.tables).map(([table, { name, columns, local }]) => [
      table,
      {
        files: (data[name] ?? [local ?? '']).map((file) => (isAbsolute(file) ? file : resolve(directory, file))),
        asHive: true,
        ...(columns === undefined ? {} : { columns: Object.entries(columns).map(([column, type]) => ({ name: column, type })) }),
      },
    ]),
  );
}

/** `s3://bucket/pipeline/runs/2026_03_01/clean/0/` lies in the folder of runs. */
function folderOf(output: string, location: string): string {
  const [, rest = ''] = /^s3:\/\/.*?\/runs\/(.*)$/.exec(location) ?? [];
  return join(output, rest);
}

function putObject(output: string, given: Json): Json {
  const { Bucket: bucket, Key: key, Body: body } = isObject(given) ? given : {};
  const file = join(folderOf(output, `s3://${textIn(bucket)}/${textIn(key)}`));
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, `${textIn(body)}\n`);
  return {};
}

function metricsIn(given: Json): { name: string; value: number }[] {
  const { MetricData: data } = isObject(given) ? given : {};
  return Array.isArray(data)
    ? data.flatMap((each) => (isObject(each) ? [{ name: textIn(each['MetricName']), value: Number(each['Value']) }] : []))
    : [];
}

const textIn = (value: Json | undefined): string => (typeof value === 'string' ? value : JSON.stringify(value ?? null));
