import type { Statistic } from '../metrics/statistics.js';
import type { MetricId } from './metric-id.js';

/** Where alarms read: samples that are simulated or measured, or statistics that CloudWatch recorded. */
export interface MetricSource {
  /** Undefined for a metric, or a unit of it, without data. */
  find(id: MetricId, unit?: string): Readings | undefined;
}

/** Of one metric; times in milliseconds. */
export interface Readings {
  /** A statistic of [from, to) as far as it can be read at a time; NaN without data. */
  statistic(statistic: Statistic, from: number, to: number, at?: number): number;
  /** How many samples [from, to) holds, as far as they can be read at a time. */
  samples(from: number, to: number, at?: number): number;
  /** Whether nothing that [from, to) can hold appears after a time. */
  isSettled(from: number, to: number, at: number): boolean;
}
