import { keyOf, type MetricId } from './metric-id.js';
import { SampleSeries, type Visibility } from './sample-series.js';
import type { MetricSource } from './source.js';

export interface SampleStoreOptions {
  /** When the data of a bucket can be read. Default: `delayed(0)`, as soon as the bucket is over. */
  readonly visibility?: Visibility;
}

export interface SeriesOptions {
  /** Default: `None`, as CloudWatch holds data that name none. */
  readonly unit?: string;
  /** Length of a bucket, seconds: 60, or from 1 for metrics of high resolution. Default: 60. */
  readonly resolutionSeconds?: number;
}

/**
 * Metrics as CloudWatch holds them: samples in buckets of a minute, or finer for high resolution. One series for each metric and unit: units are
 * aggregated apart and never converted.
 *
 *     const store = new SampleStore({ visibility: delayed(60_000) });
 *     const latency = store.series({ namespace: 'AWS/SageMaker', name: 'ModelLatency', dimensions }, { unit: 'Microseconds' });
 *     latency.add(at, 80_000);
 */
export class SampleStore implements MetricSource {
  private readonly byMetric = new Map<string, Map<string, SampleSeries>>();
  private readonly visibility: Visibility | undefined;

  constructor(options: SampleStoreOptions = {}) {
    this.visibility = options.visibility;
  }

  /** The series to write to; made by the first call. */
  series(id: MetricId, { unit = 'None', resolutionSeconds = 60 }: SeriesOptions = {}): SampleSeries {
    const key = keyOf(id);
    const units = this.byMetric.get(key) ?? new Map<string, SampleSeries>();
    this.byMetric.set(key, units);
    const known = units.get(unit);
    if (known !== undefined) return known;
    const made = new SampleSeries(id, unit, resolutionSeconds * 1000, this.visibility);
    units.set(unit, made);
    return made;
  }

  /**
   * The series of a metric, undefined where nobody wrote one. Without a unit, of a metric in several units, the one whose unit comes first in the
   * alphabet: AWS leaves open what CloudWatch does with such a metric, and its recorded answers show that.
   */
  find(id: MetricId, unit?: string): SampleSeries | undefined {
    const units = this.byMetric.get(keyOf(id));
    if (units === undefined || unit !== undefined) return units?.get(unit ?? '');
    if (units.size === 1) return units.values().next().value;
    return units.get([...units.keys()].toSorted()[0] ?? '');
  }

  /** The same samples, whose data can be read at other times. */
  seenWith(visibility: Visibility): SampleStore {
    const other = new SampleStore({ visibility });
    for (const [key, units] of this.byMetric)
      other.byMetric.set(key, new Map([...units].map(([unit, series]) => [unit, series.seenWith(visibility)])));
    return other;
  }

  /** Every series, in the order in which they were made. */
  list(): SampleSeries[] {
    return [...this.byMetric.values()].flatMap((units) => [...units.values()]);
  }
}
