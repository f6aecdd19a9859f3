import type { AlarmRun } from '../../../core/alarms/index.js';
import type { Variation } from '../bench.js';
import type { FaultTrial } from '../fault-trials.js';
import type { WentOff } from '../told.js';
import type { RunsTrial } from './runs-bench.js';
import type { RunsHarm } from './runs-harm.js';

/** One way in which a fault goes wrong, as it was played. */
export interface WayTrial extends FaultTrial {
  readonly trial: RunsTrial;
  /** As a sentence. */
  readonly text: string;
  readonly harm: RunsHarm;
  /** Paths of the alarms that go off where a constant is taken otherwise. */
  readonly seenAt: (variation: Variation) => Promise<ReadonlySet<string>>;
}

/** All ways of a fault as one: an alarm went off in the one in which it did so first. */
export function together(ways: readonly WayTrial[]): FaultTrial {
  const [first] = ways;
  const off = new Map<string, WentOff>();
  const runs = new Map<string, AlarmRun>(first.trial.runs);
  for (const way of ways)
    for (const each of way.off) {
      const { path } = each.alarm;
      const known = off.get(path);
      if (known !== undefined && known.minute <= each.minute) continue;
      off.set(path, each);
      const run = way.trial.runs.get(path);
      if (run !== undefined) runs.set(path, run);
    }
  const { trial, timeline } = first;
  return { trial: { ...trial, runs }, timeline, off: [...off.values()].toSorted((a, b) => a.minute - b.minute) };
}
