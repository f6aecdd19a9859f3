import type { NumericPlan, Profile, ProfilePlan } from '../../core/drift/profile/profile.js';
import type { ValueCounterFactory } from '../../core/drift/profile/value-counter.js';
import { ProfileBuilder } from '../../core/drift/table/profile-builder.js';
import { judge } from '../../core/drift/verdict/judge.js';
import { NO_WINDOWS } from '../../core/drift/verdict/thresholds.js';
import { ExactCounters, type BaselineColumns } from '../../workloads/drift/exact/exact-counters.js';
import { KeptCounters } from '../../workloads/drift/exact/kept-counters.js';
import { kernelCounters } from '../../workloads/drift/kernel/kernel-counter.js';
import type { Took } from './peer.js';

/** A column of a baseline and of a window. */
export interface TwoSides {
  readonly plan: NumericPlan;
  readonly baseline: Float64Array;
  readonly current: Float64Array;
}

/** Both sides counted, all distances, the verdict: what `slipway drift` does of rows that it has read. */
export function bothNew(columns: readonly TwoSides[]): { took: Took; distances: ExactCounters['distances'] } {
  const clock = started();
  const one = new KeptCounters(Number.POSITIVE_INFINITY);
  const baseline = profileOf(columns, 'baseline', one.factory);
  const other = new ExactCounters(Number.POSITIVE_INFINITY, one.kept);
  judge(baseline, profileOf(columns, 'current', other.factory), NO_WINDOWS, other.distances);
  return { took: clock(), distances: other.distances };
}

/** The baseline as `slipway baseline --exact` stores it. */
export function sortedOnce(columns: readonly TwoSides[]): { took: Took; sorted: BaselineColumns } {
  const stored = new KeptCounters(Number.POSITIVE_INFINITY);
  const baseline = profileOf(columns, 'baseline', stored.factory);
  const sorted = stored.sorted();
  const clock = started();
  const other = new ExactCounters(Number.POSITIVE_INFINITY, sorted);
  judge(baseline, profileOf(columns, 'current', other.factory), NO_WINDOWS, other.distances);
  return { took: clock(), sorted };
}

/** The baseline as `slipway baseline` stores it. */
export function profiles(columns: readonly TwoSides[]): Took {
  const baseline = profileOf(columns, 'baseline', kernelCounters(), 'compact');
  const clock = started();
  judge(baseline, profileOf(columns, 'current', kernelCounters()));
  return clock();
}

function profileOf(
  columns: readonly TwoSides[],
  side: 'baseline' | 'current',
  counters: ValueCounterFactory,
  size: 'compact' | 'dense' = 'dense',
): Profile {
  const plan: ProfilePlan = {
    inputs: [],
    outputs: [],
    features: columns.map((each) => each.plan),
    predictions: [],
    leftOut: [],
    segments: [],
  };
  const builder = new ProfileBuilder(plan, counters);
  builder.add({ rows: columns[0]?.baseline.length ?? 0, columns: new Map(columns.map((each) => [each.plan.name, each[side]])) });
  return builder.finish(size);
}

function started(): () => Took {
  const [wall, cpu] = [performance.now(), process.cpuUsage()];
  return () => {
    const { user, system } = process.cpuUsage(cpu);
    return { wall: (performance.now() - wall) / 1000, cpu: (user + system) / 1e6 };
  };
}
