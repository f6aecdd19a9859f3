import { uuid, type Random } from '../random.js';
import { SleepAborted, stopper, type PipelineClock } from './clock.js';
import type { StateMachine } from './definition.js';
import { FinishedChildren, type ItemStore, type Position, type Run, type StateProgress } from './flow.js';
import { dataDetails, History, Thread, type HistoryEvent } from './history.js';
import { isoTime } from './iso-time.js';
import { byteLength, type Json, type JsonObject } from './json.js';
import type { JsonataEvaluator } from './jsonata/evaluator.js';
import { MOST_STATE_BYTES } from './limits.js';
import type { MapRuns } from './map-runs.js';
import { StateFailure } from './state-failure.js';
import { FlowStopped } from './states/children.js';
import { runFlow } from './states/run-flow.js';
import type { TaskRegistry } from './tasks.js';
import type { TaskTokens } from './task-tokens.js';

export type ExecutionStatus = 'SUCCEEDED' | 'FAILED' | 'TIMED_OUT' | 'ABORTED';

/** An execution that has ended, as DescribeExecution and GetExecutionHistory would tell of it. */
export interface ExecutionResult {
  readonly executionArn: string;
  readonly name: string;
  readonly status: ExecutionStatus;
  readonly input: Json;
  readonly output?: Json;
  readonly error?: string;
  readonly cause?: string;
  /** Milliseconds since 1970. */
  readonly startDate: number;
  readonly stopDate: number;
  readonly redriveCount: number;
  readonly events: readonly HistoryEvent[];
  /** What a redrive goes on from; nothing where the execution succeeded. */
  readonly resume?: ResumePoint;
}

/** Where a failed execution stood: its state, with its input and the variables. */
export interface ResumePoint {
  readonly position: Position;
  readonly variables: Readonly<Record<string, Json>>;
  readonly finished: FinishedChildren;
}

export interface ExecutionOptions {
  readonly machine: StateMachine;
  readonly machineName: string;
  readonly name: string;
  readonly input: Json;
  readonly clock: PipelineClock;
  /** Dice for jitter, `$random()`, `$uuid()`, task tokens and map runs. */
  readonly random: Random;
  readonly evaluator: JsonataEvaluator;
  readonly tasks: TaskRegistry;
  readonly tokens: TaskTokens;
  readonly items: ItemStore;
  /** Told how its map runs ended, where a state asks. */
  readonly mapRuns?: MapRuns;
  readonly region: string;
  readonly account: string;
  readonly roleArn?: string;
  readonly signal?: AbortSignal;
  readonly watch?: (event: StateProgress) => void;
  /** A redrive: from where, and the how-manieth. */
  readonly resume?: ResumePoint;
  readonly redriveCount?: number;
}

/** Runs a checked state machine to its end. Never throws for what the state machine or its tasks do: that is the result's status. */
export async function execute(options: ExecutionOptions): Promise<ExecutionResult> {
  const { machine, clock, input, name, machineName, region, account, redriveCount = 0 } = options;
  const executionArn = `arn:aws:states:${region}:${account}:execution:${machineName}:${name}`;
  const roleArn = options.roleArn ?? `arn:aws:iam::${account}:role/${machineName}`;
  const startDate = clock.now();
  const history = new History(clock);
  const thread = new Thread(history, 0);
  const controller = stopper();
  const finished = new FinishedChildren(options.resume?.finished);
  const variables: Record<string, Json> = { ...options.resume?.variables };
  const Execution: JsonObject = {
    Id: executionArn,
    Input: input,
    Name: name,
    RedriveCount: redriveCount,
    RoleArn: roleArn,
    StartTime: isoTime(startDate),
  };
  const run: Run = {
    ...options,
    executionArn,
    context: { Execution, StateMachine: { Id: `arn:aws:states:${region}:${account}:stateMachine:${machineName}`, Name: machineName } },
    finished,
    watch: options.watch ?? (() => undefined),
  };
  const about = { executionArn, name, input, startDate, redriveCount, events: history.events };
  let position: Position = options.resume?.position ?? { state: machine.StartAt, input };
  const resumeAt = { ...position };
  history.add('ExecutionStarted', 0, { ...dataDetails('input', input), roleArn });
  clock.hold();
  let timedOut = false;
  const stop = (): void => controller.abort();
  options.signal?.addEventListener('abort', stop, { once: true });
  const cancelTimeout =
    machine.TimeoutSeconds === undefined
      ? () => undefined
      : clock.at(startDate + machine.TimeoutSeconds * 1000, () => {
          timedOut = true;
          controller.abort();
        });
  try {
    if (byteLength(JSON.stringify(input)) > MOST_STATE_BYTES)
      throw new StateFailure('States.DataLimitExceeded', 'The input exceeds the maximum number of bytes service limit.', true);
    const flow = { run, thread, variables, signal: controller.signal, depth: 0, position: (at: Position) => (position = at) };
    const output = await runFlow(flow, machine, input, options.resume === undefined ? undefined : resumeAt);
    thread.add('ExecutionSucceeded', dataDetails('output', output));
    return { ...about, status: 'SUCCEEDED', output, stopDate: clock.now() };
  } catch (error) {
    const resume = { position, variables, finished };
    if (error instanceof FlowStopped || error instanceof SleepAborted) {
      const status = timedOut ? 'TIMED_OUT' : 'ABORTED';
      thread.add(timedOut ? 'ExecutionTimedOut' : 'ExecutionAborted', timedOut ? { error: 'States.Timeout' } : {});
      return { ...about, status, ...(timedOut ? { error: 'States.Timeout' } : {}), stopDate: clock.now(), resume };
    }
    if (!(error instanceof StateFailure)) throw error;
    const { Error: code, Cause: cause } = error.output;
    const failed = { ...(code === undefined ? {} : { error: code }), ...(cause === undefined ? {} : { cause }) };
    thread.add('ExecutionFailed', failed);
    return { ...about, status: 'FAILED', ...failed, stopDate: clock.now(), resume };
  } finally {
    cancelTimeout();
    options.signal?.removeEventListener('abort', stop);
    clock.release();
  }
}

/** A name for an execution that was given none. */
export function executionName(random: Random): string {
  return uuid(random);
}
