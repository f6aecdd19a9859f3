import { instanceCost } from '../planning/instance-cost.js';
import type { Prices } from '../planning/workload.js';
import type { RunAttempt, RunInstances } from './record.js';

/** What the instances of a run cost, failed attempts included; functions and state machine cost next to nothing beside them. */
export interface RunCost {
  /** In the currency of the price file; null where it has no price of the type. */
  readonly amount: number | null;
  readonly currency: string;
  /** Seconds of one instance, over all of them. */
  readonly instanceSeconds: number;
  /** Whether some of it is the time of a whole attempt, so that the true cost is less. */
  readonly atMost: boolean;
}

export function costOfRun(
  { attempts, instances }: { readonly attempts: readonly RunAttempt[]; readonly instances: RunInstances },
  prices: Prices,
): RunCost {
  const instanceSeconds = attempts.reduce((sum, each) => sum + each.instanceSeconds * instances.count, 0);
  return {
    amount: instanceCost(prices, instances.type, 'batch', instanceSeconds) ?? null,
    currency: prices.currency,
    instanceSeconds,
    atMost: attempts.some(({ saidByJob }) => !saidByJob),
  };
}
