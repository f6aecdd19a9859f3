import { readCaptured } from '../measuring/captured.js';
import type { ServicePlan } from '../plan.js';
import { replayed, type Arrivals } from '../simulation/arrivals.js';
import type { RehearsalOptions } from './options.js';

/** How much comes in. */
export interface Traffic {
  readonly perMinute: number;
  readonly quietestPerMinute: number;
  /** A promise, not only an observation. */
  readonly promised: boolean;
  readonly arrivals?: Arrivals;
}

/** What is promised, or was captured; undefined where nobody knows: no rate is invented. */
export function trafficOf({ path, traffic, capture }: ServicePlan, { captured = {} }: RehearsalOptions): Traffic | undefined {
  const folder = captured[path];
  if (folder !== undefined) {
    const { perMinute } = readCaptured(folder);
    const arrivals = replayed(perMinute, (capture?.sampling ?? 100) / 100);
    const mean = perMinute.reduce((sum, count) => sum + count, 0) / perMinute.length;
    return { perMinute: mean, quietestPerMinute: traffic?.quietestPerMinute ?? mean, promised: traffic !== undefined, arrivals };
  }
  return traffic === undefined ? undefined : { ...traffic, promised: true };
}
