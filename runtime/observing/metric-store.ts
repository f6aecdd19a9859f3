import type { MetricEntry } from '../../core/metrics/index.js';
import type { Clock } from '../clock.js';
import { Bucket } from './bucket.js';

const MINUTE_MILLIS = 60_000;
/** CloudWatch keeps fine-grained data for three hours; nobody here looks further back. */
export const RETAINED_MILLIS = 180 * MINUTE_MILLIS;

/** Which metric: a name in a namespace under one set of dimensions. */
export interface MetricKey {
  readonly namespace: string;
  readonly name: string;
  readonly dimensions: Readonly<Record<string, string>>;
}

/** A metric that has been recorded. */
export interface RecordedMetric extends MetricKey {
  readonly unit: string;
  /** The statistics that CloudWatch holds, of the percentiles those that people ask for. */
  readonly statistics: readonly string[];
}

export interface Datapoint {
  /** Start of the period, milliseconds. */
  readonly timestamp: number;
  readonly value: number;
}

interface Series extends RecordedMetric {
  /** By start of the minute. */
  readonly minutes: Map<number, Bucket>;
}

/**
 * Metrics as CloudWatch would hold them: by minute of the injected clock, under the catalogue's namespace, unit and dimensions. Percentiles are
 * linear between neighbouring values; how CloudWatch itself rounds is not published.
 */
export class MetricStore {
  private readonly series = new Map<string, Series>();

  constructor(private readonly clock: Clock) {}

  /** Records one value, now or at a stated time. */
  record(entry: MetricEntry, dimensions: Readonly<Record<string, string>>, value: number, at?: number): void {
    this.into(entry, dimensions)(value, at);
  }

  /** A function that records values of one metric: for who records often. The metric is listed from its first value on. */
  into(entry: MetricEntry, dimensions: Readonly<Record<string, string>>): (value: number, at?: number) => void {
    let series: Series | undefined;
    return (value, at = this.clock.now()) => {
      series ??= this.seriesOf(entry, dimensions);
      addTo(series, value, at);
    };
  }

  /** Every metric that holds data, in the order in which they first did. */
  list(): RecordedMetric[] {
    return [...this.series.values()].map(({ namespace, name, dimensions, unit, statistics }) => ({
      namespace,
      name,
      dimensions,
      unit,
      statistics,
    }));
  }

  /** One statistic over everything that is held; NaN where nothing is. */
  total(key: MetricKey & { readonly statistic: string }): number {
    return Bucket.merged(this.find(key)?.minutes.values() ?? []).statistic(key.statistic);
  }

  /** A statistic by period; a period without data has no datapoint. */
  datapoints({
    periodSeconds,
    from,
    to,
    statistic,
    ...key
  }: MetricKey & { readonly statistic: string; readonly periodSeconds: number; readonly from: number; readonly to: number }): Datapoint[] {
    const length = periodSeconds * 1000;
    const periods = new Map<number, Bucket[]>();
    for (const [minute, bucket] of this.find(key)?.minutes ?? []) {
      if (minute < from || minute >= to) continue;
      const start = from + Math.floor((minute - from) / length) * length;
      periods.set(start, [...(periods.get(start) ?? []), bucket]);
    }
    return [...periods]
      .toSorted(([a], [b]) => a - b)
      .map(([timestamp, buckets]) => ({ timestamp, value: Bucket.merged(buckets).statistic(statistic) }));
  }

  /** Whether anything was recorded in the minute that starts at a time. */
  holds(key: MetricKey, minute: number): boolean {
    return this.find(key)?.minutes.has(minute) ?? false;
  }

  private find({ namespace, name, dimensions }: MetricKey): Series | undefined {
    return this.series.get(keyOf(namespace, name, dimensions));
  }

  private seriesOf(entry: MetricEntry, dimensions: Readonly<Record<string, string>>): Series {
    const { namespace, name, unit } = entry;
    const key = keyOf(namespace, name, dimensions);
    const known = this.series.get(key);
    if (known !== undefined) return known;
    const made = { namespace, name, unit, dimensions, statistics: statisticsOf(entry), minutes: new Map<number, Bucket>() };
    this.series.set(key, made);
    return made;
  }
}

function addTo({ minutes }: Series, value: number, at: number): void {
  const minute = Math.floor(at / MINUTE_MILLIS) * MINUTE_MILLIS;
  const known = minutes.get(minute);
  if (known !== undefined) {
    known.add(value);
    return;
  }
  const bucket = new Bucket();
  bucket.add(value);
  minutes.set(minute, bucket);
  const oldest = minute - RETAINED_MILLIS;
  for (const kept of minutes.keys()) if (kept < oldest) minutes.delete(kept);
}

function keyOf(namespace: string, name: string, dimensions: Readonly<Record<string, string>>): string {
  return JSON.stringify([namespace, name, Object.entries(dimensions).toSorted(([a], [b]) => (a < b ? -1 : 1))]);
}

function statisticsOf({ statistics }: MetricEntry): string[] {
  return statistics.flatMap((family) => (family === 'Percentiles' ? ['p50', 'p90', 'p99'] : [family]));
}
