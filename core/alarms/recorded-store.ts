import { parseStatistic, type Statistic } from '../metrics/statistics.js';
import { keyOf, type MetricId } from './metric-id.js';
import { SampleSeries, type Visibility } from './sample-series.js';
import type { MetricSource, Readings } from './source.js';

const MINUTE_MILLIS = 60_000;

/** One value that CloudWatch gave of a metric: of a period, or one sample. */
export interface RecordedValue {
  readonly metric: MetricId;
  /** Default: not said, which every alarm's unit lets through. */
  readonly unit?: string;
  /** As CloudWatch spells it; undefined: a single sample. */
  readonly statistic: string | undefined;
  /** Start of the period, or time of the sample, milliseconds. */
  readonly at: number;
  /** A multiple of 60. */
  readonly periodSeconds: number;
  readonly value: number;
}

/**
 * Past metrics as CloudWatch gives them out: statistics of periods, where it keeps the samples to itself.
 *
 * Counts, sums and extremes of longer windows follow from those of shorter periods, averages from sums and counts. Percentiles do not: a window takes
 * that of the period that ended last within it, as long as itself; of shorter periods the mean, which is near at best.
 */
export class RecordedStore implements MetricSource {
  private readonly byMetric = new Map<string, Map<string | undefined, RecordedReadings>>();

  constructor(private readonly visibility: Visibility) {}

  add({ metric, unit, statistic, at, periodSeconds, value }: RecordedValue): void {
    const key = keyOf(metric);
    const units = this.byMetric.get(key) ?? new Map<string | undefined, RecordedReadings>();
    this.byMetric.set(key, units);
    const readings = units.get(unit) ?? new RecordedReadings(metric, this.visibility);
    units.set(unit, readings);
    // A period counts with the windows that hold its end.
    if (statistic === undefined) readings.sample(at, value);
    else readings.add(statistic, at + periodSeconds * 1000 - MINUTE_MILLIS, value);
  }

  find(id: MetricId, unit?: string): Readings | undefined {
    const units = this.byMetric.get(keyOf(id));
    return units?.get(unit) ?? units?.get(undefined) ?? (unit === undefined ? units?.values().next().value : undefined);
  }
}

const SAMPLE_COUNT: Statistic = { family: 'SampleCount', text: 'SampleCount' };
const SUM: Statistic = { family: 'Sum', text: 'Sum' };
const AVERAGE: Statistic = { family: 'Average', text: 'Average' };

class RecordedReadings implements Readings {
  private readonly byStatistic = new Map<string, SampleSeries>();
  private readonly samplesOnly: SampleSeries;

  constructor(
    private readonly id: MetricId,
    private readonly visibility: Visibility,
  ) {
    this.samplesOnly = this.newSeries();
  }

  sample(at: number, value: number): void {
    this.samplesOnly.add(at, value);
  }

  add(statistic: string, at: number, value: number): void {
    const { text } = parseStatistic(statistic) ?? { text: statistic };
    const series = this.byStatistic.get(text) ?? this.newSeries();
    this.byStatistic.set(text, series);
    series.add(at, value);
  }

  statistic(statistic: Statistic, from: number, to: number, at?: number): number {
    if (this.byStatistic.size === 0) return this.samplesOnly.statistic(statistic, from, to, at);
    const read = (recorded: Statistic, as: Statistic): number =>
      this.byStatistic.get(recorded.text)?.statistic(as, from, to, at) ?? Number.NaN;
    switch (statistic.family) {
      case 'SampleCount':
      case 'Sum':
        return read(statistic, SUM);
      case 'Average': {
        const average = read(SUM, SUM) / read(SAMPLE_COUNT, SUM);
        return Number.isNaN(average) ? read(AVERAGE, AVERAGE) : average;
      }
      default:
        return read(statistic, statistic.family === 'Percentiles' ? AVERAGE : statistic);
    }
  }

  /** Where nobody recorded how many there are, they count as enough. */
  samples(from: number, to: number, at?: number): number {
    if (this.byStatistic.size === 0) return this.samplesOnly.samples(from, to, at);
    const count = this.statistic(SAMPLE_COUNT, from, to, at);
    if (!Number.isNaN(count)) return count;
    return this.byStatistic.has(SAMPLE_COUNT.text) ? 0 : Number.POSITIVE_INFINITY;
  }

  isSettled(from: number, to: number, at: number): boolean {
    return this.samplesOnly.isSettled(from, to, at);
  }

  private newSeries(): SampleSeries {
    return new SampleSeries(this.id, 'None', MINUTE_MILLIS, this.visibility);
  }
}
