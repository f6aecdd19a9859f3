import type { Mode } from '../hosting/mode.js';
import type { InstanceFacts } from '../limits/instances.js';
import { CATALOGUE } from './catalogue.js';
import type { MetricEntry } from './entry.js';
import { parseStatistic } from './statistics.js';

const BY_NAME = new Map<string, MetricEntry[]>();
for (const entry of CATALOGUE) BY_NAME.set(entry.name, [...(BY_NAME.get(entry.name) ?? []), entry]);

/** The rows of a metric, one or more for each mode that publishes it. */
export function metricsNamed(name: string): readonly MetricEntry[] {
  return BY_NAME.get(name) ?? [];
}

/** The metrics of one hosting mode. */
export function metricsOf(mode: Mode): readonly MetricEntry[] {
  return CATALOGUE.filter((entry) => entry.mode === mode);
}

/** A metric of a mode by name; the row that every endpoint of the mode publishes comes before those that need something special. */
export function findMetric(mode: Mode, name: string): MetricEntry | undefined {
  const found = metricsNamed(name).filter((entry) => entry.mode === mode);
  return found.find(({ needs }) => needs === undefined) ?? found[0];
}

/** Whether CloudWatch holds this statistic of the metric at all. */
export function publishes(entry: MetricEntry, statistic: string): boolean {
  const parsed = parseStatistic(statistic);
  return parsed !== undefined && entry.statistics.includes(parsed.family);
}

/** What a statistic of the metric can reach; a count, a sum and an open range end at infinity. */
export function bounds(
  { range }: MetricEntry,
  statistic: string,
  instance?: InstanceFacts,
): { readonly min: number; readonly max: number } {
  const family = parseStatistic(statistic)?.family;
  const open =
    family === 'Sum' || family === 'SampleCount' || range.max === undefined || (range.per !== undefined && instance === undefined);
  if (open) return { min: range.min, max: Number.POSITIVE_INFINITY };
  const factor = range.per === 'vcpu' ? (instance?.vcpu ?? 1) : range.per === 'gpu' ? (instance?.gpus ?? 1) : 1;
  return { min: range.min, max: (range.max ?? Number.POSITIVE_INFINITY) * factor };
}
