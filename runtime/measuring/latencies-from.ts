import type { RecordedValue } from '../../core/alarms/index.js';
import { SlipwayError } from '../../core/errors/index.js';
import { findMetric, parseStatistic } from '../../core/metrics/index.js';
import { quantile } from '../../core/quality/quantile.js';
import { fromMillis } from '../../core/units/duration.js';
import type { ServicePlan } from '../plan.js';

const METRIC = 'ModelLatency';
/** Service times that stand for a distribution of which percentiles are known. */
const POINTS = 200;
/** Samples that are kept of a file of single ones, evenly. */
const MOST_SAMPLES = 2000;

/** A quantile of the service times: a share from 0 to 1, and milliseconds. */
type Knot = readonly [share: number, millis: number];

/**
 * Service times of deployments, in milliseconds by path, from ModelLatency as an account saw it. Single samples are taken as they are. Of
 * percentiles the median over the periods counts, and between two of them the times lie on a line; below the lowest one they go down to the
 * Minimum, or to the Average where no percentile under 90 is there: an average without any percentile says nothing of the tail, and is refused.
 */
export function latenciesFrom(values: readonly RecordedValue[], services: readonly ServicePlan[]): Record<string, number[]> {
  const entry = findMetric('real-time', METRIC);
  const perMilli = (entry === undefined ? undefined : fromMillis(1, entry.unit)) ?? 1;
  const latencies = values.filter(({ metric }) => metric.name === METRIC && metric.namespace === entry?.namespace);
  const found = services.flatMap(({ path, endpointName }) => {
    const own = latencies.filter(
      ({ metric: { dimensions } }) => dimensions['EndpointName'] === endpointName && !('EndpointConfigName' in dimensions),
    );
    return own.length === 0 ? [] : [[path, timesOf(own, endpointName).map((value) => value / perMilli)] as const];
  });
  if (found.length > 0) return Object.fromEntries(found);
  const there = [...new Set(latencies.map(({ metric }) => metric.dimensions['EndpointName'] ?? 'no endpoint'))].join(', ');
  throw new SlipwayError(
    'past-metrics',
    `the file holds no ${METRIC} of ${services.map(({ endpointName }) => endpointName).join(', ') || 'any endpoint'}; it has ${there === '' ? `no ${METRIC} at all` : `that of ${there}`}`,
  );
}

function timesOf(values: readonly RecordedValue[], endpointName: string): number[] {
  const samples = values.filter(({ statistic }) => statistic === undefined).map(({ value }) => value);
  if (samples.length > 0) {
    const step = Math.max(1, samples.length / MOST_SAMPLES);
    return Array.from({ length: Math.min(samples.length, MOST_SAMPLES) }, (_, index) => samples[Math.floor(index * step)] ?? 0);
  }
  const knots = knotsOf(values);
  const [lowest] = knots;
  if (lowest === undefined) {
    throw new SlipwayError(
      'past-metrics',
      `the file holds no percentile of ${METRIC} of ${endpointName}, and its other statistics say nothing of the tail; save p50, p90 and p99 too`,
    );
  }
  return Array.from({ length: POINTS }, (_, index) => between(knots, (index + 0.5) / POINTS));
}

function knotsOf(values: readonly RecordedValue[]): Knot[] {
  const median = (name: string): number | undefined => {
    const sorted = values.flatMap(({ statistic, value }) => (statistic === name ? [value] : [])).toSorted((a, b) => a - b);
    return sorted.length === 0 ? undefined : quantile(sorted, 0.5);
  };
  const percentiles = [...new Set(values.map(({ statistic }) => statistic ?? ''))].flatMap((name): Knot[] => {
    const { percentile, trim } = parseStatistic(name) ?? {};
    const value = percentile === undefined || trim !== undefined ? undefined : median(name);
    return value === undefined || percentile === undefined ? [] : [[percentile / 100, value]];
  });
  if (percentiles.length === 0) return [];
  const [least, most] = [median('Minimum'), median('Maximum')];
  const average = percentiles.some(([share]) => share < 0.9) ? undefined : median('Average');
  const ends: Knot[] = [
    ...(least === undefined ? [] : [[0, least] as const]),
    ...(average === undefined ? [] : [[0.5, average] as const]),
    ...(most === undefined ? [] : [[1, most] as const]),
  ];
  // An average above a percentile, of a few very slow answers, would turn the curve round.
  return [...percentiles, ...ends]
    .toSorted(([a], [b]) => a - b)
    .reduce<Knot[]>((rising, [share, millis]) => [...rising, [share, Math.max(millis, rising.at(-1)?.[1] ?? 0)]], []);
}

function between(knots: readonly Knot[], share: number): number {
  const above = knots.findIndex(([known]) => known >= share);
  const [highShare, high] = knots[above] ?? knots.at(-1) ?? [1, 0];
  const [lowShare, low] = knots[above - 1] ?? [highShare, high];
  return above <= 0 || highShare === lowShare ? high : low + ((high - low) * (share - lowShare)) / (highShare - lowShare);
}
