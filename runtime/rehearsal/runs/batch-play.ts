import type { RunRecord } from '../../../core/batch/record.js';
import { RUN_KEYS, type Pointer } from '../../../core/batch/run.js';
import { dayIn, dayText } from '../../../core/zoned-time.js';
import { freshness } from '../../../workloads/steps/freshness.js';
import type { StepWorld } from '../../../workloads/steps/world.js';
import type { RunsDisturbance } from '../../faults/runs-disturbance.js';
import type { RecordsProfile } from '../../measuring/profile.js';
import type { BatchJobPlan } from '../../pipeline/declared/batch-job-plan.js';
import { isoTime } from '../../pipeline/iso-time.js';
import type { Written } from '../../pipeline/s3/memory-buckets.js';
import type { TaskRegistry } from '../../pipeline/tasks.js';
import { RUN_CONSTANTS } from '../../simulation/run-constants.js';
import { startedBy, type Cycle } from './cycles.js';
import { publishEmbedded } from './embedded-metrics.js';
import { inputObjects, recordsOf } from './run-input.js';
import { RunsPlay, type PlayGround, type RunsSpec } from './runs-play.js';
import { simulatedJob } from './simulated-job.js';
import { stepTasks } from './step-tasks.js';

/** What is left of a play of a batch deployment: what was published to readers, and what its runs came to. */
export interface BatchLeft {
  readonly pointers: readonly { readonly at: number; readonly pointer: Pointer }[];
  readonly records: readonly { readonly at: number; readonly record: RunRecord }[];
  readonly cycles: readonly Cycle[];
  /** Records that each run should read. */
  readonly perRun: number;
}

export interface BatchGround extends PlayGround {
  readonly plan: BatchJobPlan;
  readonly records: RecordsProfile;
}

/** Tasks of a state machine that are played; what calls others is refused by name. */
export const BATCH_TASKS: TaskRegistry = Object.fromEntries(
  ['lambda:invoke', 'sagemaker:createTransformJob', 'aws-sdk:sagemaker:stopTransformJob'].map((name) => [name, async () => null]),
);

/** Runs of a batch deployment: the functions that go into the account, a job that answers as was measured. */
export class BatchPlay extends RunsPlay {
  protected readonly tasks: TaskRegistry;
  private readonly plan: BatchJobPlan;
  private readonly pointers: { at: number; pointer: Pointer }[] = [];
  private readonly ended: { at: number; record: RunRecord }[] = [];

  constructor(ground: BatchGround, spec: RunsSpec) {
    super(ground, spec);
    const { plan, records } = ground;
    this.plan = plan;
    const [least, most] = RUN_CONSTANTS.jobStartMinutes.band;
    this.tasks = {
      ...stepTasks(plan.functions, (now) => this.world(now)),
      'sagemaker:createTransformJob': simulatedJob({
        buckets: this.buckets,
        settings: plan.settings,
        records,
        startMinutes: () => {
          // Drawn anyway: what is drawn after it stays as it is.
          const drawn = least + (most - least) * this.random();
          return spec.variation?.runs?.jobStartMinutes ?? drawn;
        },
        disturbanceOf: (execution) => this.disturbanceOf(execution),
      }),
      'aws-sdk:sagemaker:stopTransformJob': async () => ({}),
    };
  }

  get left(): BatchLeft {
    return { pointers: this.pointers, records: this.ended, cycles: this.cycles, perRun: this.perRun };
  }

  private get perRun(): number {
    return recordsOf(this.spec.fault?.disturbance ?? {});
  }

  protected async look(now: number): Promise<void> {
    this.clock.hold();
    try {
      await freshness(this.world(now));
    } finally {
      this.clock.release();
    }
  }

  /** Its objects, and last the one that starts the run where an object does. */
  protected bring({ due }: Cycle, disturbance: RunsDisturbance): void {
    const { settings, objectRules } = this.plan;
    const folder = settings.input.replaceAll('{date}', dayText(dayIn(settings.zone, due)));
    for (const { name, content } of inputObjects(this.perRun, disturbance, settings)) this.buckets.put(folder + name, content);
    if (startedBy(this.plan) !== 'objects') return;
    const [rule] = objectRules;
    this.buckets.put(`${folder}${rule?.key.split('*').at(-1) ?? ''}`, '');
    this.start(due, JSON.stringify({ time: isoTime(this.clock.now()) }), rule?.deadLetters);
  }

  protected note({ uri, text, at }: Written): void {
    const { output } = this.plan.settings;
    if (uri === output + RUN_KEYS.pointer) this.pointers.push({ at, pointer: JSON.parse(text()) as Pointer });
    if (uri.startsWith(output + RUN_KEYS.runs) && uri.endsWith('/record.json'))
      this.ended.push({ at, record: JSON.parse(text()) as RunRecord });
  }

  private world(now: number): StepWorld {
    return {
      objects: (uri) => this.buckets.at(uri),
      settings: this.plan.settings,
      now,
      log: (line) => publishEmbedded(line, this.store),
    };
  }
}
