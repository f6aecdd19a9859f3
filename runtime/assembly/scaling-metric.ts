import { parseStatistic } from '../../core/metrics/index.js';
import type { FollowedMetric } from '../plan.js';
import { text } from './values.js';

/** Metrics that a simulation knows minute by minute, with the statistics that it can make of them. */
const FOLLOWED: Readonly<Record<FollowedMetric['name'], readonly FollowedMetric['statistic'][]>> = {
  Invocations: ['Sum'],
  InvocationsPerInstance: ['Sum'],
  ConcurrentRequestsPerModel: ['Minimum', 'Maximum'],
  CPUUtilization: ['Average', 'Minimum', 'Maximum'],
  MemoryUtilization: ['Average', 'Minimum', 'Maximum'],
};

/** A metric by its name and statistic, where it can be followed. */
export function followable(name: unknown, statistic: unknown): FollowedMetric | undefined {
  const given = parseStatistic(text(statistic) ?? 'Average')?.family;
  for (const [known, statistics] of Object.entries(FOLLOWED) as [FollowedMetric['name'], readonly FollowedMetric['statistic'][]][]) {
    const found = statistics.find((each) => each === given);
    if (known === name && found !== undefined) return { name: known, statistic: found };
  }
  return undefined;
}
