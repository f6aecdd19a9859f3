import { resolve } from 'node:path';
import { runIdOf } from '../../../core/batch/run.js';
import { SlipwayError } from '../../../core/errors/index.js';
import { readStacks, type DeployedIds, type ReadStack } from '../../assembly/stacks.js';
import type { Host } from '../../host.js';
import type { PipelineClock } from '../../pipeline/clock.js';
import type { BatchJobPlan } from '../../pipeline/declared/batch-job-plan.js';
import { batchJobsOf } from '../../pipeline/declared/batch-jobs.js';
import { chosenJob } from '../../pipeline/declared/chosen-job.js';
import { daysBetween, type DayOfRun } from '../../pipeline/declared/run-days.js';
import { isoTime } from '../../pipeline/iso-time.js';
import type { AccountOptions } from '../account-calls.js';
import { CloudFormation } from '../cloudformation.js';
import { idsOf, withOuter } from '../status/deployed-stacks.js';
import { regionOf } from '../status/stack-region.js';
import { StepFunctions } from '../step-functions.js';
import type { Backfill, BackfilledDay, DayAnswer } from './report.js';

export interface BackfillOptions {
  /** The first day, `2026-03-01`. */
  readonly from: string;
  /** The last day. Default: the first. */
  readonly to?: string;
  /** So many days at once. Default: 1. */
  readonly parallel?: number;
  /** Default: the one that the stack names, else that of the environment. */
  readonly region?: string;
  readonly clock: PipelineClock;
  readonly host: Host;
  /** What is under way in the account when it is aborted goes on there. */
  readonly signal?: AbortSignal;
  /** How often a call is made that fails for the moment. */
  readonly attempts?: number;
}

/** How often an execution is looked at: a run takes minutes. */
const LOOK_MILLIS = 15_000;
const UNDER_WAY: ReadonlySet<string> = new Set(['RUNNING', 'PENDING_REDRIVE']);
/** No day is filled in more often than this within the ninety days for which names of executions are kept. */
const MOST_EXECUTIONS = 100;

/**
 * Fills in days of a batch deployment in the account: an execution of its state machine for each, so many at once. A day that is published, and into
 * which nothing has come since, is left as it is; the pointer never moves back; nobody is told. Asked again, it waits for what is under way.
 *
 * @param directory folder that `cdk synth` wrote, the one that was deployed
 * @param path construct path of the deployment, or a part of it that means one alone
 */
export async function backfill(directory: string, path: string, options: BackfillOptions): Promise<Backfill> {
  const { host, parallel = 1, region, attempts } = options;
  // Where one day cannot be asked for, nobody waits for the others any longer.
  const stop = new AbortController();
  const signal = AbortSignal.any([stop.signal, ...(options.signal === undefined ? [] : [options.signal])]);
  const calls = { signal, ...(attempts === undefined ? {} : { attempts }) };
  const { job, ...at } = await deployed(directory, path, { ...calls, ...(region === undefined ? {} : { region }) });
  const days = daysBetween(job.settings, options.from, options.to ?? options.from);
  const functions = await StepFunctions.open({ ...calls, ...at });
  try {
    const filled: BackfilledDay[] = [];
    const rest = days.entries();
    const worker = async (): Promise<void> => {
      for (const [index, day] of rest) {
        filled[index] = await fillIn(day, job, functions, { ...options, signal });
        const done = filled.filter(Boolean).length;
        host.say({ level: 'progress', stage: `${done} of ${days.length} days`, text: day.day, done: done / days.length });
      }
    };
    await Promise.all(Array.from({ length: Math.min(parallel, days.length) }, worker));
    return { version: 1, path: job.path, stateMachine: job.machine, region: functions.region, days: filled };
  } catch (failure) {
    // A sleeper that was told to stop says so in words of its own.
    options.signal?.throwIfAborted();
    throw failure;
  } finally {
    stop.abort();
    functions.close();
  }
}

/** The deployment as the account has it, with the names that things have there. */
async function deployed(
  directory: string,
  path: string,
  options: AccountOptions,
): Promise<{ readonly job: BatchJobPlan; readonly region?: string }> {
  const root = resolve(directory);
  const stacks = readStacks(root);
  const declared = chosenJob(batchJobsOf(stacks, root), path);
  const own = stacks.filter((stack) => stack.path === declared.stack).flatMap((stack) => withOuter(stack, stacks));
  const region = own.map((stack) => regionOf(stack, options.region)).at(-1);
  const at = { ...options, ...(region === undefined ? {} : { region }) };
  const ids = await idsIn(own, at);
  const job = batchJobsOf(
    readStacks(root, (stack) => ids.get(stack)),
    root,
  ).find((each) => each.path === declared.path);
  if (job === undefined || !ids.has(declared.stack))
    throw new SlipwayError(
      'no-deployment',
      `the account has no stack ${declared.stack}, which ${declared.path} is in; deploy it, or give the region where it is with --region`,
      declared.place,
    );
  return { job, ...(region === undefined ? {} : { region }) };
}

/** What the account calls the resources of a stack and of those around it, the outermost first. */
async function idsIn(stacks: readonly ReadStack[], options: AccountOptions): Promise<Map<string, DeployedIds>> {
  const ids = new Map<string, DeployedIds>();
  const cloudformation = await CloudFormation.open(options);
  try {
    for (const { path, scope, nestedIn } of stacks) {
      const name = nestedIn === undefined ? scope.location.stackName : ids.get(nestedIn.path)?.resources.get(nestedIn.logicalId);
      const found = name === undefined ? undefined : await cloudformation.stack(name);
      if (found?.StackId !== undefined) ids.set(path, await idsOf(cloudformation, found.StackId));
    }
  } finally {
    cloudformation.close();
  }
  return ids;
}

/** One day, from its start to its end. */
async function fillIn(
  { time, day }: DayOfRun,
  { machine }: BatchJobPlan,
  functions: StepFunctions,
  { clock, signal }: BackfillOptions,
): Promise<BackfilledDay> {
  clock.hold();
  try {
    const execution = await started(machine, time, functions);
    let found = await functions.execution(execution);
    while (UNDER_WAY.has(found.status ?? '')) {
      await clock.sleepUntil(clock.now() + LOOK_MILLIS, signal);
      found = await functions.execution(execution);
    }
    const { status = '', error = null, cause = null, output } = found;
    const answer = status === 'SUCCEEDED' && output !== undefined ? (JSON.parse(output) as DayAnswer) : null;
    return { day, time: isoTime(time), execution, status, error, cause, answer };
  } finally {
    clock.release();
  }
}

/** Its name is that of the run, so that the same day is not started beside itself; one that has ended leaves the next name free. */
async function started(machine: string, time: number, functions: StepFunctions): Promise<string> {
  const input = { time: isoTime(time), backfill: true };
  for (let number = 1; number <= MOST_EXECUTIONS; number += 1) {
    const execution = await functions.start(machine, `backfill-${runIdOf(time)}-${number}`, input);
    if (execution !== undefined) return execution;
  }
  throw new SlipwayError(
    'account-refused',
    `the day of ${input.time} was filled in ${MOST_EXECUTIONS} times within ninety days; look at why, and start an execution by hand`,
  );
}
