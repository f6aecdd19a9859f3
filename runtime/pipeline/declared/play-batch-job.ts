import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { BATCH_RUN_NAMESPACE } from '../../../core/metrics/index.js';
import type { RunRecord } from '../../../core/batch/record.js';
import { RUN_KEYS, runIdOf, type Pointer } from '../../../core/batch/run.js';
import { SlipwayError } from '../../../core/errors/index.js';
import type { TransformResult } from '../../platform/transform/run-transform.js';
import type { Random } from '../../random.js';
import { checkDefinition } from '../check/check-definition.js';
import { SimulatedClock, type PipelineClock } from '../clock.js';
import { execute, executionName, type ExecutionResult } from '../execution.js';
import type { StateProgress } from '../flow.js';
import { isoTime } from '../iso-time.js';
import { JsonataEvaluator } from '../jsonata/evaluator.js';
import type { FunctionSpec } from '../lambda/function-spec.js';
import { lambdaTasks } from '../lambda/lambda-tasks.js';
import { FunctionRunner } from '../lambda/runner.js';
import { NO_OBJECTS } from '../no-objects.js';
import { S3Server } from '../s3/s3-server.js';
import { TaskTokens } from '../task-tokens.js';
import type { TaskCall } from '../tasks.js';
import type { BatchJobPlan } from './batch-job-plan.js';
import { transformTask } from './transform-task.js';

export interface BatchPlayOptions {
  /** Folder of the buckets: `s3://data/in/a.csv` is `<root>/data/in/a.csv`. Results stay there. */
  readonly root: string;
  /** Instant that the run is about, milliseconds since 1970; it is also what the clock says when the run begins. */
  readonly time: number;
  readonly random: Random;
  readonly signal: AbortSignal;
  readonly backfill?: boolean;
  readonly watch?: (event: StateProgress) => void;
  /** Default: a clock that stands at `time` and jumps over waits. */
  readonly clock?: PipelineClock;
  /** What tells how long a job has been at work. Default: the time on the wall. */
  readonly wall?: PipelineClock;
}

/** A metric that a step published. */
export interface PublishedMetric {
  readonly name: string;
  readonly value: number;
  /** Milliseconds since 1970. */
  readonly at: number;
}

export interface BatchPlayResult {
  readonly execution: ExecutionResult;
  readonly runId: string;
  /** What the run came to; absent where it has not come so far. */
  readonly record?: RunRecord;
  /** What readers read now. */
  readonly pointer?: Pointer;
  readonly jobs: readonly TransformResult[];
  readonly metrics: readonly PublishedMetric[];
}

/**
 * Runs a declared batch deployment over folders: the state machine that was synthesized, the functions that go into the account, the model server,
 * and S3 for the functions' own client.
 */
export async function playBatchJob(plan: BatchJobPlan, options: BatchPlayOptions): Promise<BatchPlayResult> {
  const { root, time, random, signal, backfill = false, watch, clock = new SimulatedClock(time), wall } = options;
  const [container] = plan.containers;
  if (plan.refused !== undefined || container === undefined)
    throw new SlipwayError('batch-unplayed', `${plan.path} cannot be run here: ${plan.refused ?? 'it has no container'}`, plan.place);
  const jobs: TransformResult[] = [];
  const metrics: PublishedMetric[] = [];
  const underWay: Promise<unknown>[] = [];
  const s3 = await S3Server.open(root);
  const runner = new FunctionRunner(random);
  const evaluator = new JsonataEvaluator();
  try {
    const functions = plan.functions.map((spec) => reaching(spec, s3.url));
    const transform = transformTask({
      container,
      place: plan.place,
      root,
      random,
      signal,
      ended: (job) => jobs.push(job),
      ...(wall === undefined ? {} : { wall }),
    });
    const tasks = {
      ...lambdaTasks(runner, functions, (log) => metrics.push(...metricsIn(log))),
      'sagemaker:createTransformJob': async (call: TaskCall) => {
        const ending = transform(call);
        underWay.push(ending.catch(() => undefined));
        return ending;
      },
      'aws-sdk:sagemaker:stopTransformJob': async () => ({}),
    };
    const execution = await execute({
      machine: await checkDefinition(plan.definition, tasks, plan.place),
      machineName: plan.settings.deployment,
      name: executionName(random),
      input: { time: isoTime(time), ...(backfill ? { backfill } : {}) },
      clock,
      random,
      evaluator,
      tasks,
      tokens: new TaskTokens(),
      items: NO_OBJECTS,
      region: plan.region,
      account: plan.account,
      signal,
      ...(watch === undefined ? {} : { watch }),
    });
    // One that was stopped still puts away what it wrote.
    await Promise.all(underWay);
    const runId = ranAs(execution) ?? runIdOf(time);
    const output = join(root, plan.settings.output.slice('s3://'.length));
    return {
      execution,
      runId,
      ...optional('record', readJsonFile<RunRecord>(join(output, RUN_KEYS.record(runId)))),
      ...optional('pointer', readJsonFile<Pointer>(join(output, RUN_KEYS.pointer))),
      jobs,
      metrics,
    };
  } finally {
    await runner.close();
    await evaluator.close();
    await s3.close();
  }
}

/** The run that an execution came to: one that is run anew has a name of its own. */
function ranAs({ output }: ExecutionResult): string | undefined {
  const { runId } = (output ?? {}) as { readonly runId?: string };
  return runId;
}

function reaching(spec: FunctionSpec, url: string): FunctionSpec {
  return { ...spec, environment: { ...spec.environment, AWS_ENDPOINT_URL_S3: url } };
}

/** The metrics in what a function printed: lines in the embedded metric format. */
export function metricsIn(log: string): PublishedMetric[] {
  return log.split('\n').flatMap((line) => {
    if (!line.startsWith('{"_aws"')) return [];
    const parsed = JSON.parse(line) as EmbeddedLine;
    return parsed._aws.CloudWatchMetrics.filter(({ Namespace }) => Namespace === BATCH_RUN_NAMESPACE).flatMap(({ Metrics }) =>
      Metrics.map(({ Name }) => ({ name: Name, value: Number(parsed[Name]), at: parsed._aws.Timestamp })),
    );
  });
}

type EmbeddedLine = { readonly _aws: { readonly Timestamp: number; readonly CloudWatchMetrics: readonly EmbeddedMetrics[] } } & Readonly<
  Record<string, unknown>
>;
interface EmbeddedMetrics {
  readonly Namespace: string;
  readonly Metrics: readonly { readonly Name: string }[];
}

function optional<K extends string, V>(key: K, value: V | undefined): { readonly [key in K]?: V } {
  return (value === undefined ? {} : { [key]: value }) as { readonly [key in K]?: V };
}

// oxlint-disable-next-line typescript/no-unnecessary-type-parameters -- what the file holds is the caller's to say
function readJsonFile<T>(path: string): T | undefined {
  return existsSync(path) ? (JSON.parse(readFileSync(path, 'utf8')) as T) : undefined;
}
