import type { FollowedMetric } from '../plan.js';
import type { Minute } from './minute.js';

const { NaN: NONE } = Number;

/** What a metric comes to in one minute; NaN where it holds nothing. */
export function followedValue({ name, statistic }: FollowedMetric, minute: Minute, up: number): number {
  switch (name) {
    case 'Invocations':
      return minute.requests;
    case 'InvocationsPerInstance':
      return up === 0 ? 0 : minute.requests / up;
    case 'ConcurrentRequestsPerModel':
      return statistic === 'Minimum' ? minute.leastAtOnce : minute.mostAtOnce;
    case 'CPUUtilization':
      return statisticOf(minute.cpu, statistic);
    default:
      return statisticOf(minute.memory, statistic);
  }
}

/** A statistic over several values. */
export function statisticOf(values: readonly number[], statistic: FollowedMetric['statistic']): number {
  if (values.length === 0) return NONE;
  if (statistic === 'Minimum') return values.reduce((a, b) => Math.min(a, b));
  if (statistic === 'Maximum') return values.reduce((a, b) => Math.max(a, b));
  const sum = values.reduce((a, b) => a + b, 0);
  return statistic === 'Sum' ? sum : sum / values.length;
}
