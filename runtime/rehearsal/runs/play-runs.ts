import { delayed, SampleStore } from '../../../core/alarms/index.js';
import type { RunRecord } from '../../../core/batch/record.js';
import { RUN_KEYS, type Pointer } from '../../../core/batch/run.js';
import { dayIn, dayText } from '../../../core/batch/zoned-time.js';
import { freshness } from '../../../workloads/steps/freshness.js';
import type { StepWorld } from '../../../workloads/steps/world.js';
import type { RunsDisturbance } from '../../faults/runs-disturbance.js';
import type { RecordsProfile } from '../../measuring/profile.js';
import { SimulatedClock } from '../../pipeline/clock.js';
import type { BatchJobPlan } from '../../pipeline/declared/read-batch-jobs.js';
import type { StateMachine } from '../../pipeline/definition.js';
import { execute, executionName } from '../../pipeline/execution.js';
import { isoTime } from '../../pipeline/iso-time.js';
import type { JsonObject } from '../../pipeline/json.js';
import type { JsonataEvaluator } from '../../pipeline/jsonata/evaluator.js';
import { NO_OBJECTS } from '../../pipeline/no-objects.js';
import { MemoryBuckets } from '../../pipeline/s3/memory-buckets.js';
import { TaskTokens } from '../../pipeline/task-tokens.js';
import type { TaskRegistry } from '../../pipeline/tasks.js';
import type { SchedulePlan } from '../../plan.js';
import { seeded, type Random } from '../../random.js';
import { physics } from '../../simulation/constants.js';
import { RUN_CONSTANTS } from '../../simulation/run-constants.js';
import type { Variation } from '../bench.js';
import { cyclesOf, startedBy, type Cycle } from './cycles.js';
import { DeadLetters } from './dead-letters.js';
import { publishEmbedded } from './embedded-metrics.js';
import { ExecutionMetrics } from './execution-metrics.js';
import { MINUTE_MILLIS, millisOf } from './minutes.js';
import { inputTexts, recordsOf } from './run-input.js';
import { simulatedJob } from './simulated-job.js';
import { stepTasks } from './step-tasks.js';
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

/** What is left of a play: what was published to readers, and what its runs came to. */
export interface RunsLeft {
  readonly pointers: readonly { readonly at: number; readonly pointer: Pointer }[];
  readonly records: readonly { readonly at: number; readonly record: RunRecord }[];
  readonly cycles: readonly Cycle[];
  /** Records that each run should read. */
  readonly perRun: number;
}

/** What is played. */
export interface RunsGround {
  readonly plan: BatchJobPlan;
  /** Its definition, checked. */
  readonly machine: StateMachine;
  readonly records: RecordsProfile;
  readonly evaluator: JsonataEvaluator;
}

/** Tasks of a state machine that are played; what calls others is refused by name. */
export const PLAYED_TASKS: TaskRegistry = Object.fromEntries(
  ['lambda:invoke', 'sagemaker:createTransformJob', 'aws-sdk:sagemaker:stopTransformJob'].map((name) => [name, async () => null]),
);

/** Plays the runs of a batch deployment, and what goes on around them, from one minute to another. */
export async function playRuns(
  ground: RunsGround,
  spec: RunsSpec,
): Promise<{ readonly left: RunsLeft; readonly buckets: MemoryBuckets; readonly store: SampleStore }> {
  const play = new Play(ground, spec);
  await play.run();
  const { left, buckets, store } = play;
  return { left, buckets, store };
}

/** One play, from its first minute to its last. */
class Play {
  private readonly tasks: TaskRegistry;
  readonly buckets: MemoryBuckets;
  readonly store: SampleStore;
  private readonly clock: SimulatedClock;
  private readonly random: Random;
  private readonly to: number;
  private readonly cycles: readonly Cycle[];
  private readonly pointers: { at: number; pointer: Pointer }[] = [];
  private readonly ended: { at: number; record: RunRecord }[] = [];
  /** What is wrong with each execution, by its ARN. */
  private readonly wrong = new Map<string, RunsDisturbance>();
  private readonly letters: ReadonlyMap<string, DeadLetters>;
  private readonly metrics: ExecutionMetrics;
  private readonly stop = new AbortController();
  private failure: unknown;

  constructor(
    private readonly ground: RunsGround,
    private readonly spec: RunsSpec,
  ) {
    const { plan, records } = ground;
    const { settings, schedules, objectRules, functions, machine } = plan;
    const from = millisOf(spec.from);
    this.to = millisOf(spec.minutes);
    this.clock = new SimulatedClock(from);
    this.random = seeded(spec.seed);
    this.store = new SampleStore({ visibility: delayed(physics(spec.variation?.physics).metricDelayMinutes * MINUTE_MILLIS) });
    this.metrics = new ExecutionMetrics(this.store, machine, false);
    this.cycles = cyclesOf(plan, from, this.to + DAY_MILLIS, spec.seed).filter(({ due }) => due >= from);
    this.buckets = new MemoryBuckets(
      () => this.clock.now(),
      ({ uri, text, at }) => this.note(uri, text, at),
      spec.before,
    );
    this.letters = new Map(
      [...new Set([...schedules, ...objectRules].flatMap(({ deadLetters }) => deadLetters ?? []))].map((arn) => [
        arn,
        new DeadLetters(arn.split(':').at(-1) ?? ''),
      ]),
    );
    const [least, most] = RUN_CONSTANTS.jobStartMinutes.band;
    this.tasks = {
      ...stepTasks(functions, (now) => this.world(now)),
      'sagemaker:createTransformJob': simulatedJob({
        buckets: this.buckets,
        settings,
        records,
        startMinutes: () => least + (most - least) * this.random(),
        disturbanceOf: (execution) => this.wrong.get(execution) ?? {},
      }),
      'aws-sdk:sagemaker:stopTransformJob': async () => ({}),
    };
  }

  get left(): RunsLeft {
    return { pointers: this.pointers, records: this.ended, cycles: this.cycles, perRun: this.perRun };
  }

  async run(): Promise<void> {
    const { clock } = this;
    const { plan } = this.ground;
    clock.hold();
    const over = new Promise<void>((done) => void clock.at(this.to, done));
    for (const cycle of this.cycles) this.bringInput(cycle);
    for (const schedule of plan.schedules) this.follow(schedule);
    clock.release();
    await over;
    this.stop.abort();
    if (this.failure !== undefined) throw this.failure;
    for (const queue of this.letters.values()) queue.publish(this.store, millisOf(this.spec.from), this.to);
  }

  private get perRun(): number {
    return recordsOf(this.spec.fault?.disturbance ?? {});
  }

  /** Time does not go on before it is done, unless it waits for time itself, as an execution does. */
  private work(doing: Promise<unknown>): void {
    const failed = (error: unknown): void => {
      this.failure ??= error;
    };
    void doing.catch(failed);
  }

  private async look(now: number): Promise<void> {
    this.clock.hold();
    await freshness(this.world(now));
    this.clock.release();
  }

  private follow(schedule: SchedulePlan): void {
    const { clock } = this;
    const { plan } = this.ground;
    const arm = (after: number): void => {
      const due = nextDue(schedule, after);
      if (due === undefined || due >= this.to) return;
      clock.at(due, () => {
        const input = schedule.input.replaceAll(SCHEDULED_TIME, isoTime(due));
        if (schedule.target !== plan.machine) this.work(this.look(due));
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

  private start(due: number, input: string, deadLetters: string | undefined): void {
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
      items: NO_OBJECTS,
      region: plan.region,
      account: plan.account,
      signal: this.stop.signal,
    });
    if (!this.stop.signal.aborted) this.metrics.ended(result);
  }

  /** The input of a run, as whoever writes it does: its objects, and last the one that starts the run where an object does. */
  private bringInput({ inputAt, due }: Cycle): void {
    const { settings, objectRules } = this.ground.plan;
    const disturbance = this.disturbanceAt(due);
    const at = inputAt + (disturbance.inputMinutesLate ?? 0) * MINUTE_MILLIS;
    if (at >= this.to) return;
    const folder = settings.input.replaceAll('{date}', dayText(dayIn(settings.zone, due)));
    this.clock.at(at, () => {
      for (const [index, text] of inputTexts(this.perRun, disturbance).entries())
        this.buckets.put(`${folder}part-${index}.${settings.format}`, text);
      if (startedBy(this.ground.plan) !== 'objects') return;
      const [rule] = objectRules;
      this.buckets.put(`${folder}${rule?.key.split('*').at(-1) ?? ''}`, '');
      this.start(due, JSON.stringify({ time: isoTime(at) }), rule?.deadLetters);
    });
  }

  private world(now: number): StepWorld {
    return {
      objects: (uri) => this.buckets.at(uri),
      settings: this.ground.plan.settings,
      now,
      log: (line) => publishEmbedded(line, this.store),
    };
  }

  private note(uri: string, text: () => string, at: number): void {
    const { output } = this.ground.plan.settings;
    if (uri === output + RUN_KEYS.pointer) this.pointers.push({ at, pointer: JSON.parse(text()) as Pointer });
    if (uri.startsWith(output + RUN_KEYS.runs) && uri.endsWith('/record.json'))
      this.ended.push({ at, record: JSON.parse(text()) as RunRecord });
  }
}
