import { delayed, SampleStore, type Visibility } from '../../../core/alarms/index.js';
import type { RunsDisturbance } from '../../faults/runs-disturbance.js';
import { SimulatedClock } from '../../pipeline/clock.js';
import type { StateMachine } from '../../pipeline/definition.js';
import { execute, executionName, type ExecutionResult } from '../../pipeline/execution.js';
import { isoTime } from '../../pipeline/iso-time.js';
import type { JsonObject } from '../../pipeline/json.js';
import type { JsonataEvaluator } from '../../pipeline/jsonata/evaluator.js';
import type { ItemStore } from '../../pipeline/flow.js';
import { NOTHING_LISTED } from '../../pipeline/no-objects.js';
import { MemoryBuckets, type Written } from '../../pipeline/s3/memory-buckets.js';
import { TaskTokens } from '../../pipeline/task-tokens.js';
import type { TaskRegistry } from '../../pipeline/tasks.js';
import type { SchedulePlan } from '../../plan.js';
import { seeded, type Random } from '../../random.js';
import { physics } from '../../simulation/constants.js';
import { RUN_CONSTANTS } from '../../simulation/run-constants.js';
import type { Variation } from '../bench.js';
import { cyclesOf, type Cycle, type StartedPlan } from './cycles.js';
import { DeadLetters } from './dead-letters.js';
import { ExecutionMetrics } from './execution-metrics.js';
import { MINUTE_MILLIS, millisOf } from './minutes.js';
import { nextDue } from './timetable.js';

const DAY_MILLIS = 86_400_000;
const SCHEDULED_TIME = '<aws.scheduler.scheduled-time>';
/** After the run that it follows. */
const BACKFILL_AFTER = 2 * 60 * MINUTE_MILLIS;
/** What a backfill is about lies between two runs, so that it is none that has been. */
const BETWEEN_RUNS = 30 * MINUTE_MILLIS;

/** What is wrong with the runs that are due between two minutes. */
export interface RunsFault {
  readonly disturbance: RunsDisturbance;
  readonly from: number;
  readonly to: number;
}

export interface RunsSpec {
  /** Minutes from the start of all runs. */
  readonly from: number;
  readonly minutes: number;
  readonly watchFrom: number;
  readonly seed: number;
  /** What is there already. */
  readonly before?: MemoryBuckets;
  readonly fault?: RunsFault;
  readonly variation?: Variation;
}

/** When alarms see what is published. */
export function visibilityOf({ variation }: Pick<RunsSpec, 'variation'>): Visibility {
  return delayed(physics(variation?.physics).metricDelayMinutes * MINUTE_MILLIS);
}

/** What is played: a state machine that was synthesized, and what starts it. */
export interface PlayGround {
  readonly plan: StartedPlan;
  /** Its definition, checked. */
  readonly machine: StateMachine;
  readonly evaluator: JsonataEvaluator;
}

/** Runs of one state machine from one minute to another: what starts them, what they find, and what is published of them. */
export abstract class RunsPlay {
  readonly buckets: MemoryBuckets;
  readonly store: SampleStore;
  readonly cycles: readonly Cycle[];
  protected readonly clock: SimulatedClock;
  protected readonly random: Random;
  /** How executions ended, by ARN; of those that go on nothing. */
  protected readonly statuses = new Map<string, ExecutionResult['status']>();
  private readonly to: number;
  /** What is wrong with each execution, by its ARN. */
  private readonly wrong = new Map<string, RunsDisturbance>();
  private readonly letters: ReadonlyMap<string, DeadLetters>;
  private readonly metrics: ExecutionMetrics;
  private readonly stop = new AbortController();
  private failure: unknown;

  constructor(
    private readonly ground: PlayGround,
    protected readonly spec: RunsSpec,
  ) {
    const { plan } = ground;
    const from = millisOf(spec.from);
    this.to = millisOf(spec.minutes);
    this.clock = new SimulatedClock(from);
    this.random = seeded(spec.seed);
    this.store = new SampleStore({ visibility: visibilityOf(spec) });
    const zeros = spec.variation?.runs?.executionZeros ?? RUN_CONSTANTS.executionZeros.value;
    this.metrics = new ExecutionMetrics(this.store, plan.machine, zeros === 1);
    this.cycles = cyclesOf(plan, from, this.to + DAY_MILLIS, spec.seed);
    this.buckets = new MemoryBuckets(
      () => this.clock.now(),
      (written) => this.note(written),
      spec.before,
    );
    const queues = new Set([...plan.schedules, ...plan.objectRules].flatMap(({ deadLetters }) => deadLetters ?? []));
    this.letters = new Map([...queues].map((arn) => [arn, new DeadLetters(arn.split(':').at(-1) ?? '')]));
  }

  /** The services that the state machine calls. */
  protected abstract readonly tasks: TaskRegistry;
  /** What distributed maps of its executions list. */
  protected readonly items: ItemStore = NOTHING_LISTED;
  /** Whoever writes the input of a run does so now. */
  protected abstract bring(cycle: Cycle, disturbance: RunsDisturbance): void;
  /** Told of every object that is written. */
  protected abstract note(written: Written): void;
  /** What a schedule calls beside the state machine. */
  protected abstract look(now: number): Promise<void>;

  async run(): Promise<void> {
    const { clock } = this;
    clock.hold();
    const over = new Promise<void>((done) => void clock.at(this.to, done));
    for (const cycle of this.cycles) {
      const disturbance = this.disturbanceAt(cycle.due);
      const at = cycle.inputAt + (disturbance.inputMinutesLate ?? 0) * MINUTE_MILLIS;
      if (at < this.to) clock.at(at, () => this.bring(cycle, disturbance));
    }
    for (const schedule of this.ground.plan.schedules) this.follow(schedule);
    clock.release();
    await over;
    this.stop.abort();
    if (this.failure !== undefined) throw this.failure;
    for (const queue of this.letters.values()) queue.publish(this.store, millisOf(this.spec.from), this.to);
  }

  /** What is wrong with an execution. */
  protected disturbanceOf(execution: string): RunsDisturbance {
    return this.wrong.get(execution) ?? {};
  }

  protected start(due: number, input: string, deadLetters: string | undefined): void {
    const disturbance = this.disturbanceAt(due);
    const { starts = 1, startsRefused = false, backfillDaysAfter } = disturbance;
    if (startsRefused) {
      this.letters.get(deadLetters ?? '')?.add(due);
      return;
    }
    for (let delivered = 0; delivered < starts; delivered += 1) this.work(this.execute(JSON.parse(input) as JsonObject, disturbance));
    if (backfillDaysAfter === undefined) return;
    const time = isoTime(due - backfillDaysAfter * DAY_MILLIS - BETWEEN_RUNS);
    this.clock.at(due + BACKFILL_AFTER, () => this.work(this.execute({ time, backfill: true }, {})));
  }

  /** Time does not go on before it is done, unless it waits for time itself, as an execution does. */
  private work(doing: Promise<unknown>): void {
    const failed = (error: unknown): void => {
      this.failure ??= error;
    };
    void doing.catch(failed);
  }

  private follow(schedule: SchedulePlan): void {
    const { clock } = this;
    const arm = (after: number): void => {
      const due = nextDue(schedule, after);
      if (due === undefined || due >= this.to) return;
      clock.at(due, () => {
        const input = schedule.input.replaceAll(SCHEDULED_TIME, isoTime(due));
        if (schedule.target !== this.ground.plan.machine) this.work(this.look(due));
        else this.start(due, input, schedule.deadLetters);
        arm(due);
      });
    };
    arm(millisOf(this.spec.from) - 1);
  }

  /** What is wrong with the run that is due at a time. */
  private disturbanceAt(due: number): RunsDisturbance {
    const { fault } = this.spec;
    const struck = fault !== undefined && due >= millisOf(fault.from) && due < millisOf(fault.to);
    return struck ? fault.disturbance : {};
  }

  private async execute(input: JsonObject, disturbance: RunsDisturbance): Promise<void> {
    const { clock, random } = this;
    const { plan, machine, evaluator } = this.ground;
    const name = executionName(random);
    const machineName = plan.machine.split(':').at(-1) ?? '';
    this.wrong.set(`arn:aws:states:${plan.region}:${plan.account}:execution:${machineName}:${name}`, disturbance);
    this.metrics.started(clock.now());
    const result = await execute({
      machine,
      machineName,
      name,
      input,
      clock,
      random,
      evaluator,
      tasks: this.tasks,
      tokens: new TaskTokens(),
      items: this.items,
      region: plan.region,
      account: plan.account,
      signal: this.stop.signal,
    });
    if (this.stop.signal.aborted) return;
    this.statuses.set(result.executionArn, result.status);
    this.metrics.ended(result);
  }
}
