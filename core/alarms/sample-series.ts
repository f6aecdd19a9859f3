import type { Statistic } from '../metrics/statistics.js';
import type { MetricId } from './metric-id.js';
import { PAGE_BUCKETS, SamplePage } from './sample-page.js';
import { MergedRuns } from './merged-runs.js';
import { trimmed } from './trimmed.js';
import { quantile } from '../quality/quantile.js';

// In tests the globals are looked up in another realm, which is slow where it is done millions of times.
const { ceil, floor, max: larger, min: smaller } = Math;
const { POSITIVE_INFINITY, NEGATIVE_INFINITY, NaN: NONE } = Number;

/**
 * When the data of a bucket can be read, milliseconds: of the bucket's start and length. Later buckets never appear before earlier ones, but a
 * bucket can be lost: infinity.
 */
export interface Visibility {
  (bucketStart: number, bucketMillis: number, metric: MetricId): number;
  /** Where every bucket appears so many milliseconds after its end: lets queries be faster. */
  readonly constantMillis?: number;
}

/** Every bucket can be read so many milliseconds after its end. */
export function delayed(millis: number): Visibility {
  return Object.assign((start: number, length: number) => start + length + millis, { constantMillis: millis });
}

const AT_ONCE = delayed(0);

/** Percentiles are reckoned one at a time: one place to put values in order serves all series. */
const ORDER = new MergedRuns();

/** Samples of one metric in one unit. */
export class SampleSeries {
  private readonly pages = new Map<number, SamplePage>();
  private newest: { number: number; page: SamplePage } | undefined;
  private first = POSITIVE_INFINITY;
  private last = NEGATIVE_INFINITY;

  constructor(
    readonly id: MetricId,
    readonly unit: string,
    /** Length of a bucket. */
    readonly bucketMillis: number,
    private readonly visibility: Visibility = AT_ONCE,
  ) {}

  /** Adds a value, or one that occurred several times. CloudWatch rejects what is no finite number, so it leaves no trace. */
  add(atMillis: number, value: number, count = 1): void {
    if (!Number.isFinite(value) || !(count > 0)) return;
    const bucket = floor(atMillis / this.bucketMillis);
    this.pageOf(bucket).add(slotOf(bucket), value, count);
  }

  /** Adds values of which only a summary is known, as CloudWatch's StatisticValues; percentiles do not see them unless they are all equal. */
  addSummary(atMillis: number, { count, sum, min, max }: { count: number; sum: number; min: number; max: number }): void {
    if (![sum, min, max].every(Number.isFinite) || !(count > 0)) return;
    const bucket = floor(atMillis / this.bucketMillis);
    if (min === max && sum === min * count) this.pageOf(bucket).add(slotOf(bucket), min, count);
    else this.pageOf(bucket).tally(slotOf(bucket), count, sum, min, max);
  }

  /** Start of the first bucket and end of the last, milliseconds; undefined without data. */
  get span(): { readonly from: number; readonly to: number } | undefined {
    return this.last < this.first ? undefined : { from: this.first * this.bucketMillis, to: (this.last + 1) * this.bucketMillis };
  }

  /** Drops the data of buckets before a time, by whole pages. */
  forgetBefore(millis: number): void {
    const keep = floor(millis / this.bucketMillis / PAGE_BUCKETS);
    for (const number of this.pages.keys()) if (number < keep) this.pages.delete(number);
    this.first = larger(this.first, keep * PAGE_BUCKETS);
  }

  /**
   * A statistic of the samples in [from, to) as far as they can be read at a time; NaN without any, or without values for a percentile.
   *
   * @param at milliseconds; default: all can be read
   */
  statistic(statistic: Statistic, from: number, to: number, at = POSITIVE_INFINITY): number {
    const until = this.readable(to, at);
    if (statistic.family === 'Percentiles') return this.ofValues(statistic, from, until, at);
    let [count, sum, min, max] = [0, 0, POSITIVE_INFINITY, NEGATIVE_INFINITY];
    this.each(from, until, at, (page, bucket) => {
      count += page.counts[bucket] ?? 0;
      sum += page.sums[bucket] ?? 0;
      min = smaller(min, page.mins[bucket] ?? min);
      max = larger(max, page.maxs[bucket] ?? max);
    });
    if (count === 0) return NONE;
    switch (statistic.family) {
      case 'SampleCount':
        return count;
      case 'Sum':
        return sum;
      case 'Average':
        return sum / count;
      case 'Minimum':
        return min;
      default:
        return max;
    }
  }

  /** How many samples [from, to) holds, as far as they can be read at a time. */
  samples(from: number, to: number, at = POSITIVE_INFINITY): number {
    let count = 0;
    this.each(from, this.readable(to, at), at, (page, bucket) => {
      count += page.counts[bucket] ?? 0;
    });
    return count;
  }

  /** Whether nothing that [from, to) can hold appears after a time. */
  isSettled(from: number, to: number, at: number): boolean {
    const { constantMillis } = this.visibility;
    if (constantMillis !== undefined) return to + constantMillis <= at;
    for (let start = ceil(from / this.bucketMillis) * this.bucketMillis; start < to; start += this.bucketMillis) {
      if (this.visibility(start, this.bucketMillis, this.id) > at) return false;
    }
    return true;
  }

  private ofValues(statistic: Statistic, from: number, to: number, at: number): number {
    ORDER.clear();
    this.each(from, to, at, (page, bucket) => ORDER.add(page.valuesOf(bucket), page.timesOf(bucket)));
    const { values, times } = ORDER;
    if (values.length === 0) return NONE;
    return statistic.trim === undefined
      ? quantile(values, (statistic.percentile ?? 0) / 100, times)
      : trimmed(values, times, statistic.trim);
  }

  /** With a constant delay the end of what can be read is known without asking for each bucket. */
  private readable(to: number, at: number): number {
    const { constantMillis } = this.visibility;
    return constantMillis === undefined ? to : smaller(to, at - constantMillis - this.bucketMillis + 1);
  }

  private each(from: number, to: number, at: number, visit: (page: SamplePage, bucket: number) => void): void {
    const ask = this.visibility.constantMillis === undefined && at !== POSITIVE_INFINITY;
    const end = smaller(ceil(to / this.bucketMillis), this.last + 1);
    let bucket = larger(ceil(from / this.bucketMillis), this.first);
    while (bucket < end) {
      const number = floor(bucket / PAGE_BUCKETS);
      const page = this.pages.get(number);
      const pageEnd = smaller(end, (number + 1) * PAGE_BUCKETS);
      if (page === undefined) {
        bucket = pageEnd;
        continue;
      }
      for (; bucket < pageEnd; bucket += 1) {
        if (ask && this.visibility(bucket * this.bucketMillis, this.bucketMillis, this.id) > at) continue;
        visit(page, bucket - number * PAGE_BUCKETS);
      }
    }
  }

  private pageOf(bucket: number): SamplePage {
    this.first = smaller(this.first, bucket);
    this.last = larger(this.last, bucket);
    const number = floor(bucket / PAGE_BUCKETS);
    if (this.newest?.number === number) return this.newest.page;
    const page = this.pages.get(number) ?? new SamplePage();
    this.pages.set(number, page);
    this.newest = { number, page };
    return page;
  }
}

function slotOf(bucket: number): number {
  return bucket - floor(bucket / PAGE_BUCKETS) * PAGE_BUCKETS;
}
