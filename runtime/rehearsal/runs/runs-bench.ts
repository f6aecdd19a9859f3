import { DEFAULT_CONSTANTS, evaluateAll, type AlarmDefinition, type SampleStore } from '../../../core/alarms/index.js';
import type { RecordsProfile } from '../../measuring/profile.js';
import { checkDefinition } from '../../pipeline/check/check-definition.js';
import type { BatchJobPlan } from '../../pipeline/declared/read-batch-jobs.js';
import type { StateMachine } from '../../pipeline/definition.js';
import { JsonataEvaluator } from '../../pipeline/jsonata/evaluator.js';
import type { MemoryBuckets } from '../../pipeline/s3/memory-buckets.js';
import type { Trial } from '../bench.js';
import { minuteOf, millisOf } from './minutes.js';
import { PLAYED_TASKS, playRuns, type RunsLeft, type RunsSpec } from './play-runs.js';

export interface RunsTrial extends Trial {
  readonly left: RunsLeft;
  readonly buckets: MemoryBuckets;
  readonly store: SampleStore;
}

/**
 * A batch deployment with its alarms, ready for plays: the state machine that was synthesized, the steps that run in the account, the schedules
 * that start them, on a simulated clock and over objects in memory.
 */
export class RunsBench {
  private constructor(
    readonly plan: BatchJobPlan,
    private readonly machine: StateMachine,
    private readonly records: RecordsProfile,
    private readonly evaluator: JsonataEvaluator,
  ) {}

  static async open(plan: BatchJobPlan, records: RecordsProfile): Promise<RunsBench> {
    const machine = await checkDefinition(plan.definition, PLAYED_TASKS, plan.place);
    return new RunsBench(plan, machine, records, new JsonataEvaluator());
  }

  async close(): Promise<void> {
    await this.evaluator.close();
  }

  async run(spec: RunsSpec, alarms: readonly AlarmDefinition[]): Promise<RunsTrial> {
    const { plan, machine, records, evaluator } = this;
    const played = await playRuns({ plan, machine, records, evaluator }, spec);
    return { ...evaluated(alarms, played.store, spec), ...played };
  }
}

/** What alarms make of what was published. */
export function evaluated(
  alarms: readonly AlarmDefinition[],
  store: SampleStore,
  { watchFrom, minutes, variation = {} }: Pick<RunsSpec, 'watchFrom' | 'minutes' | 'variation'>,
): Trial {
  const window = { from: millisOf(watchFrom), to: millisOf(minutes) };
  const runs = evaluateAll(alarms, store, window, { ...DEFAULT_CONSTANTS, ...variation.alarms });
  const zeros = (): Float64Array => new Float64Array(minutes);
  return {
    harms: { sent: zeros(), failed: zeros(), late: zeros(), recordsLost: zeros() },
    runs: new Map(runs.map((each) => [each.alarm.id, each])),
    minuteOf,
  };
}
