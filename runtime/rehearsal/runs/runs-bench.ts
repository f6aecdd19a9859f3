import { DEFAULT_CONSTANTS, evaluateAll, type AlarmDefinition, type SampleStore } from '../../../core/alarms/index.js';
import type { MemoryBuckets } from '../../pipeline/s3/memory-buckets.js';
import type { Trial } from '../bench.js';
import type { Timeline } from '../timeline.js';
import type { StartedPlan } from './cycles.js';
import { minuteOf, millisOf } from './minutes.js';
import type { RunsHarm } from './runs-harm.js';
import { visibilityOf, type RunsSpec } from './runs-play.js';

/** What a play showed. */
export interface RunsTrial extends Trial {
  readonly buckets: MemoryBuckets;
  readonly store: SampleStore;
  /** What went well: records of a batch deployment, runs of a pipeline. */
  readonly done: number;
  /** What was done to whoever reads the results, between the minutes of a fault. */
  readonly harm: (timeline: Timeline, before: MemoryBuckets) => RunsHarm;
}

/** A deployment that runs and ends, with its alarms, ready for plays. */
export interface RunsBench {
  readonly plan: StartedPlan;
  run(spec: RunsSpec, alarms: readonly AlarmDefinition[]): Promise<RunsTrial>;
  close(): Promise<void>;
}

/** The same play under constants that it does not depend on: what was published is looked at anew. */
export function evaluatedAgain(
  { store }: RunsTrial,
  alarms: readonly AlarmDefinition[],
  spec: Pick<RunsSpec, 'watchFrom' | 'minutes' | 'variation'>,
): Trial {
  return evaluated(alarms, store.seenWith(visibilityOf(spec)), spec);
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
